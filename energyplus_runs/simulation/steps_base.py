"""What the steps of preparation share: the site, what a change is, how objects become the wanted ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.protocol import Protocol
from energyplus_runs.simulation.schema_index import SchemaIndex
from energyplus_runs.simulation.weather import DesignDay, EpwSummary, Place, Station
from standard_site.lib.findings import Finding


class Action(StrEnum):
    """What a change did to an object."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    DEPARTS = "departs"  # only checked: `before` is the model's, `after` the protocol's


@dataclass(frozen=True, slots=True)
class Change:
    """One difference a step made; `field`, and `before` or `after`, are None where they do not apply."""

    action: Action
    object: str
    name: str
    field: str | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Where the model is moved to, with everything the steps need of it.

    `schema` is the engine's, known to the protocol's steps. `weather` is the EPW file [bytes] that a case is simulated with,
    known to treatments; None: the station's own.
    """

    place: Place
    station: Station
    epw: EpwSummary
    design_days: tuple[DesignDay, ...]
    protocol: Protocol
    weather: bytes | None = None
    schema: SchemaIndex | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step did and what it has to say."""

    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """An object the prepared model shall hold, with exactly these fields."""

    type_name: str
    fields: Mapping[str, str]


def reconcile(model: IdfModel, type_names: Iterable[str], wanted: Sequence[Wanted]) -> list[Change]:
    """Make the objects of these types the wanted ones: equal ones stay, a single one is edited."""
    changes: list[Change] = []
    for type_name in type_names:
        asked = [item for item in wanted if item.type_name.lower() == type_name.lower()]
        changes += _reconcile_type(model, model.objects(type_name), asked)
    return changes


def add(model: IdfModel, wanted: Wanted) -> Change:
    """Put one more object into the model."""
    added = model.add(wanted.type_name, wanted.fields)
    return Change(Action.ADDED, added.type_name, added.name, after=_shown(added))


def edit(item: IdfObject, fields: Mapping[str, str]) -> list[Change]:
    """Write fields that differ in meaning: 'YES' and 'Yes', '24' and '24.0' are the same."""
    called = item.name
    changes = []
    for name, after in fields.items():
        before = item.get(name)
        if not same(before, after):
            item.set(name, after)
            changes.append(Change(Action.CHANGED, item.type_name, called, name, before, after))
    return changes


def remove(model: IdfModel, objects: Sequence[IdfObject]) -> list[Change]:
    """Take objects out of the model."""
    changes = [Change(Action.REMOVED, item.type_name, item.name, before=_shown(item)) for item in objects]
    model.remove(objects)
    return changes


def same(before: str, after: str) -> bool:
    """Whether EnergyPlus reads two field texts alike."""
    numbers = parse_number(before), parse_number(after)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return before.casefold() == after.casefold()


def number(value: float) -> str:
    """A number as IDF text, exactly: the shortest text that reads back as the same double."""
    return repr(int(value)) if value == int(value) else repr(value)


def _reconcile_type(model: IdfModel, present: list[IdfObject], asked: list[Wanted]) -> list[Change]:
    if len(present) == len(asked) == 1:
        return _replace_fields(present[0], asked[0])
    surplus, missing = _unmatched(present, asked)
    return remove(model, surplus) + [add(model, item) for item in missing]


def _replace_fields(item: IdfObject, wanted: Wanted) -> list[Change]:
    """Edit in place; fields that are not wanted are blanked."""
    blanked = {name: "" for name, value in item.fields() if value and name not in wanted.fields}
    changes = edit(item, {**wanted.fields, **blanked})
    if blanked:
        item.trim()
    return changes


def _unmatched(present: list[IdfObject], asked: list[Wanted]) -> tuple[list[IdfObject], list[Wanted]]:
    """Objects that nothing asks for and wishes that nothing fulfils; each object fulfils one wish at most."""
    missing = list(asked)
    surplus = []
    for item in present:
        fulfilled = next((wish for wish in missing if _fulfils(item, wish)), None)
        if fulfilled is None:
            surplus.append(item)
        else:
            missing.remove(fulfilled)
    return surplus, missing


def _fulfils(item: IdfObject, wanted: Wanted) -> bool:
    others = [value for name, value in item.fields() if name not in wanted.fields]
    return not any(others) and all(same(item.get(name), value) for name, value in wanted.fields.items())


def _shown(item: IdfObject) -> str:
    return ", ".join(item.values)
