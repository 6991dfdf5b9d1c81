"""Copies of schedules with every value moved by the same amount, down to the days they are made of."""

from __future__ import annotations

import re

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.measures.base import fresh_name, of_types, programmed
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.steps_base import Change, Wanted, add, number

WHOLE = ("Schedule:Constant", "Schedule:Compact", "Schedule:Year")
_PARTS = (
    "Schedule:Week:Daily", "Schedule:Week:Compact", "Schedule:Day:Interval", "Schedule:Day:Hourly", "Schedule:Day:List",
)  # fmt: skip
# The dictionary writes "Schedule:Week Name 1"; fields it repeats for longer objects come without the colon.
_NAMES_ANOTHER = re.compile(r"schedule:?(week|day) name", re.IGNORECASE)
_VALUES = ("hourly value", "value until time", "value ", "hour ")


class ScheduleCopies:
    """The copies a measure makes: of the same schedule moved by the same amount there is one."""

    def __init__(self, model: IdfModel) -> None:
        self._model = model
        self._known = {item.name.casefold(): item for item in of_types(model, *WHOLE, *_PARTS)}
        self._programmed = programmed(model)
        self._made: dict[tuple[str, float], str] = {}
        self.changes: list[Change] = []

    def can_move(self, name: str) -> bool:
        """Whether a schedule is here with all it is made of, its values stand in it, and no program of the model sets it."""
        item = self._known.get(name.casefold())
        if item is None or name.casefold() in self._programmed:
            return False
        return all(self.can_move(value) for field, value in item.fields() if value and _names_another(field))

    def moved(self, name: str, by: float) -> str:
        """The name of the copy of a schedule with `by` added to each of its values."""
        key = (name.casefold(), by)
        if key not in self._made:
            item = self._known[key[0]]
            copied = {field: self._moved_field(item, field, value, by) for field, value in item.fields()}
            self._made[key] = fresh_name(self._model, f"{item.name} {by:+g}")
            fields = {**copied, "Name": self._made[key]}
            self.changes.append(add(self._model, Wanted(item.type_name, fields)))
        return self._made[key]

    def _moved_field(self, item: IdfObject, field: str, value: str, by: float) -> str:
        if value and _names_another(field):
            return self.moved(value, by)
        given = parse_number(value) if _holds_value(item, field) else None
        return value if given is None else number(given + by)


def _names_another(field: str) -> bool:
    return _NAMES_ANOTHER.search(field) is not None


def _holds_value(item: IdfObject, field: str) -> bool:
    """In a compact schedule every number on its own is a value; elsewhere the field's name says so."""
    if item.type_name.lower() == "schedule:compact":
        return field.lower().startswith("field")
    return field.lower().startswith(_VALUES)
