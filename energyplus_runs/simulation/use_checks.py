"""Uses and schedules that no building has: what an assessor would ask back about, one finding for each cause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.gains import Gain, reached_zones
from energyplus_runs.simulation.model_view import Model, ModelObject
from energyplus_runs.simulation.operation import Control, Use
from energyplus_runs.simulation.placement import Placement
from energyplus_runs.simulation.schedules import Year
from standard_site.lib.findings import Finding, Where

_TOO_WARM_C = 35.0  # a set-point beyond which nothing is cooled, or everything is
_ALWAYS = 0.9  # of the highest value of the year: never less is always on
_NAMED = 5
_INFILTRATION = (
    "ZoneInfiltration:DesignFlowRate",
    "ZoneInfiltration:EffectiveLeakageArea",
    "ZoneInfiltration:FlowCoefficient",
)
_FLOW_FIELDS: Mapping[str, Sequence[str]] = {
    "ZoneInfiltration:DesignFlowRate": (
        "design_flow_rate",
        "flow_rate_per_floor_area",
        "flow_rate_per_exterior_surface_area",
        "air_changes_per_hour",
    ),
    "ZoneInfiltration:EffectiveLeakageArea": ("effective_air_leakage_area",),
    "ZoneInfiltration:FlowCoefficient": ("flow_coefficient",),
}


@dataclass(slots=True)
class _Cause:
    """One schedule that is wrong in one way, and the zones it reaches."""

    values: dict[str, object]
    zones: list[str] = field(default_factory=list)


def check_use(model: Model, placement: Placement, use: Use) -> Iterator[Finding]:
    """Lights that never go out, set-points nobody means, conditioned zones without people, buildings without leaks."""
    causes: dict[tuple[str, str], _Cause] = {}
    for each in use.gains:
        for code, schedule, values in _of_zone(each.lights, each.equipment, each.people, use):
            causes.setdefault((code, schedule), _Cause(values)).zones.append(each.zone)
        control = use.controls.get(each.zone.lower())
        for code, schedule, values in _of_control(control) if control else ():
            causes.setdefault((code, schedule), _Cause(values)).zones.append(each.zone)
    for (code, schedule), cause in causes.items():
        where = Where(line=use.schedules.line(schedule), object=f"Schedule '{schedule}'")
        yield CATALOGUE.make(code, where, schedule=schedule, **_zones(cause.zones), **cause.values)
    yield from _without_people(use)
    yield from _without_infiltration(model, placement, use)


_Found = Iterator[tuple[str, str, dict[str, object]]]


def _of_zone(lights: Sequence[Gain], equipment: Sequence[Gain], people: Sequence[Gain], use: Use) -> _Found:
    for kind, gains in (("lights", lights), ("equipment", equipment), ("people", people)):
        for gain in gains:
            year = use.schedules.year(gain.schedule) if gain.schedule else None
            if year is None or gain.density == 0:
                continue
            if year.highest <= 0:
                yield f"{kind}-off-all-year", gain.schedule, {}
            elif kind == "lights" and year.lowest >= _ALWAYS * year.highest:
                share = f"{100 * year.lowest:.0f}"
                yield "lights-on-all-year", gain.schedule, {"share": share}


def _of_control(control: Control) -> _Found:
    if control.cooling is not None:
        name, year = control.cooling
        hours = sum(times for value, times in year.hours_at().items() if value > _TOO_WARM_C)
        if hours:
            code = "cooling-set-point-high" if year.lowest > _TOO_WARM_C else "cooling-set-point-off"
            yield code, name, {"hours": hours, "highest": f"{year.highest:g}", "lowest": f"{year.lowest:g}"}
    if control.heating is not None and control.heating[1].highest > _TOO_WARM_C:
        name, year = control.heating
        yield "heating-set-point-high", name, {"highest": f"{year.highest:g}"}
    if control.heating is not None and control.cooling is not None and control.heating != control.cooling:
        hours = _hours_above(control.heating[1], control.cooling[1])
        if hours:
            yield "heating-above-cooling", control.heating[0], {"hours": hours, "other": control.cooling[0]}


def _hours_above(heating: Year, cooling: Year) -> int:
    """Hours of the year in which the first is above the second [h]."""
    pairs: dict[tuple[int, int], int] = defaultdict(int)
    for one, other in zip(heating.of_day, cooling.of_day, strict=True):
        pairs[one, other] += 1
    return sum(
        times * sum(a > b for a, b in zip(heating.days[one], cooling.days[other], strict=True))
        for (one, other), times in pairs.items()
    )


def _without_people(use: Use) -> Iterator[Finding]:
    empty = [each.zone for each in use.gains if not each.people and each.zone.lower() in use.controls]
    if empty:
        yield CATALOGUE.make("nobody-in-conditioned-zone", Where(object="People"), **_zones(empty))


def _without_infiltration(model: Model, placement: Placement, use: Use) -> Iterator[Finding]:
    """Zones with an outside to which no air leaks; where a network of air flows is modelled, that says it."""
    network = model.first("AirflowNetwork:SimulationControl")
    if network is not None and network.effective("airflownetwork_control").startswith("Multizone"):
        return
    outside = {(item.zone or "").lower() for item in placement.surfaces if item.boundary == "outdoors"}
    leaks = [item for item in model.of(*_INFILTRATION) if _leaks(item, use)]
    reached = reached_zones(model, use.zones, leaks)
    tight = [zone.name for zone in use.zones if zone.name.lower() in outside - reached]
    if tight:
        yield CATALOGUE.make("infiltration-zero", Where(object="ZoneInfiltration"), **_zones(tight))


def _leaks(item: ModelObject, use: Use) -> bool:
    year = use.schedules.year(item.text("schedule_name"))
    given = any(item.number(key) for key in _FLOW_FIELDS[item.spec.name])
    return given and (year is None or year.highest > 0)


def _zones(names: Sequence[str]) -> dict[str, object]:
    """How many zones, and the first of them by name."""
    more = ", …" if len(names) > _NAMED else ""
    return {"count": len(names), "zones": ", ".join(names[:_NAMED]) + more}
