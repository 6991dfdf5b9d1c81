"""The review queue: how old, how complete, whose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from assessments.models import Stage, Submission
from assessments.own_criteria import own_criteria
from standard_site.accounts.models import User


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A submission; `undetermined` counts its criteria whose inputs are missing."""

    submission: Submission
    stage: str
    age_days: int
    criteria: int
    undetermined: int
    decided: int
    mine: bool


def queue_rows(submissions: Iterable[Submission], user: User) -> Iterator[QueueRow]:
    now = timezone.now()
    for submission in submissions:
        criteria = own_criteria(submission.assessment.scorecard.document)
        yield QueueRow(
            submission=submission,
            stage=str(Stage(submission.project.stage).label),
            age_days=(now - submission.submitted_at).days,
            criteria=len(criteria),
            undetermined=sum(criterion["outcome"] == "undetermined" for criterion in criteria),
            decided=len({decision.criterion_key for decision in submission.decisions.all()}),
            mine=submission.assessor_id == user.pk,
        )
