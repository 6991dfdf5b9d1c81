"""Reading one line of a take-off cell by cell."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assessments.carbon.catalogue import FINDINGS
from assessments.carbon.legs import Leg, to_legs
from assessments.carbon.numerals import to_grouped_number, to_number
from assessments.carbon.take_off_columns import NOTHING_SAID, Amount, Columns
from assessments.carbon.units import Measure, to_measure
from standard_site.lib.findings import Finding, Where, has_errors

_WITH_UNIT = re.compile(r"([+-]?[\d.,]+)\s*([^\d\s.,+-].*)")


class Formula(str):
    """A formula of a workbook that was saved without its value."""

    __slots__ = ()


@dataclass(slots=True)
class Notes:
    """What was read otherwise than it stands there: each kind told once, with its first place and how often."""

    found: dict[tuple[str, str], tuple[Where, int, dict[str, object]]] = field(default_factory=dict)

    def say(self, code: str, where: Where, about: str = "", **values: object) -> None:
        first, count, said = self.found.get((code, about), (where, 0, values))
        self.found[code, about] = (first, count + 1, said)

    def findings(self) -> list[Finding]:
        return [
            FINDINGS.make(code, where, count=count, **values)
            for (code, _), (where, count, values) in self.found.items()
        ]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the cells of a file are to be read.

    Args:
        max_characters: the longest text of a cell.
        grouped: whether commas may stand between thousands.
        sheet: the workbook's sheet, None for text.
        merged: row number and column of cells that a merged cell above covers.
        said: our column by heading, as people said.
    """

    max_characters: int
    grouped: bool = True
    sheet: str | None = None
    merged: frozenset[tuple[int, int]] = frozenset()
    said: Mapping[str, str] = field(default_factory=lambda: NOTHING_SAID)


class LineReader:
    """Reads the cells of one record; `findings` holds what was wrong with them, `notes` what was converted.

    `element` and `line_id` stand in where the file has no such column.
    """

    def __init__(
        self, columns: Columns, cells: Sequence[str], where: Where, manner: Manner, notes: Notes
    ) -> None:
        self._columns = columns
        self._cells = cells
        self._manner = manner
        self._notes = notes
        self._where = replace(where, object=self._cell("line_id") or None)
        self._amount = self._column_of_amount()
        self.findings: list[Finding] = []

    def read(self, element: str = "", line_id: str = "") -> dict[str, Any] | None:
        """The values of a `TakeOffLine` without its file line; None when a cell has an error."""
        self._check_shape()
        number, in_cell = self._quantity()
        measure = self._measure(in_cell)
        times = measure.multiple if measure is not None else 1.0
        mass = self._positive("mass_kg_per_unit")
        values = {
            "line_id": self._cell("line_id") or line_id or self._required("line_id"),
            "element": self._cell("element") or element or self._required("element"),
            "material": self._material(),
            "quantity": number * times if number is not None else None,
            "unit": measure.unit if measure is not None else None,
            "density_kg_per_m3": self._positive("density_kg_per_m3"),
            "factor_key": self._cell("factor_key") or None,
            "origin": self._cell("origin") or None,
            "legs": self._legs(),
            "service_life_yr": self._positive("service_life_yr"),
            "mass_kg_per_unit": mass / times if mass is not None else None,
            "source": self._cell("source") or None,
        }
        return None if has_errors(self.findings) else values

    def _cell(self, column: str) -> str:
        return self._text(self._columns.positions.get(column))

    def _text(self, index: int | None) -> str:
        return self._cells[index].strip() if index is not None and index < len(self._cells) else ""

    def _column_of_amount(self) -> Amount:
        """The first column of quantities that says something in this record."""
        amounts = self._columns.amounts
        return next((one for one in amounts if self._text(one.position)), amounts[0])

    def _index(self, column: str) -> int | None:
        return self._amount.position if column == "quantity" else self._columns.positions.get(column)

    def _at(self, column: str | None) -> Where:
        """The place of a cell: the column, and in a workbook the cell's name too."""
        index = self._index(column) if column else None
        sheet, row = self._manner.sheet, self._where.line
        name = f"{column} ({sheet}!{column_letters(index)}{row})" if sheet and index is not None else column
        return replace(self._where, field=name)

    def _say(self, code: str, at: str | None, **values: object) -> None:
        self.findings.append(FINDINGS.make(code, self._at(at), **values))

    def _check_shape(self) -> None:
        width = self._columns.width
        if any(cell.strip() for cell in self._cells[width:]):
            self._say("take-off-too-many-cells", None, cells=len(self._cells), columns=width)
        for column, index in (*self._columns.positions.items(), ("quantity", self._amount.position)):
            cell = self._cells[index] if index < len(self._cells) else ""
            if isinstance(cell, Formula):
                self._say("take-off-formula-without-value", column, column=column, value=cell)
            elif len(cell.strip()) > self._manner.max_characters:
                self._say("take-off-cell-too-long", column, column=column, most=self._manner.max_characters)

    def _required(self, column: str) -> str:
        text = self._cell(column)
        if not text:
            self._say("take-off-missing-value", column, column=column)
        return text

    def _material(self) -> str:
        """The material's name, with the item's features after it where the bill has a column of them."""
        features = " ".join(self._cell("features").split())
        return " ".join(part for part in (self._required("material"), features) if part)

    def _number(self, column: str, text: str) -> float | None:
        number = to_number(text)
        grouped = to_grouped_number(text) if number is None and self._manner.grouped else None
        if grouped is not None:
            self._notes.say("take-off-digits-grouped", self._at(column), value=text, number=f"{grouped:g}")
            return grouped
        if number is None:
            self._say("value-not-a-number", column, field=column, value=text)
        elif not math.isfinite(number):
            self._say("value-not-finite", column, field=column, value=text)
        return number if number is not None and math.isfinite(number) else None

    def _quantity(self) -> tuple[float | None, str]:
        """The amount as it stands, and the unit that stands behind it in the cell."""
        cell = self._cells[self._amount.position] if self._amount.position < len(self._cells) else ""
        if not cell.strip():
            self._say("take-off-missing-value", "quantity", column="quantity")
            return None, ""
        if isinstance(cell, Formula):
            return None, ""
        if cell.rstrip().endswith(("%", "％")):
            self._say("take-off-percent", "quantity", value=cell.strip())
            return None, ""
        text, unit = _parted(cell.strip())
        number = self._number("quantity", text)
        if number is not None and number < 0:
            self._say("take-off-negative-quantity", "quantity", value=number)
        elif number == 0:
            self._say("take-off-zero-quantity", "quantity")
        return number, unit

    def _positive(self, column: str) -> float | None:
        text = self._cell(column)
        number = self._number(column, text) if text else None
        if number is not None and number <= 0:
            self._say("value-not-positive", column, field=column, value=number)
        return number

    def _measure(self, in_cell: str) -> Measure | None:
        """What the line is counted in; a unit said twice has to be said alike."""
        said = [text for text in (in_cell, self._amount.unit or "", self._cell("unit")) if text]
        if not said:
            self._required("unit")
            return None
        measures = [to_measure(text) for text in said]
        for text, measure in zip(said, measures, strict=True):
            if measure is None:
                self._say("take-off-unknown-unit", "unit", value=text)
                return None
        if len(set(measures)) > 1:
            self._say("take-off-units-differ", "unit", units=", ".join(said))
            return None
        measure = measures[0]
        if measure is not None and measure.multiple != 1.0:
            to = f"{measure.multiple:.12g} {measure.unit}"
            self._notes.say("take-off-unit-converted", self._at("unit"), said[0], unit=said[0], to=to)
        return measure

    def _legs(self) -> tuple[Leg, ...] | None:
        text = self._cell("legs")
        legs = to_legs(text) if text else None
        if text and legs is None:
            self._say("take-off-bad-legs", "legs", value=text)
        return legs


def column_letters(index: int) -> str:
    """A column as spreadsheets call it: A for 0, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _parted(text: str) -> tuple[str, str]:
    """A number and the unit behind it (`12.5 m³`); a cell that ends in no known unit stays whole."""
    found = _WITH_UNIT.fullmatch(text)
    return (found[1], found[2]) if found and to_measure(found[2]) else (text, "")
