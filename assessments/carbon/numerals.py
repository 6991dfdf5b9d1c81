"""Numbers as people write them in tables: plain decimals, never locale forms, octals or clock times."""

from __future__ import annotations

import math
import re
import unicodedata

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_NOT_FINITE = re.compile(r"[+-]?\.?(nan|inf|infinity)", re.IGNORECASE)


def to_number(text: str) -> float | None:
    """The number a cell holds; None when it is not a plain decimal. NaN, infinities and overflow come
    back as they are."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _DECIMAL.fullmatch(plain):
        return float(plain)
    return math.nan if _NOT_FINITE.fullmatch(plain) else None


_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


def to_grouped_number(text: str) -> float | None:
    """The number of a cell whose digits are set in groups of three by commas, as in `1,250.5`; None of any other."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return float(plain.replace(",", "")) if _GROUPED.fullmatch(plain) else None
