"""What a project waits for, and whether the architect can do something about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import AssessmentStatus, SubmissionStatus


@dataclass(frozen=True, slots=True)
class Waiting:
    """`mine` when the next step is the architect's."""

    text: str
    mine: bool


def waiting_of(project: Any) -> Waiting:
    """The next step of a row of `selectors.project_list`."""
    if project.design_count == 0:
        return Waiting(_("Add a design"), mine=True)
    if project.last_status == AssessmentStatus.SIMULATING:
        return Waiting(_("A simulation is under way"), mine=False)
    return _of_review(project.review_status) or _of_assessment(project)


def _of_review(status: str | None) -> Waiting | None:
    return {
        SubmissionStatus.SUBMITTED.value: Waiting(_("Waits for an assessor"), mine=False),
        SubmissionStatus.IN_REVIEW.value: Waiting(_("An assessor reviews it"), mine=False),
        SubmissionStatus.CHANGES_REQUESTED.value: Waiting(_("Answer the assessor's queries"), mine=True),
        SubmissionStatus.ACCEPTED.value: Waiting(_("Nothing: the review accepted it"), mine=False),
    }.get(status or "")


def _of_assessment(project: Any) -> Waiting:
    if project.last_status == AssessmentStatus.FAILED:
        return Waiting(_("See why the assessment failed"), mine=True)
    if project.last_scored_id is None:
        return Waiting(_("Assess the design"), mine=True)
    return Waiting(_("Improve the design or submit it for review"), mine=True)
