"""Reading the rows of an edition's tables, which come as plain mappings with text or numbers in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

_INACTIVE = frozenset({"M", "NF"})


def text_or_none(row: Mapping[str, object], column: str) -> str | None:
    """The text of a cell without its surrounding blanks; None when the cell is blank or absent."""
    text = str(row.get(column) or "").strip()
    return text or None


def text(row: Mapping[str, object], column: str) -> str:
    """The text of a cell that must not be blank (ValueError)."""
    value = text_or_none(row, column)
    if value is None:
        raise ValueError(f"column {column} is blank in row {dict(row)}")
    return value


def number_or_none(row: Mapping[str, object], column: str) -> float | None:
    """The number of a cell; None when blank. Text that is no finite number is an error of the edition
    (ValueError)."""
    value = row.get(column)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    number = float(str(value))
    if not math.isfinite(number):
        raise ValueError(f"column {column} is not finite in row {dict(row)}")
    return number


def number(row: Mapping[str, object], column: str) -> float:
    """The number of a cell that must not be blank (ValueError)."""
    value = number_or_none(row, column)
    if value is None:
        raise ValueError(f"column {column} is blank in row {dict(row)}")
    return value


def active(row: Mapping[str, object]) -> bool:
    """Whether a row's source lets it be used: M (from memory) and NF (not found) rows are shown, never
    counted."""
    return text_or_none(row, "status") not in _INACTIVE


def sum_of(parts: Iterable[float | None]) -> float | None:
    """The sum of parts that are all known; None when one is not, or when there is none to add."""
    listed: Sequence[float | None] = tuple(parts)
    known = [part for part in listed if part is not None]
    return math.fsum(known) if listed and len(known) == len(listed) else None
