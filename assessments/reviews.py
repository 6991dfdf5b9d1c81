"""What a review still needs."""

from __future__ import annotations

from assessments.models import Submission, Verdict
from assessments.own_criteria import own_criteria
from assessments.selectors import newest_decisions


def criterion_keys(submission: Submission) -> list[str]:
    """The criteria an assessor decides on: the scorecard's for this kind of subject, in its order."""
    return [criterion["key"] for criterion in own_criteria(submission.assessment.scorecard.document)]


def blocking_criteria(submission: Submission) -> tuple[list[str], list[str]]:
    """The criteria without a decision, and those queried or rejected."""
    decisions = newest_decisions(submission)
    keys = criterion_keys(submission)
    undecided = [key for key in keys if key not in decisions]
    objected = [key for key in keys if key in decisions and decisions[key].verdict != Verdict.ACCEPT]
    return undecided, objected
