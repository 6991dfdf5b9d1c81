"""The designs of a project with the scores a person may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from assessments.models import Assessment, Design, Scorecard


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment and its scorecard, which it has once it is scored."""

    assessment: Assessment
    scorecard: Scorecard | None


@dataclass(frozen=True, slots=True)
class DesignRow:
    design: Design
    assessments: tuple[AssessmentRow, ...]


def design_rows(designs: Iterable[Design], seen: Collection[Any]) -> Iterator[DesignRow]:
    """Each design with those of its assessments that are among `seen`, newest first."""
    for design in designs:
        rows = (
            AssessmentRow(assessment, getattr(assessment, "scorecard", None))
            for assessment in design.assessments.all()
            if assessment.pk in seen
        )
        yield DesignRow(design, tuple(rows))
