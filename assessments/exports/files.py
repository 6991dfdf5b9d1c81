"""The forms in which a ledger can be taken away, and what a file of each is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from assessments.exports.lcax import lcax_json
from assessments.exports.ledger import Ledger
from assessments.exports.openepd import openepd_json
from assessments.exports.table import lines_csv
from assessments.exports.workbook import workbook

MOST_WORKBOOK_LINES: Final = 2_000
"""Lines of which a workbook is made within about two seconds; each costs 0.6 ms, and a request waits for it."""

_NO_NAME: Final = re.compile(r"[^\w.]+|\.{2,}")
_MOST_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: its suffix, media type, writer, and the most lines it is made of (None: any number)."""

    suffix: str
    media_type: str
    write: Callable[[Ledger], bytes]
    most_lines: int | None = None


def _over(writer: Callable[[Ledger, int], str], period_yr: int) -> Callable[[Ledger], bytes]:
    return lambda ledger: writer(ledger, period_yr).encode()


_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Final[Mapping[str, Form]] = {
    "workbook": Form(".xlsx", _XLSX, workbook, MOST_WORKBOOK_LINES),
    **{f"lcax-{years}yr": Form(".json", "application/json", _over(lcax_json, years)) for years in (50, 60)},
    **{
        f"lines-{years}yr": Form(".csv", "text/csv; charset=utf-8", _over(lines_csv, years))
        for years in (50, 60)
    },
    "openepd": Form(".json", "application/json", openepd_json),
}
"""All forms by the word that asks for them; LCAx and the lines once for each study period [yr], openEPD of the factors used."""


def file_name(project: str, day: date, form: str) -> str:
    """The project's name in letters and digits of any script, the form and the day; never a formula, never a path."""
    plain = _NO_NAME.sub("-", project)[:_MOST_CHARACTERS].strip("-._") or "building"
    return f"{plain}-{form}-{day.isoformat()}{FORMS[form].suffix}"
