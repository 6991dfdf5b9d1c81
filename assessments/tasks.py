"""Celery's doors to scoring. Each is safe to run twice."""

from __future__ import annotations

from celery import shared_task

from assessments.scoring import score_if_ready
from assessments.selectors import assessments_to_score


@shared_task  # type: ignore[untyped-decorator]
def score(assessment_id: str) -> None:
    score_if_ready(assessment_id)


@shared_task  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Score what is ready although nobody was told: the message may have been lost."""
    for assessment_id in assessments_to_score():
        score_if_ready(str(assessment_id))
