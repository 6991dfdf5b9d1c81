"""Looking into a table for one subject: by its typologies, mixed by area where there are several, or by
plain keys."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from .localised import Localised
from .schema import TRANSCRIBED, UNCONFIRMED, Edition
from .subject import Subject, Use
from .tables import Cell, Found, Row, Table
from .values import Reason, Undetermined, Value, finite, joined, reason


@dataclass(frozen=True, slots=True)
class Part:
    """What one use of the subject (or the whole of it) finds: a row, perhaps one made between two; or none,
    because none exists or it is outside."""

    use: Use | None
    found: Found | None
    listed: bool = True

    @property
    def row(self) -> Row | None:
        return self.found.row if self.found else None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the table that the number rests on."""
        return (self.found.between or (self.found.row,)) if self.found else ()

    @property
    def confirmed(self) -> bool:
        return self.row is not None and self.row["status"] not in UNCONFIRMED

    def number(self, table: Table) -> float:
        """The row's number in the table's unit."""
        cell = self.row[table.value] if self.row is not None and table.value else None
        return float(cell) if isinstance(cell, float | int) else math.nan


@dataclass(frozen=True, slots=True)
class LookupUse:
    """One lookup as it happened: the parts, how they were combined, and the value or why there is none."""

    table: Table
    parts: tuple[Part, ...]
    value: Value
    operator: str = "single"

    @property
    def without_number(self) -> bool:
        """No part has a confirmed number, though the table reaches this far: nothing to be held to."""
        return bool(self.parts) and all(
            not part.listed or (part.row is not None and not part.confirmed) for part in self.parts
        )

    @property
    def transcribed(self) -> bool:
        return any(part.row is not None and part.row["status"] == TRANSCRIBED for part in self.parts)

    def to_json(self) -> dict[str, Any]:
        """The rows used, each with its key cells, number, source and status."""
        return {
            "table": self.table.key,
            "unit": self.table.value_unit,
            "operator": self.operator,
            "rows": [_row_json(self.table, part) for part in self.parts if part.row is not None],
        }


def look_up(edition: Edition, subject: Subject, key: str, arguments: tuple[Value, ...]) -> LookupUse:
    """The lookup of a table with arguments in the order of its keys."""
    table = edition.tables[key]
    unknown = joined(*arguments)
    if unknown:
        return LookupUse(table, (), unknown)
    wanted = {
        name: _cell(table, name, argument) for name, argument in zip(table.keys, arguments, strict=True)
    }
    if "typology" not in wanted:
        return _of_one(table, Part(None, _found(table, wanted)), wanted)
    return _of_uses(edition, subject, table, wanted)


def _of_one(table: Table, part: Part, wanted: dict[str, Cell]) -> LookupUse:
    if part.row is None:
        return LookupUse(table, (part,), Undetermined(reasons=(_outside(table, wanted),)))
    number = part.number(table)
    if math.isnan(number):
        return LookupUse(table, (part,), Undetermined(reasons=(reason("to-be-confirmed"),)))
    return LookupUse(table, (part,), number)


def _of_uses(edition: Edition, subject: Subject, table: Table, wanted: dict[str, Cell]) -> LookupUse:
    parts, reasons = [], []
    for use in subject.uses:
        part, problem = _part(edition, table, use, wanted)
        parts.append(part)
        if problem is not None:
            reasons.append(problem)
    operator = edition.scoring.mixed_use if len(parts) > 1 else "single"
    if not reasons:
        return LookupUse(table, tuple(parts), _combined(table, tuple(parts), operator), operator)
    found = LookupUse(table, tuple(parts), Undetermined(reasons=tuple(reasons)), operator)
    lacking = any(not part.listed or (part.row is not None and not part.confirmed) for part in parts)
    return _part_missing(edition, found) if lacking and not found.without_number else found


def _part(edition: Edition, table: Table, use: Use, wanted: dict[str, Cell]) -> tuple[Part, Reason | None]:
    """The row of one use, with the reason where there is none that counts."""
    typology = edition.typologies.get(use.typology)
    if typology is None:
        return Part(use, None), reason("typology-unknown", typology=use.typology)
    series = typology.series.get(table.key)
    works = str(wanted["works"]) if "works" in wanted else None
    if series is None or not table.has_series(series, works=works):
        return Part(use, None, listed=False), reason(
            "series-not-found", typology=typology.label, table=table.title
        )
    part = Part(use, _found(table, {**wanted, "typology": series}))
    if part.row is None:
        if _key_known(table, wanted):
            problem = reason("series-not-found", typology=typology.label, table=table.title)
            return Part(use, None, listed=False), problem
        return part, _outside(table, {**wanted, "typology": series})
    return part, None if part.confirmed else reason("to-be-confirmed")


def _key_known(table: Table, wanted: dict[str, Cell]) -> bool:
    """Whether every word key occurs in the table: then the series just has no such row.

    A year is a range, not a word.
    """
    words = [
        name for name in wanted if name not in ("typology", "works") and table.columns[name].type == "text"
    ]
    return bool(words) and all(any(row[name] == wanted[name] for row in table.rows) for name in words)


def _part_missing(edition: Edition, use: LookupUse) -> LookupUse:
    """Some parts have a number and some have none: no limit can be formed for the whole."""
    lacking = [part.use for part in use.parts if not part.confirmed and part.use is not None]
    reasons = tuple(
        reason("part-without-limit", typology=_label(edition, lack.typology), table=use.table.title)
        for lack in lacking
    )
    return LookupUse(use.table, use.parts, Undetermined(reasons=reasons), use.operator)


def _label(edition: Edition, typology: str) -> Localised | str:
    known = edition.typologies.get(typology)
    return known.label if known else typology


def _combined(table: Table, parts: tuple[Part, ...], operator: str) -> Value:
    """One number for all uses: weighted by area, or the strictest of the parts."""
    numbers = [part.number(table) for part in parts]
    if not all(math.isfinite(number) for number in numbers):
        return Undetermined(reasons=(reason("to-be-confirmed"),))
    if operator == "single":
        return numbers[0]
    if operator == "each_part":
        return min(numbers) if table.strictest == "lowest" else max(numbers)
    weighted = total = 0.0
    for part, number in zip(parts, numbers, strict=True):
        area = part.use.gia_m2 if part.use else None
        if area is None or not math.isfinite(area) or area <= 0:
            return Undetermined(("uses",))
        weighted, total = weighted + area * number, total + area
    return finite(weighted / total)


def _cell(table: Table, name: str, argument: Value) -> Cell:
    if name == "works":
        return table.works.get(str(argument))
    if isinstance(argument, float) and argument.is_integer() and table.columns[name].type == "integer":
        return int(argument)
    return argument if isinstance(argument, str | float | int) else None


def _found(table: Table, wanted: dict[str, Cell]) -> Found | None:
    return table.find(tuple(wanted[name] for name in table.keys))


def _outside(table: Table, wanted: dict[str, Cell]) -> Reason:
    keys = ", ".join(str(cell) for cell in wanted.values())
    return reason("year-outside-table", table=table.title, keys=keys)


def _row_json(table: Table, part: Part) -> dict[str, Any]:
    shown = _cells_json(table, part.row or {})
    if part.found is not None and part.found.between:
        shown["between"] = [_cells_json(table, row) for row in part.found.between]
    if part.use is not None:
        shown["typology"], shown["gia_m2"] = part.use.typology, part.use.gia_m2
    return shown


def _cells_json(table: Table, row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {name: row[name] for name in table.key_columns}
    shown["value"] = row[table.value] if table.value else None
    shown["status"], shown["source"] = row["status"], row["source_title"]
    shown["locator"], shown["line"] = row["source_locator"], row["line"]
    return shown
