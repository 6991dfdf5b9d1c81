"""Giving the reason for a departure, and deciding on it. Each leaves a trace."""

from __future__ import annotations

from django.db import transaction

from assessments.auditing import record
from assessments.departures.models import DepartureDecision, DepartureReason
from assessments.departures.reading import Departure, departures_of
from assessments.models import Assessment, Submission, SubmissionStatus
from assessments.policies import can_decide, can_edit_project, can_review
from assessments.refusal import FINDINGS, NotAllowed, Refused, conflict
from standard_site.accounts.models import User
from standard_site.lib.findings import Where

MOST = 10_000  # characters


@transaction.atomic
def explain(user: User, assessment: Assessment, key: str, reason: str) -> DepartureReason:
    """Say why the design departs; the reason belongs to the design and holds for its further assessments.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: there is no such departure, the edition allows none there, or no reason is given.
    """
    project = assessment.design.project
    if not can_edit_project(user, project):
        raise NotAllowed
    # A round that is being concluded is concluded first: it has not seen this reason.
    list(
        Submission.objects.filter(
            assessment=assessment, status=SubmissionStatus.IN_REVIEW
        ).select_for_update()
    )
    departure = _departure(assessment, None, key)
    if not departure.allowed:
        raise Refused([FINDINGS.make("departure-not-allowed", Where(field="key"), step=departure.step)])
    text = _words(reason)
    written = DepartureReason.objects.create(design=assessment.design, key=key, reason=text, written_by=user)
    record(project, user, "departure-explained", departure.title["en"], key=key, reason=text)
    return written


@transaction.atomic
def decide_departure(  # noqa: PLR0913, PLR0917 - all that a decision is made of
    user: User, submission: Submission, key: str, accepted: bool, reason: str, about: int | None = None
) -> DepartureDecision:
    """Accept or refuse a departure, with a reason either way; `about` is the architects' reason that was read.

    Raises:
        NotAllowed: the person may not review the project.
        Conflict: the round is not theirs, or is over, or the architects gave another reason meanwhile.
        Refused: there is no such departure, no reason is given, or one without the architects' reason is to be accepted.
    """
    submission = (
        Submission.objects.select_for_update(of=("self",)).select_related("project").get(pk=submission.pk)
    )
    if not can_review(user, submission.project):
        raise NotAllowed
    if not can_decide(user, submission):
        raise conflict("submission-moved-on", status=submission.get_status_display())
    departure = _departure(submission.assessment, submission, key)
    text = _words(reason)
    if about is not None and (departure.reason is None or departure.reason.pk != about):
        raise conflict("departure-reason-changed")
    if accepted and departure.reason is None:
        raise Refused([FINDINGS.make("departure-unexplained", Where(field="accepted"))])
    decision = DepartureDecision.objects.create(
        submission=submission, key=key, accepted=accepted, reason=text, decided_by=user
    )
    verb = "departure-accepted" if accepted else "departure-refused"
    detail = {"key": key, "reason": text, "round": submission.round}
    record(submission.project, user, verb, departure.title["en"], **detail)
    return decision


def _departure(assessment: Assessment, submission: Submission | None, key: str) -> Departure:
    found = next((one for one in departures_of(assessment, submission) if one.key == key), None)
    if found is None:
        raise Refused([FINDINGS.make("departure-unknown", Where(field="key"), key=key)])
    return found


def _words(reason: str) -> str:
    text = reason.strip()
    if not 3 <= len(text) <= MOST or "\x00" in text:  # which no database keeps as text
        raise Refused([FINDINGS.make("departure-reason-missing", Where(field="reason"), most=MOST)])
    return text
