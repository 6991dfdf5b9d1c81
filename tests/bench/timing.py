"""Timing two ways of doing the same thing in turn, so that a change of the machine's speed meets both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any


def compare(ours: Callable[[], object], rival: Callable[[], object], rounds: int) -> dict[str, Any]:
    """Medians of both in seconds, and the median of the ratios rival / ours, round by round."""
    pairs = [(_seconds(ours), _seconds(rival)) for _ in range(rounds)]
    return {
        "rounds": rounds,
        "ours_s": statistics.median(pair[0] for pair in pairs),
        "rival_s": statistics.median(pair[1] for pair in pairs),
        "ratio": statistics.median(pair[1] / pair[0] for pair in pairs),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
