"""Whether a building worked out again comes to what its scorecard says: a file that does not is never handed out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from assessments.carbon.whole_life import MODULES, WholeLife

RELATIVE: Final = 1e-6
"""Difference [1] that sums in another order may make and a reader never sees."""


def differences(lives: Mapping[int, WholeLife], stored: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """The modules that differ, as "B4 (60)" with the study period [yr]; a period only one side has differs in all.

    Args:
        lives: whole lives worked out again, by study period [yr].
        stored: `whole_life` of the scorecard's document.
    """
    said = {int(life["period_yr"]): life["modules"] for life in stored.values()}
    return tuple(
        f"{module} ({period})"
        for period in sorted(lives.keys() | said.keys())
        for module in _differing(lives.get(period), said.get(period))
    )


def _differing(life: WholeLife | None, said: Mapping[str, float | None] | None) -> Iterator[str]:
    if life is None or said is None:
        yield from MODULES
        return
    for module in MODULES:
        if not _same(life.modules[module], said.get(module)):
            yield module


def _same(again: float | None, said: float | None) -> bool:
    """Unknown agrees with unknown alone: it is no zero."""
    if again is None or said is None:
        return again is said
    return math.isclose(again, said, rel_tol=RELATIVE, abs_tol=RELATIVE)
