"""The measure `cooling-setpoint`: rooms cooled to a higher temperature, with ceiling fans for the people in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.measures.base import (
    Applier,
    Done,
    Found,
    Values,
    fresh_name,
    label,
    left_kind,
)
from energyplus_runs.simulation.measures.findings import CATALOGUE
from energyplus_runs.simulation.measures.schedule_copies import ScheduleCopies
from energyplus_runs.simulation.steps_base import Change, Wanted, add, edit, number
from standard_site.lib.findings import Finding, Where

_COOLING = {
    "thermostatsetpoint:dualsetpoint": "Cooling Setpoint Temperature Schedule Name",
    "thermostatsetpoint:singlecooling": "Setpoint Temperature Schedule Name",
}
_TARGET = "Zone or ZoneList or Space or SpaceList Name"
_SPACES = ("Space", "SpaceList")
_RADIANT = "0.3"  # of the heat of a fan's motor, author's choice (P); the rest warms the air


@dataclass(frozen=True, slots=True)
class _Thermostats:
    """The set-points to raise and the people whose rooms get fans."""

    points: tuple[IdfObject, ...]
    people: tuple[IdfObject, ...]


def _find(model: IdfModel, _values: Values) -> Found:
    copies, points, left = ScheduleCopies(model), list[IdfObject](), list[Finding]()
    zones: set[str] = set()
    for point, controlled in _controlled(model):
        name = point.get(_COOLING[point.type_name.lower()])
        if copies.can_move(name):
            points.append(point)
            zones |= controlled
        else:
            left.append(left_kind(point, name))
    reached = _reached(model)
    people = _people_of(model, zones, reached)
    if points and people:
        left += _without_people(points, zones, people, reached)
    targets = (_Thermostats(tuple(points), tuple(people.values())),) if points and people else ()
    return Found(targets, tuple(left), present=bool(points and people))


def _people_of(model: IdfModel, zones: set[str], reached: dict[str, frozenset[str]]) -> dict[str, IdfObject]:
    """The People objects whose rooms get fans, by their target, the widest first: no zone gets fans twice."""
    spaces = {item.name.casefold() for type_name in _SPACES for item in model.objects(type_name)}
    covered: set[str] = set()
    people: dict[str, IdfObject] = {}
    everybody = [(item.get(_TARGET).casefold(), item) for item in model.objects("People")]
    for target, item in sorted(everybody, key=lambda pair: -len(reached.get(pair[0], ()))):
        here = reached.get(target, frozenset())
        if target in people or zones.isdisjoint(here) or here <= covered:
            continue
        people[target] = item
        covered |= frozenset() if target in spaces else here  # a space is only a part of its zone
    return people


def _controlled(model: IdfModel) -> Iterator[tuple[IdfObject, set[str]]]:
    """Every cooling set-point that a thermostat uses, with the zones it stands for."""
    lists = {item.name.casefold(): item.values[1:] for item in model.objects("ZoneList")}
    zones: dict[tuple[str, str], set[str]] = {}
    for thermostat in model.objects("ZoneControl:Thermostat"):
        target = thermostat.get("Zone or ZoneList Name").casefold()
        here = {zone.casefold() for zone in lists.get(target, (target,)) if zone}
        for position in range(1, 5):
            kind, name = (
                thermostat.get(f"Control {position} {word}").casefold() for word in ("Object Type", "Name")
            )
            zones.setdefault((kind, name), set()).update(here)
    for kind in _COOLING:
        for item in model.objects(kind):
            if (kind, item.name.casefold()) in zones:
                yield item, zones[kind, item.name.casefold()]


def _reached(model: IdfModel) -> dict[str, frozenset[str]]:
    """The zones behind every name that people can be given to; all in lower case."""
    reached = {item.name.casefold(): frozenset({item.name.casefold()}) for item in model.objects("Zone")}
    for space in model.objects("Space"):
        reached[space.name.casefold()] = frozenset({space.get("Zone Name").casefold()})
    for type_name in ("ZoneList", "SpaceList"):
        for item in model.objects(type_name):
            parts = [reached.get(name.casefold(), frozenset()) for name in item.values[1:]]
            reached[item.name.casefold()] = frozenset().union(*parts)
    return reached


def _without_people(
    points: list[IdfObject], zones: set[str], people: dict[str, IdfObject], reached: dict[str, frozenset[str]]
) -> Iterator[Finding]:
    """Said once: rooms that are cooled less and have nobody for whom a fan would turn."""
    peopled = frozenset().union(*(reached.get(target, frozenset()) for target in people))
    if zones - peopled:
        where = Where(object=label(points[0]))
        yield CATALOGUE.make("measure-absolute-left", where, object=label(points[0]))


def _change(model: IdfModel, values: Values, found: Found) -> Done:
    [target] = found.targets
    copies = ScheduleCopies(model)
    raised: list[Change] = []
    for point in target.points:
        field = _COOLING[point.type_name.lower()]
        raised += edit(point, {field: copies.moved(point.get(field), values["raise_k"])})
    fans = [add(model, _fans(model, item, values["fan_w_per_m2"])) for item in target.people]
    return Done((*copies.changes, *raised, *fans))


def _fans(model: IdfModel, people: IdfObject, w_per_m2: float) -> Wanted:
    """Fans over the floor of the people's rooms, turning as the people are there."""
    return Wanted(
        "ElectricEquipment",
        {
            "Name": fresh_name(model, f"{people.name} ceiling fans"),
            _TARGET: people.get(_TARGET),
            "Schedule Name": people.get("Number of People Schedule Name"),
            "Design Level Calculation Method": "Watts/Area",
            "Watts per Floor Area": number(w_per_m2),
            "Fraction Latent": "0",
            "Fraction Radiant": _RADIANT,
            "Fraction Lost": "0",
            "End-Use Subcategory": "Ceiling fans",
        },
    )


COOLING_SETPOINT = Applier(_find, _change)
