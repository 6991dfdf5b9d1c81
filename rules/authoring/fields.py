"""A part of a file as a form: fields that know where in the file they stand, in sections that may hold lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from rules.formula_checks import Wanted
from rules.rewriting import ABSENT, Route, number

T = TypeVar("T")
_DIGITS = 10  # fewer than these: what the database can count to
MANY = "choices"
FORMULA, UNIT, NUMBER = "formula", "unit", "number"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a file. `kind`: text, words (several lines), formula, number, unit, date, choice, choices.

    `optional`: the key is left out when nothing is entered; `nullable`: it is written as null.
    """

    route: Route
    label: Any
    kind: str = "text"
    value: Any = ""
    options: Sequence[tuple[str, Any]] = ()
    help: Any = ""
    optional: bool = False
    nullable: bool = False
    width: int = 12
    wanted: Wanted | None = None
    language: str = ""
    refreshes: bool = False

    @property
    def name(self) -> str:
        return ".".join(str(step) for step in self.route)

    @property
    def id(self) -> str:
        return "f-" + "-".join(str(step).replace("_", "-") for step in self.route)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under a heading, then sections below it. `add` is what a button adds (route, words), `remove` what one takes out."""

    title: Any
    route: Route = ()
    fields: tuple[Field, ...] = ()
    sections: tuple[Section, ...] = ()
    add: tuple[str, Any] | None = None
    remove: tuple[str, Any] | None = None
    help: Any = ""
    inline: bool = False

    @property
    def id(self) -> str:
        return "s-" + "-".join(str(step).replace("_", "-") for step in self.route)


Layout = tuple[Section, ...]


def name_of(route: Route) -> str:
    return ".".join(str(step) for step in route)


def route_of(name: str) -> Route:
    """The route that a name of a field or button says; figures are places in lists."""
    return tuple(counted(step, step) for step in name.split("."))


def counted(said: Any, otherwise: T) -> int | T:
    """The number that a version or a place in a list is; what no list or history could reach counts as something else."""
    text = str(said)
    return int(text) if text.isdecimal() and len(text) < _DIGITS else otherwise


def fields_of(sections: Iterable[Section]) -> Iterator[Field]:
    """Every field, in the order of the page."""
    for section in sections:
        yield from section.fields
        yield from fields_of(section.sections)


def at(data: Any, route: Route, default: Any = "") -> Any:
    """What an outline holds at a route, `default` where it holds nothing."""
    for step in route:
        if isinstance(data, list) and isinstance(step, int):
            data = data[step] if step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
        if data is None:
            return default
    return data


def said_at(data: Any, route: Route) -> str:
    """The word at a route; "" where there is none."""
    found = at(data, route)
    return found if isinstance(found, str) else ""


def changes(sections: Iterable[Section], posted: Mapping[str, Any]) -> dict[Route, Any]:
    """The values that were entered otherwise than they stand in the file, as they are to be written there."""
    found: dict[Route, Any] = {}
    for field in fields_of(sections):
        entered = _entered(field, posted)
        if entered is not None and entered != field.value:
            found[field.route] = _written(field, entered)
    return found


def _entered(field: Field, posted: Any) -> Any:
    if field.kind == MANY:
        return list(posted.getlist(field.name))
    if field.name not in posted:
        return None
    text = str(posted[field.name]).replace("\r\n", "\n").strip()
    return text if field.kind == "words" else " ".join(text.split())


def _written(field: Field, entered: Any) -> Any:
    """Numbers as numbers; what is no number stays a word, so that nothing typed is lost, and is told as a mistake."""
    if entered in ("", []):
        return None if field.nullable else ABSENT if field.optional or entered == [] else ""
    if field.kind in (NUMBER, FORMULA):
        try:
            return number(entered)
        except ValueError:
            return entered
    return entered
