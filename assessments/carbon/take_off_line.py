"""Reading one line of a take-off cell by cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assessments.carbon.catalogue import FINDINGS
from assessments.carbon.legs import Leg, to_legs
from assessments.carbon.numerals import to_number
from assessments.carbon.take_off_columns import Columns
from assessments.carbon.units import Unit, to_unit
from standard_site.lib.findings import Finding, Where, has_errors


class LineReader:
    """Reads the cells of one record; `findings` holds what was wrong with them."""

    def __init__(self, columns: Columns, cells: Sequence[str], where: Where, max_characters: int) -> None:
        self._columns = columns
        self._cells = cells
        self._max_characters = max_characters
        self._where = replace(where, object=self._cell("line_id") or None)
        self.findings: list[Finding] = []

    def read(self) -> dict[str, Any] | None:
        """The values of a `TakeOffLine` without its file line; None when a cell has an error."""
        self._check_shape()
        values = {
            "line_id": self._required("line_id"),
            "element": self._required("element"),
            "material": self._required("material"),
            "quantity": self._quantity(),
            "unit": self._unit(),
            "density_kg_per_m3": self._positive("density_kg_per_m3"),
            "factor_key": self._cell("factor_key") or None,
            "origin": self._cell("origin") or None,
            "legs": self._legs(),
            "service_life_yr": self._positive("service_life_yr"),
            "mass_kg_per_unit": self._positive("mass_kg_per_unit"),
        }
        return None if has_errors(self.findings) else values

    def _cell(self, column: str) -> str:
        index = self._columns.positions.get(column)
        return self._cells[index].strip() if index is not None and index < len(self._cells) else ""

    def _say(self, code: str, at: str | None, **values: object) -> None:
        self.findings.append(FINDINGS.make(code, replace(self._where, field=at), **values))

    def _check_shape(self) -> None:
        width = self._columns.width
        if any(cell.strip() for cell in self._cells[width:]):
            self._say("take-off-too-many-cells", None, cells=len(self._cells), columns=width)
        for column in self._columns.positions:
            if len(self._cell(column)) > self._max_characters:
                self._say("take-off-cell-too-long", column, column=column, most=self._max_characters)

    def _required(self, column: str) -> str:
        text = self._cell(column)
        if not text:
            self._say("take-off-missing-value", column, column=column)
        return text

    def _number(self, column: str) -> float | None:
        text = self._cell(column)
        if not text:
            return None
        number = to_number(text)
        if number is None:
            self._say("value-not-a-number", column, field=column, value=text)
        elif not math.isfinite(number):
            self._say("value-not-finite", column, field=column, value=text)
        return number if number is not None and math.isfinite(number) else None

    def _quantity(self) -> float | None:
        if not self._required("quantity"):
            return None
        number = self._number("quantity")
        if number is not None and number < 0:
            self._say("take-off-negative-quantity", "quantity", value=number)
        elif number == 0:
            self._say("take-off-zero-quantity", "quantity")
        return number

    def _positive(self, column: str) -> float | None:
        number = self._number(column)
        if number is not None and number <= 0:
            self._say("value-not-positive", column, field=column, value=number)
        return number

    def _unit(self) -> Unit | None:
        text = self._required("unit")
        unit = to_unit(text)
        if text and unit is None:
            self._say("take-off-unknown-unit", "unit", value=text)
        return unit

    def _legs(self) -> tuple[Leg, ...] | None:
        text = self._cell("legs")
        legs = to_legs(text) if text else None
        if text and legs is None:
            self._say("take-off-bad-legs", "legs", value=text)
        return legs
