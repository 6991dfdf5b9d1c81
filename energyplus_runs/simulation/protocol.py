"""The simulation protocol of an edition (its annex protocol.yaml): what all models are made to share."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_preparation import CATALOGUE
from energyplus_runs.simulation.protocol_basis import Basis, Mode
from energyplus_runs.simulation.standard_use import StandardUse, read_standard_use
from standard_site.lib.findings import Finding, Where

FILE_NAME = "protocol.yaml"
_SCHEMA = json.loads(Path(__file__).with_name("protocol.schema.json").read_text(encoding="utf-8"))
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A run of `days` days that take the holiday schedules, from `month`/`day` on."""

    name: Mapping[str, str]
    month: int
    day: int
    days: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The year every model lives through; holidays and daylight saving of the weather file are never used."""

    year: int
    holidays: tuple[Holiday, ...]
    weekend_holiday_rule: bool
    use_rain: bool
    use_snow: bool
    basis: Basis

    @property
    def first_weekday(self) -> str:
        """English name of the weekday of 1 January."""
        return _WEEKDAYS[date(self.year, 1, 1).weekday()]

    @property
    def hours(self) -> int:
        """Hours of the year [h]: what the weather file must hold and the run must return."""
        return (date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days * 24


@dataclass(frozen=True, slots=True)
class DesignDays:
    """The design days to size for, by the words their names end in."""

    names: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Ground:
    """Temperature under the floor slab [°C], January to December; None keeps what the model states."""

    building_surface_c: tuple[float, ...] | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Mains:
    """Mains water: 'correlation' takes annual mean and monthly difference of the station's dry bulb."""

    method: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Numerics:
    """Time step ('keep': the model's own) and the tolerance [K] beyond which a setpoint counts as not met."""

    timestep: str
    unmet_tolerance_k: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Outputs:
    """How often meters are reported and which of EnergyPlus's summary reports are kept."""

    frequencies: tuple[str, ...]
    reports: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Protocol:
    """The whole annex; `steps` are the preparation steps by key, in the order they are taken.

    `modes` says which of them keep what the model has, or only check it; `departures` which may be departed from with a
    reason; `bases` what a step rests on that has no section of its own.
    """

    version: int
    steps: tuple[str, ...]
    calendar: Calendar
    design_days: DesignDays
    ground: Ground
    mains: Mains
    numerics: Numerics
    outputs: Outputs
    modes: Mapping[str, Mode] = field(default_factory=dict)
    bases: Mapping[str, Basis] = field(default_factory=dict)
    departures: tuple[str, ...] = ()
    standard_use: StandardUse | None = None

    def mode_of(self, step: str) -> Mode:
        return self.modes.get(step, Mode.REPLACE)

    def basis_of(self, step: str) -> Basis | None:
        """What a step rests on; None where the annex does not say."""
        sections: Mapping[str, Basis] = {
            "design-days": self.design_days.basis,
            "calendar": self.calendar.basis,
            "simulation-control": self.numerics.basis,
            "ground-temperatures": self.ground.basis,
            "mains-temperatures": self.mains.basis,
            "outputs": self.outputs.basis,
        }
        return self.bases.get(step) or sections.get(step)


def read_protocol(mapping: Mapping[str, Any]) -> Protocol:
    """The protocol in a loaded protocol.yaml.

    Raises SimulationError with a finding for each unknown or missing key and each wrong value.
    """
    findings = [
        _finding(error.json_path, error.message)
        for error in Draft202012Validator(_SCHEMA).iter_errors(mapping)
    ]
    if findings:
        raise SimulationError(findings)
    steps = _steps(mapping)
    calendar = _calendar(mapping["calendar"])
    return Protocol(
        version=mapping["version"],
        steps=tuple(entry["key"] for entry in steps),
        calendar=calendar,
        design_days=DesignDays(tuple(mapping["design_days"]["names"]), _basis(mapping["design_days"])),
        ground=_ground(mapping["ground"]),
        mains=Mains(mapping["mains"]["method"], _basis(mapping["mains"])),
        numerics=_numerics(mapping["numerics"]),
        outputs=_outputs(mapping["outputs"]),
        modes={entry["key"]: Mode(entry["mode"]) for entry in steps},
        bases={entry["key"]: Basis(**entry["basis"]) for entry in steps if "basis" in entry},
        departures=tuple(mapping.get("departures", ())),
        standard_use=read_standard_use(mapping.get("standard_use"), mapping.get("subject_use")),
    )


def _steps(mapping: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The steps with their modes; version 1 names them alone and replaces in each."""
    named = [entry if isinstance(entry, Mapping) else {"key": entry} for entry in mapping["steps"]]
    steps: list[Mapping[str, Any]] = [{"mode": Mode.REPLACE, **entry} for entry in named]
    keys = [entry["key"] for entry in steps]
    if len(set(keys)) != len(keys):
        raise _invalid("$.steps", "a step is named twice")
    if any(key.startswith("standard-") for key in keys) and "standard_use" not in mapping:
        raise _invalid("$.steps", "the standard steps need the section standard_use")
    return steps


def _calendar(entry: Mapping[str, Any]) -> Calendar:
    """Read the calendar and make sure that weekday and holidays fit the year."""
    calendar = Calendar(
        year=entry["year"],
        holidays=tuple(_holiday(index, item, entry["year"]) for index, item in enumerate(entry["holidays"])),
        weekend_holiday_rule=entry["weekend_holiday_rule"],
        use_rain=entry["use_rain"],
        use_snow=entry["use_snow"],
        basis=_basis(entry),
    )
    if entry["first_weekday"] != calendar.first_weekday:
        raise _invalid("$.calendar.first_weekday", f"1 January {calendar.year} is a {calendar.first_weekday}")
    starts = [date(calendar.year, item.month, item.day).toordinal() for item in calendar.holidays]
    ends = [start + item.days for start, item in zip(starts, calendar.holidays, strict=True)]
    if any(start < end for (_, end), (start, _) in pairwise(zip(starts, ends, strict=True))):
        raise _invalid("$.calendar.holidays", "holidays overlap or are not in the order of the year")
    if ends and ends[-1] > date(calendar.year + 1, 1, 1).toordinal():
        raise _invalid("$.calendar.holidays", "the last holiday runs beyond the year")
    return calendar


def _holiday(index: int, entry: Mapping[str, Any], year: int) -> Holiday:
    month, day = (int(part) for part in entry["start"].split("-"))
    try:
        date(year, month, day)
    except ValueError as error:
        raise _invalid(f"$.calendar.holidays[{index}].start", f"{entry['start']}: {error}") from error
    return Holiday(entry["name"], month, day, entry["days"])


def _ground(entry: Mapping[str, Any]) -> Ground:
    values = entry["building_surface_c"]
    if values == "keep":
        return Ground(None, _basis(entry))
    return Ground(tuple(_finite("$.ground.building_surface_c", value) for value in values), _basis(entry))


def _numerics(entry: Mapping[str, Any]) -> Numerics:
    return Numerics(
        timestep=entry["timestep"],
        unmet_tolerance_k=_finite("$.numerics.unmet_tolerance_k", entry["unmet_tolerance_k"]),
        basis=_basis(entry),
    )


def _outputs(entry: Mapping[str, Any]) -> Outputs:
    return Outputs(tuple(entry["frequencies"]), tuple(entry["reports"]), _basis(entry))


def _finite(path: str, value: float) -> float:
    """YAML can write .nan and .inf, which pass every bound."""
    if not math.isfinite(value):
        raise _invalid(path, f"{value} is no temperature")
    return float(value)


def _basis(entry: Mapping[str, Any]) -> Basis:
    return Basis(**entry["basis"])


def _invalid(path: str, reason: str) -> SimulationError:
    return SimulationError([_finding(path, reason)])


def _finding(path: str, reason: str) -> Finding:
    return CATALOGUE.make("protocol-invalid", Where(file=FILE_NAME, field=path), reason=f"{path}: {reason}")
