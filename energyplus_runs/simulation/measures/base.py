"""What the measures share: what one finds in a model, what it does there, and what is built for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.measures.findings import CATALOGUE
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.steps_base import Change
from standard_site.lib.findings import Finding, Where

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Found:
    """What a measure can improve in a model and what it has to leave as it is.

    Without targets it does not apply; `present` then says whether there was anything at all of what it needs, and `why` holds
    the finding where the reason is another one.
    """

    targets: tuple[Any, ...]
    left: tuple[Finding, ...] = ()
    present: bool = True
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """Material that a measure adds: volume [m³] and density [kg/m³]; None where an area was not known."""

    volume_m3: float | None
    density_kg_per_m3: float


@dataclass(frozen=True, slots=True)
class Done:
    """The changes a measure made and what is built for it."""

    changes: tuple[Change, ...]
    built: tuple[Built, ...] = ()


@dataclass(frozen=True, slots=True)
class Applier:
    """How one measure works: `find` only looks, `change` edits what was found."""

    find: Callable[[IdfModel, Values], Found]
    change: Callable[[IdfModel, Values, Found], Done]


def number_of(item: IdfObject, field: str) -> float | None:
    """The finite number in a field; None for a blank or a word such as autosize."""
    return parse_number(item.get(field).strip())


def of_types(model: IdfModel, *type_names: str) -> Iterator[IdfObject]:
    return (item for type_name in type_names for item in model.objects(type_name))


def label(item: IdfObject) -> str:
    return f"{item.type_name} {item.name}".strip()


def programmed(model: IdfModel) -> frozenset[str]:
    """Lower-case names of everything that a control program of the model acts on."""
    actuators = model.objects("EnergyManagementSystem:Actuator")
    return frozenset(item.get("Actuated Component Unique Name").casefold() for item in actuators)


def fresh_name(model: IdfModel, wanted: str) -> str:
    """A name that no object of the model has."""
    taken = {item.name.casefold() for item in model}
    name, number = wanted, 2
    while name.casefold() in taken:
        name, number = f"{wanted} {number}", number + 1
    return name


def left_program(item: IdfObject) -> Finding:
    return CATALOGUE.make("measure-left-program", Where(object=label(item)), object=label(item))


def left_kind(item: IdfObject, what: str) -> Finding:
    return CATALOGUE.make("measure-left-kind", Where(object=label(item)), object=label(item), what=what)


def left_number(item: IdfObject, field: str) -> Finding:
    where = Where(object=label(item), field=field)
    return CATALOGUE.make("measure-left-number", where, object=label(item), field=field)
