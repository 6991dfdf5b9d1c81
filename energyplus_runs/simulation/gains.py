"""What a model's zones are used for: people, lights and equipment, by the zones they reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from energyplus_runs.simulation.envelope import ZoneSummary
from energyplus_runs.simulation.model_view import Model, ModelObject

_TARGET = "zone_or_zonelist_or_space_or_spacelist_name"
# Objects times the zones they reach: no building has as many, a few lists can make billions.
_MOST_REACHED = 200_000
_Gains = dict[str, list[tuple[int, ModelObject]]]  # by lower-case target, each with its place in the model
_Spaces = Mapping[str, Sequence[ModelObject]]


@dataclass(frozen=True, slots=True)
class Gain:
    """One object that a zone has: people [1/m²] or power [W/m²], None when not known, and its schedule."""

    density: float | None
    schedule: str


@dataclass(frozen=True, slots=True)
class ZoneGains:
    """Everything of use that reaches one zone."""

    zone: str
    space_types: tuple[str, ...]
    people: tuple[Gain, ...]
    lights: tuple[Gain, ...]
    equipment: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class UseSummary:
    """What a zone is used for; a density is None when it is not given or cannot be worked out."""

    zone: str
    space_types: tuple[str, ...]
    people_per_m2: float | None
    lighting_w_per_m2: float | None
    equipment_w_per_m2: float | None


def zone_gains(model: Model, zones: Sequence[ZoneSummary]) -> tuple[ZoneGains, ...]:
    """Space types, people, lights and electric equipment, zone by zone."""
    spaces = _spaces(model)
    names = _names_by_zone(model, [zone.name.lower() for zone in zones], spaces)
    people, lights, equipment = (
        _by_target(model.of(type_name), names) for type_name in ("People", "Lights", "ElectricEquipment")
    )
    found = []
    for zone in zones:
        own, area_m2 = names[zone.name.lower()], zone.floor_area_m2
        persons = _people(people, own, area_m2)
        kinds = dict.fromkeys(item.effective("space_type") for item in spaces[zone.name.lower()])
        density = total(persons)
        found.append(
            ZoneGains(
                zone=zone.name,
                space_types=tuple(kind for kind in kinds if kind),
                people=persons,
                lights=_powers(lights, own, area_m2, "lighting_level", density),
                equipment=_powers(equipment, own, area_m2, "design_level", density),
            )
        )
    return tuple(found)


def uses(gains: Iterable[ZoneGains]) -> tuple[UseSummary, ...]:
    """Densities of people, lighting and electric equipment, zone by zone."""
    return tuple(
        UseSummary(each.zone, each.space_types, total(each.people), total(each.lights), total(each.equipment))
        for each in gains
    )


def reached_zones(model: Model, zones: Sequence[ZoneSummary], items: Sequence[ModelObject]) -> set[str]:
    """Lower-case names of the zones that objects reach by themselves, a list, a space or a list of spaces."""
    names = _names_by_zone(model, [zone.name.lower() for zone in zones], _spaces(model))
    targets = {item.text(_target_key(item)).lower() for item in items}
    return {zone for zone, own in names.items() if not targets.isdisjoint(own)}


def total(gains: Sequence[Gain]) -> float | None:
    """Their density together; None when there are none or one is not known."""
    known = [gain.density for gain in gains if gain.density is not None]
    return sum(known) if known and len(known) == len(gains) else None


def _target_key(item: ModelObject) -> str:
    return next((field.key for field in item.spec.fields if field.key.startswith("zone")), _TARGET)


def _spaces(model: Model) -> _Spaces:
    spaces: dict[str, list[ModelObject]] = defaultdict(list)
    for space in model.of("Space"):
        spaces[space.text("zone_name").lower()].append(space)
    return spaces


def _names_by_zone(model: Model, zones: Iterable[str], spaces: _Spaces) -> dict[str, dict[str, bool]]:
    """By zone the names by which a gain reaches it, and whether it then reaches all of it; all in lower case."""
    names: dict[str, dict[str, bool]] = {}
    for zone in zones:
        own = spaces.get(zone, ())
        names[zone] = {zone: True} | {space.name.lower(): len(own) == 1 for space in own}
    owners: dict[str, list[str]] = defaultdict(list)
    for zone, known in names.items():
        for name in known:
            owners[name].append(zone)
    for item in model.of("ZoneList", "SpaceList"):
        reached: dict[str, list[bool]] = defaultdict(list)
        for name in (group[0].lower() for group in item.groups()):
            for zone in owners.get(name, ()):
                reached[zone].append(names[zone][name])
        for zone, whole in reached.items():
            names[zone][item.name.lower()] = whole == [True]
    return names


def _by_target(items: Iterable[ModelObject], names: Mapping[str, Mapping[str, bool]]) -> _Gains:
    """Gains by the lower-case name they are given to; none when together they reach more than can be summed up."""
    found: _Gains = defaultdict(list)
    for position, item in enumerate(items):
        found[item.text(_TARGET).lower()].append((position, item))
    reached = sum(len(found.get(name, ())) for own in names.values() for name in own)
    return found if reached <= _MOST_REACHED else {}


def _reaching(gains: _Gains, names: Iterable[str]) -> list[ModelObject]:
    """The gains of one zone in the order of the model."""
    found = sorted((pair for name in names for pair in gains.get(name, ())), key=lambda pair: pair[0])
    return [item for _, item in found]


def _people(gains: _Gains, names: Mapping[str, bool], floor_area_m2: float | None) -> tuple[Gain, ...]:
    """The people of one zone, each object with its density [1/m²]."""
    return tuple(
        Gain(
            _people_density(item, floor_area_m2) if names[item.text(_TARGET).lower()] else None,
            item.text("number_of_people_schedule_name"),
        )
        for item in _reaching(gains, names)
    )


def _people_density(item: ModelObject, floor_area_m2: float | None) -> float | None:
    method = item.effective("number_of_people_calculation_method").lower()
    area_per_person = item.number("floor_area_per_person")
    if method == "people/area":
        return item.number("people_per_floor_area")
    if method == "area/person":
        return 1.0 / area_per_person if area_per_person else None
    return _per_area(item.number("number_of_people"), floor_area_m2) if method == "people" else None


def _powers(
    gains: _Gains,
    names: Mapping[str, bool],
    floor_area_m2: float | None,
    level_key: str,
    people_per_m2: float | None,
) -> tuple[Gain, ...]:
    """The design powers of one zone, each [W/m²]; `level_key` is the field of the power as such [W]."""
    found = []
    for item in _reaching(gains, names):
        method = item.effective("design_level_calculation_method").lower()
        per_person = item.number("watts_per_person")
        if method == "watts/area":
            value = item.number("watts_per_floor_area")
        elif method == "watts/person":
            value = None if per_person is None or people_per_m2 is None else per_person * people_per_m2
        else:
            value = _per_area(item.number(level_key), floor_area_m2)
        whole = names[item.text(_TARGET).lower()]
        found.append(Gain(value if whole else None, item.text("schedule_name")))
    return tuple(found)


def _per_area(amount: float | None, floor_area_m2: float | None) -> float | None:
    return amount / floor_area_m2 if amount is not None and floor_area_m2 else None
