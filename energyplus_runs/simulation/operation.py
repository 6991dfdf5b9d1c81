"""How a model's zones are used through the year: densities, schedules and set-points, zones of equal use together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from energyplus_runs.simulation.envelope import ZoneSummary, zone_summaries
from energyplus_runs.simulation.gains import Gain, ZoneGains, total, zone_gains
from energyplus_runs.simulation.model_view import Model, ModelObject, zone_lists
from energyplus_runs.simulation.placement import Placement
from energyplus_runs.simulation.schedule_files import FileSchedule
from energyplus_runs.simulation.schedules import HOURS, Schedules, Year, constant

MOST_PATTERNS = 100
_MOST_VALUES = 6
_WEEKS = 365 / 7
_SINGLE = "setpoint_temperature_schedule_name"


@dataclass(frozen=True, slots=True)
class Profile:
    """When something is used: mean Mondays to Fridays and weekends hour by hour [share of full use], and full hours a week."""

    schedules: tuple[str, ...]
    weekday: tuple[float, ...]
    weekend: tuple[float, ...]
    full_load_h_per_week: float


@dataclass(frozen=True, slots=True)
class SetPoint:
    """A set-point [°C]: its mean days, its range, and the values it most often has with their hours of the year [h]."""

    schedule: str
    weekday: tuple[float, ...]
    weekend: tuple[float, ...]
    lowest_c: float
    highest_c: float
    hours: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Zones that are used alike; what is None is not given or cannot be worked out."""

    zones: tuple[str, ...]
    space_types: tuple[str, ...]
    people_per_m2: float | None
    lighting_w_per_m2: float | None
    equipment_w_per_m2: float | None
    people: Profile | None
    lights: Profile | None
    equipment: Profile | None
    heating: SetPoint | None
    cooling: SetPoint | None


@dataclass(frozen=True, slots=True)
class Control:
    """What a zone is heated and cooled to: the name of the schedule, or of the template that gives one value, and its year."""

    heating: tuple[str, Year] | None = None
    cooling: tuple[str, Year] | None = None

    def names(self) -> tuple[str | None, str | None]:
        heating, cooling = (point[0] if point else None for point in (self.heating, self.cooling))
        return heating, cooling


@dataclass(frozen=True, slots=True)
class Use:
    """The zones of a model, what reaches them and what they are controlled to (by lower-case zone name)."""

    zones: tuple[ZoneSummary, ...]
    gains: tuple[ZoneGains, ...]
    controls: Mapping[str, Control]
    schedules: Schedules


def read_use(model: Model, placement: Placement, files: Mapping[str, FileSchedule]) -> Use:
    """Everything a model says of its use; `files` are the schedules that stand in attached files."""
    schedules = Schedules(model, files)
    zones = zone_summaries(model, placement.surfaces)
    return Use(zones, zone_gains(model, zones), controls(model, schedules), schedules)


def patterns(use: Use) -> tuple[Pattern, ...]:
    """All patterns in the order of their first zones, at most MOST_PATTERNS of them."""
    found: dict[Pattern, list[str]] = defaultdict(list)
    known: dict[object, Pattern] = {}
    for each in use.gains:
        control = use.controls.get(each.zone.lower(), Control())
        key = (replace(each, zone=""), control.names())
        pattern = known.get(key) or known.setdefault(key, _pattern(each, control, use.schedules))
        if pattern in found or len(found) < MOST_PATTERNS:
            found[pattern].append(each.zone)
    return tuple(replace(pattern, zones=tuple(zones)) for pattern, zones in found.items())


def controls(model: Model, schedules: Schedules) -> dict[str, Control]:
    """The control of every zone with a thermostat, by lower-case zone name."""
    lists = zone_lists(model)
    points = {
        (item.spec.name.lower(), item.name.lower()): _control(item, schedules)
        for item in model.of(*_SET_POINTS)
    }
    found: dict[str, Control] = {}
    for item in model.of("ZoneControl:Thermostat"):
        named = [
            points.get(
                (item.text(f"control_{n}_object_type").lower(), item.text(f"control_{n}_name").lower())
            )
            for n in range(1, 5)
        ]
        target = item.text("zone_or_zonelist_name").lower()
        for zone in lists.get(target, (target,)):
            found[zone] = _together([point for point in named if point is not None])
    return found | _of_templates(model, schedules)


_SET_POINTS = (
    "ThermostatSetpoint:DualSetpoint",
    "ThermostatSetpoint:SingleHeating",
    "ThermostatSetpoint:SingleCooling",
    "ThermostatSetpoint:SingleHeatingOrCooling",
)


def _control(item: ModelObject, schedules: Schedules) -> Control:
    match item.spec.name:
        case "ThermostatSetpoint:DualSetpoint":
            names = [
                item.text(f"{kind}_setpoint_temperature_schedule_name") for kind in ("heating", "cooling")
            ]
        case "ThermostatSetpoint:SingleHeating":
            names = [item.text(_SINGLE), ""]
        case "ThermostatSetpoint:SingleCooling":
            names = ["", item.text(_SINGLE)]
        case _:
            names = [item.text(_SINGLE)] * 2
    heating, cooling = (_named_year(name, schedules) for name in names)
    return Control(heating, cooling)


def _of_templates(model: Model, schedules: Schedules) -> dict[str, Control]:
    """The controls that HVACTemplate objects stand for."""
    thermostats = {item.name.lower(): item for item in model.of("HVACTemplate:Thermostat")}
    found = {}
    for item in model.all():
        if item.spec.name.startswith("HVACTemplate:Zone:"):
            thermostat = thermostats.get(item.text("template_thermostat_name").lower())
            if thermostat is not None:
                heating, cooling = (
                    _of_template(thermostat, kind, schedules) for kind in ("heating", "cooling")
                )
                found[item.text("zone_name").lower()] = Control(heating, cooling)
    return found


def _of_template(item: ModelObject, kind: str, schedules: Schedules) -> tuple[str, Year] | None:
    value = item.number(f"constant_{kind}_setpoint")
    if value is not None and not item.text(f"{kind}_setpoint_schedule_name"):
        return item.name, constant(value)
    return _named_year(item.text(f"{kind}_setpoint_schedule_name"), schedules)


def _named_year(name: str, schedules: Schedules) -> tuple[str, Year] | None:
    year = schedules.year(name) if name else None
    return None if year is None else (name, year)


def _together(points: Sequence[Control]) -> Control:
    """A thermostat may name one object for heating and another for cooling; the first of each counts."""
    return Control(
        next((point.heating for point in points if point.heating), None),
        next((point.cooling for point in points if point.cooling), None),
    )


def _pattern(gains: ZoneGains, control: Control, schedules: Schedules) -> Pattern:
    return Pattern(
        zones=(),
        space_types=gains.space_types,
        people_per_m2=_shown(total(gains.people)),
        lighting_w_per_m2=_shown(total(gains.lights)),
        equipment_w_per_m2=_shown(total(gains.equipment)),
        people=_profile(gains.people, schedules),
        lights=_profile(gains.lights, schedules),
        equipment=_profile(gains.equipment, schedules),
        heating=_set_point(control.heating),
        cooling=_set_point(control.cooling),
    )


def _shown(density: float | None) -> float | None:
    """Densities as they are shown: zones that differ by less are used alike."""
    return None if density is None else round(density, 4)


def _profile(gains: Sequence[Gain], schedules: Schedules) -> Profile | None:
    """The schedules of one use in a zone, weighed by their densities; None when one of either is not known."""
    weighed: list[tuple[float, Year]] = []
    for gain in gains:
        year = schedules.year(gain.schedule) if gain.schedule else constant(1.0)
        if year is None or (gain.density is None and len(gains) > 1):
            return None
        weighed.append((gain.density or 0.0, year))
    whole = sum(density for density, _ in weighed)
    if len(weighed) == 1:
        weighed, whole = [(1.0, weighed[0][1])], 1.0
    if not whole:
        return None
    days = [(density / whole, year.mean_day(True), year.mean_day(False)) for density, year in weighed]
    return Profile(
        schedules=tuple(dict.fromkeys(gain.schedule for gain in gains)),
        weekday=tuple(round(sum(share * day[hour] for share, day, _ in days), 3) for hour in range(HOURS)),
        weekend=tuple(round(sum(share * day[hour] for share, _, day in days), 3) for hour in range(HOURS)),
        full_load_h_per_week=round(sum(d / whole * year.full_hours() for d, year in weighed) / _WEEKS, 1),
    )


def _set_point(named: tuple[str, Year] | None) -> SetPoint | None:
    if named is None:
        return None
    name, year = named
    often = sorted(year.hours_at().items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_VALUES]
    return SetPoint(
        schedule=name,
        weekday=tuple(round(value, 2) for value in year.mean_day(True)),
        weekend=tuple(round(value, 2) for value in year.mean_day(False)),
        lowest_c=year.lowest,
        highest_c=year.highest,
        hours=tuple((round(value, 2), hours) for value, hours in often),
    )
