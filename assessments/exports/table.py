"""The lines of a whole life as CSV: one row a line, one column a module, blank where a value is not known."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from assessments.carbon.whole_life import OF_A_LINE, LineWholeLife
from assessments.exports.ledger import Ledger, LedgerLine
from assessments.exports.safe_text import safe_text

_MODULES: Final = (*OF_A_LINE, "D1")
COLUMNS: Final = (
    "line_id",
    "element",
    "material",
    "factor_key",
    "factor_source",
    "amount",
    "unit",
    "mass_kg",
    "service_life_yr",
    "replacements",
    *(f"{module}_kgco2e" for module in _MODULES),
    "biogenic_kgco2",
)


def lines_csv(ledger: Ledger, period_yr: int) -> str:
    """The lines over one study period [yr]; text that a program might take for a formula has an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    lives = ledger.line_lives(period_yr)
    for line in ledger.lines:
        writer.writerow([_cell(value) for value in _values(line, lives[line.line_id])])
    return out.getvalue()


def _values(line: LedgerLine, life: LineWholeLife) -> Iterator[str | float | None]:
    yield from (line.line_id, line.element, line.material, line.factor_key, line.source)
    yield from (line.amount, line.unit, line.mass_kg, line.service_life_yr, life.replacements)
    yield from (life.modules.get(module) for module in _MODULES)
    yield life.biogenic_kgco2


def _cell(value: str | float | None) -> str:
    """Numbers in full; a number below zero is a number and needs no apostrophe."""
    if value is None:
        return ""
    return safe_text(value) if isinstance(value, str) else repr(value)
