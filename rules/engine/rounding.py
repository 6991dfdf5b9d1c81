"""Rounding to the step an edition names, the same for one number and for a whole column."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

FINEST = 1e15  # from here on doubles lie more than a tenth apart: such a number stands as it is


def round_to(number: float, step: float) -> float:
    """The number rounded half up to a multiple of `step`.

    Where the step is one over a whole number the result is the double nearest to the decimal a person would
    write.
    """
    return rounded(number, step, _floor) if abs(number) < FINEST else number


def rounded(number: Any, step: float, floor: Callable[[Any], Any]) -> Any:
    """The rule itself, for a number or an array below `FINEST`, with the `floor` of its kind."""
    per_one = float(round(1 / step))
    if per_one and math.isclose(1 / step, per_one, rel_tol=1e-12):
        return floor(number * per_one + 0.5) / per_one
    return floor(number / step + 0.5) * step


def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number
