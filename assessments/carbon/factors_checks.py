"""Checking one factor of a data set cell by cell, whatever form of file it came in."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from assessments.carbon.factor import COUNTED_PARTS, PRODUCT, Kind
from assessments.carbon.factors_dataset import FINDINGS, MODULE_COLUMNS, MOST_CHARACTERS, PART_COLUMNS, Row
from assessments.carbon.numerals import to_number
from assessments.carbon.units import Unit, to_unit
from standard_site.lib.findings import Finding, Where, has_errors

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_TEXTS: Final = ("geography", "declaration", "publisher", "indicators", "stands_for", "waste_key")
_SAME: Final = (
    0.01  # share by which a density may differ from the mass of a cubic metre, and parts from their sum
)
_Value = TypeVar("_Value")


class FactorChecker:
    """Turns the cells of one factor into a row; `findings` holds what was wrong with them.

    Args:
        cells: the cells by the names of `COLUMNS`; blank ones may be left out.
        where: the place of the factor in its file.
        today: the day on which it is brought.
    """

    def __init__(self, cells: Mapping[str, str], where: Where, today: date) -> None:
        self._cells = {name: " ".join(cell.split()) for name, cell in cells.items()}
        self._where = replace(where, object=self._cells.get("key") or where.object)
        self._today = today
        self.findings: list[Finding] = []

    def row(self) -> Row | None:
        """The factor as a row; None when a cell has an error."""
        quantity = self._positive("declared_quantity")
        row: dict[str, str | float | None] = {
            "key": self._key(),
            "name_en": self._text("name_en", required=True),
            "name_zh": self._text("name_zh") or self._text("name_en"),
            "unit": self._unit(),
            **self._amounts(1.0 if quantity is None else quantity),
            "density_kg_per_m3": self._positive("density_kg_per_m3"),
            "kind": self._kind(),
            "year": self._year(),
            **self._dates(),
            **{name: self._text(name) for name in (*_TEXTS, "service_life_key")},
            "source": "declaration",
            "status": "F1" if self._cells.get("declaration") and self._cells.get("publisher") else "F2",
        }
        self._check(row)
        return None if has_errors(self.findings) else {k: v for k, v in row.items() if v is not None}

    def _say(self, code: str, at: str | None, **values: object) -> None:
        self.findings.append(FINDINGS.make(code, replace(self._where, field=at), **values))

    def _text(self, column: str, *, required: bool = False) -> str | None:
        text = self._cells.get(column, "")
        if required and not text:
            self._say("factors-value-missing", column, field=column)
        if not text.isprintable():
            self._say("factors-bad-characters", column, field=column)
            return None
        if len(text) > MOST_CHARACTERS:
            self._say("factors-text-too-long", column, field=column, most=MOST_CHARACTERS)
        return text or None

    def _key(self) -> str | None:
        key = self._text("key", required=True)
        if key is not None and not _KEY.fullmatch(key):
            self._say("factors-bad-key", "key", value=key)
        return key

    def _unit(self) -> str | None:
        text = self._text("unit", required=True)
        unit = to_unit(text) if text else None
        if text and unit is None:
            self._say("factors-unknown-unit", "unit", value=text)
        return unit.value if unit is not None else None

    def _kind(self) -> str:
        text = self._text("kind") or Kind.SPECIFIC.value
        if text not in tuple(Kind):
            self._say("factors-unknown-kind", "kind", value=text)
        return text

    def _number(self, column: str) -> float | None:
        text = self._cells.get(column, "")
        if not text:
            return None
        number = to_number(text)
        if number is None or not math.isfinite(number):
            self._say("factors-not-a-number", column, field=column, value=text)
            return None
        return number

    def _positive(self, column: str) -> float | None:
        number = self._number(column)
        if number is not None and number <= 0:
            self._say("factors-not-positive", column, field=column, value=number)
            return None
        return number

    def _amounts(self, quantity: float) -> dict[str, str | float | None]:
        """What is stated for the declared quantity, for one unit of it."""
        stated = {name: self._number(column) for name, column in MODULE_COLUMNS.items()}
        if not has_errors(self.findings) and all(value is None for value in stated.values()):
            self._say("factors-nothing-stated", MODULE_COLUMNS[PRODUCT])
        per_unit = {name: _over(value, quantity) for name, value in stated.items()}
        product = per_unit.pop(PRODUCT)
        remark = self._product_remark(product)
        return {
            "kgco2e_per_unit": product if remark is None else None,
            "stated_a1_a3_kgco2e_per_unit": product if remark is not None else None,
            "remark": remark,
            "modules": PRODUCT,
            **{f"{name.lower()}_kgco2e_per_unit": value for name, value in per_unit.items()},
            **self._parts(quantity, product),
            "biogenic_kgco2_per_unit": _over(self._number("biogenic_kgco2_per_unit"), quantity),
            "mass_kg_per_unit": _over(self._positive("mass_kg_per_unit"), quantity),
        }

    def _parts(self, quantity: float, product: float | None) -> dict[str, float | None]:
        """The parts of the climate indicator, for one unit; fossil and land use together are what is counted of A1–A3."""
        found = {column: _over(self._number(column), quantity) for column in PART_COLUMNS.values()}
        counted = [found[PART_COLUMNS[name]] for name in COUNTED_PARTS]
        known = [part for part in counted if part is not None]
        if product is None or len(known) < len(counted):
            return found
        if abs(sum(known) - product) > _SAME * max(abs(product), *map(abs, known)):
            values = {"parts": f"{sum(known):g}", "product": f"{product:g}"}
            self._say("factors-parts-differ", PART_COLUMNS[COUNTED_PARTS[0]], **values)
        return found

    def _product_remark(self, product: float | None) -> str | None:
        column = MODULE_COLUMNS[PRODUCT]
        if product is None:
            if not has_errors(self.findings):
                self._say("factors-without-product-stage", column)
            return None
        if product < 0:
            self._say("factors-negative-product", column, value=f"{product:g}")
            return "biogenic-netted"
        return None

    def _year(self) -> float | None:
        year = self._number("year")
        if year is not None and (year != int(year) or not 1900 <= year <= 2200):
            self._say("factors-not-a-number", "year", field="year", value=self._cells["year"])
            return None
        return year

    def _dates(self) -> dict[str, str | float | None]:
        published = self._read("published_on", date.fromisoformat)
        until = self._read("valid_until", date.fromisoformat)
        if published is not None and until is not None and until < published:
            self._say("factors-dates-reversed", "valid_until", until=until, published=published)
        if until is None:
            self._say("factors-without-validity", "valid_until")
        elif until < self._today:
            self._say("factors-expired", "valid_until", until=until)
        return {
            "published_on": published.isoformat() if published is not None else None,
            "valid_until": until.isoformat() if until is not None else None,
        }

    def _read(self, column: str, reader: Callable[[str], _Value]) -> _Value | None:
        text = self._text(column)
        if text is None:
            return None
        try:
            return reader(text)
        except ValueError:
            self._say("factors-bad-date", column, field=column, value=text)
            return None

    def _check(self, row: Row) -> None:
        if row["kind"] == Kind.SPECIFIC and not (row["declaration"] and row["publisher"]):
            self._say("factors-specific-without-declaration", "declaration")
        mass, density = row["mass_kg_per_unit"], row["density_kg_per_m3"]
        if row["unit"] != Unit.M3 or not isinstance(mass, float) or not isinstance(density, float):
            return
        if abs(mass - density) > _SAME * density:
            self._say("factors-mass-differs", "density_kg_per_m3", mass=f"{mass:g}", density=f"{density:g}")


def _over(value: float | None, quantity: float) -> float | None:
    return None if value is None else value / quantity
