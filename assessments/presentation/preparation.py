"""What the modelling protocol changed in a model, step by step, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.presentation.text import said

CHANGES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class StepShown:
    """One named step: `changes` as they were recorded, the first of them when there are very many."""

    key: str
    title: str
    changes: tuple[Mapping[str, Any], ...]
    left_out: int

    @property
    def count(self) -> int:
        return len(self.changes) + self.left_out


def preparation_shown(steps: Iterable[Mapping[str, Any]]) -> tuple[StepShown, ...]:
    return tuple(
        StepShown(
            key=step["key"],
            title=said(step["title"]),
            changes=tuple(step["changes"][:CHANGES_SHOWN]),
            left_out=max(0, len(step["changes"]) - CHANGES_SHOWN),
        )
        for step in steps
    )
