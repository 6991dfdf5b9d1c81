"""Numbers as EnergyPlus reads them: ASCII decimal, with or without exponent, and nothing else."""

from __future__ import annotations

import math
import re

# The schema sets multipliers no upper limit, and areas are multiplied by them: nothing is built a million times.
MOST_TIMES = 1_000_000
_NUMERAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan(?:\([a-z0-9_]*\))?|inf(?:inity)?)", re.IGNORECASE)


def parse_number(text: str) -> float | None:
    """The finite number written in `text`, or None when it is no numeral or too large for a double."""
    value = float(text) if _NUMERAL.fullmatch(text) else math.nan
    return value if math.isfinite(value) else None


def is_not_finite(text: str) -> bool:
    """Whether `text` is what the engine would read as not-a-number or infinity."""
    return bool(_NOT_FINITE.fullmatch(text)) or (
        bool(_NUMERAL.fullmatch(text)) and parse_number(text) is None
    )
