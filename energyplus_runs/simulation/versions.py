"""Which EnergyPlus version a model is written for, and whether its text means the same to the engine here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.tokens import RawObject, object_label
from standard_site.lib.findings import Finding, Where

CURRENT = (25, 2)
CURRENT_TEXT = "25.2"
_VERSION = re.compile(r"\s*[vV]?\s*([0-9]{1,3})\.([0-9]{1,3})(?:[.\-].*)?\s*")

# The releases to which the transition programs of EnergyPlus lead, one after the other; they begin with 7.2.
# Source: EnergyPlus, src/Transition.
_RELEASES = (
    (7, 2), (8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 6), (8, 7), (8, 8), (8, 9),
    (9, 0), (9, 1), (9, 2), (9, 3), (9, 4), (9, 5), (9, 6),
    (22, 1), (22, 2), (23, 1), (23, 2), (24, 1), (24, 2), (25, 1), CURRENT,
)  # fmt: skip

# Findings after which the rest of a model is not looked at.
NOT_READ = frozenset(
    {"version-older", "version-before-transitions", "version-unknown", "version-newer", "version-unreadable"}
)

# Types whose fields moved, so that old text still fits the shape but means something else.
# Source: EnergyPlus, src/Transition/InputRulesFiles, Rules24-1-0-to-24-2-0.md and Rules25-1-0-to-25-2-0.md.
_MOVED_IN_24_2 = ("HeatPump:PlantLoop:EIR:Cooling", "HeatPump:PlantLoop:EIR:Heating")
_MOVED_IN_25_2 = (
    "AirLoopHVAC:UnitaryHeatPump:AirToAir:MultiSpeed",
    "Coil:Cooling:DX:VariableSpeed",
    "Coil:Cooling:WaterToAirHeatPump:EquationFit",
    "Coil:Cooling:WaterToAirHeatPump:ParameterEstimation",
    "Coil:Cooling:WaterToAirHeatPump:VariableSpeedEquationFit",
    "Coil:Heating:DX:VariableSpeed",
    "Coil:Heating:WaterToAirHeatPump:EquationFit",
    "Coil:Heating:WaterToAirHeatPump:ParameterEstimation",
    "Coil:Heating:WaterToAirHeatPump:VariableSpeedEquationFit",
    "Coil:WaterHeating:AirToWaterHeatPump:Pumped",
    "Coil:WaterHeating:AirToWaterHeatPump:VariableSpeed",
    "Coil:WaterHeating:AirToWaterHeatPump:Wrapped",
    "GroundHeatExchanger:System",
)
_MOVED = {
    (24, 1): frozenset(name.lower() for name in (*_MOVED_IN_24_2, *_MOVED_IN_25_2)),
    (24, 2): frozenset(name.lower() for name in _MOVED_IN_25_2),
    (25, 1): frozenset(name.lower() for name in _MOVED_IN_25_2),
}


def declared_version(objects: Sequence[RawObject]) -> tuple[str | None, RawObject | None]:
    """The version as written and the object that says it; None where there is none."""
    found = next((item for item in objects if item.type_name.lower() == "version"), None)
    if found is None or not found.fields or not found.fields[0]:
        return None, found
    return found.fields[0], found


def check_version(objects: Sequence[RawObject]) -> list[Finding]:
    """What the declared version means for this model: accepted, accepted with a warning, or refused."""
    text, found = declared_version(objects)
    if text is None or found is None:
        return [
            CATALOGUE.make("version-missing", Where(line=found.line if found else None, object="Version"))
        ]
    matched = _VERSION.fullmatch(text)
    where = Where(line=found.line, object="Version", field="Version Identifier")
    if matched is None:
        return [CATALOGUE.make("version-unreadable", where, version=text)]
    version = (int(matched[1]), int(matched[2]))
    if version == CURRENT:
        return []
    if version > CURRENT:
        return [CATALOGUE.make("version-newer", where, version=text)]
    if version not in _MOVED:
        return [_older(version, text, where)]
    return [CATALOGUE.make("version-accepted-as-25-2", where, version=text), *_moved(objects, version, text)]


def _older(version: tuple[int, int], text: str, where: Where) -> Finding:
    """The way up from a release whose text is not read; some numbers never were one."""
    if version < _RELEASES[0]:
        return CATALOGUE.make("version-before-transitions", where, version=text)
    if version not in _RELEASES:
        return CATALOGUE.make("version-unknown", where, version=text)
    way = " → ".join(f"{major}.{minor}" for major, minor in _RELEASES[_RELEASES.index(version) :])
    return CATALOGUE.make("version-older", where, version=text, way=way)


def with_current_version(objects: Sequence[RawObject]) -> tuple[RawObject, ...]:
    """The same objects, saying the version they are run with."""
    return tuple(
        RawObject(item.type_name, (CURRENT_TEXT,), item.line, item.field_lines[:1])
        if item.type_name.lower() == "version"
        else item
        for item in objects
    )


def _moved(objects: Sequence[RawObject], version: tuple[int, int], text: str) -> list[Finding]:
    moved = _MOVED[version]
    return [
        CATALOGUE.make(
            "version-fields-moved",
            Where(line=item.line, object=object_label(item)),
            version=text,
            type=item.type_name,
        )
        for item in objects
        if item.type_name.lower() in moved
    ]
