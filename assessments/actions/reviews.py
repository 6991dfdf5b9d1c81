"""Review: submit, take, decide, conclude, withdraw, resubmit. Each step locks the round, checks its state and leaves a trace."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from assessments.auditing import record
from assessments.departures.reading import departures_of
from assessments.models import (
    Assessment,
    AssessmentStatus,
    Decision,
    Project,
    Submission,
    SubmissionStatus,
    Verdict,
)
from assessments.policies import can_decide, can_edit_project, can_review, can_take, can_withdraw, is_member
from assessments.refusal import FINDINGS, NotAllowed, Refused, conflict
from assessments.reviews import blocking_criteria, criterion_keys
from standard_site.accounts.models import User
from standard_site.lib.findings import Where


@transaction.atomic
def submit(user: User, assessment: Assessment, note: str = "") -> Submission:
    """Hand a scored assessment to the assessors.

    Raises:
        NotAllowed: the person does not work on the project.
        Conflict: the assessment has no score, or another round is open.
    """
    project = Project.objects.select_for_update().get(pk=assessment.design.project_id)
    if not can_edit_project(user, project):
        raise NotAllowed
    if assessment.status != AssessmentStatus.SCORED:
        raise conflict("submit-without-score")
    if project.submissions.filter(status__in=("submitted", "in_review")).exists():
        raise conflict("submission-already-open")
    last = project.submissions.order_by("-round").first()
    number = last.round + 1 if last else 1
    submission = Submission.objects.create(
        project=project, assessment=assessment, round=number, note=note.strip(), submitted_by=user
    )
    record(
        project,
        user,
        "submitted",
        submission.pk,
        round=number,
        design=assessment.design.number,
        note=note.strip(),
    )
    return submission


@transaction.atomic
def withdraw(user: User, submission: Submission) -> None:
    """Take a submission back before an assessor has taken it."""
    submission = _locked(submission)
    _expect(is_member(user, submission.project), submission, can_withdraw(user, submission))
    _set(submission, SubmissionStatus.WITHDRAWN)
    record(submission.project, user, "submission-withdrawn", submission.pk, round=submission.round)


@transaction.atomic
def take(user: User, submission: Submission) -> None:
    """Take a submission for review; two assessors cannot take the same one."""
    submission = _locked(submission)
    _expect(can_review(user, submission.project), submission, can_take(user, submission))
    _set(submission, SubmissionStatus.IN_REVIEW, assessor=user, taken_at=timezone.now())
    record(submission.project, user, "review-taken", submission.pk, round=submission.round)


@transaction.atomic
def hand_back(user: User, submission: Submission) -> None:
    """Put a submission back into the queue; the decisions made so far stay in its history."""
    submission = _locked(submission)
    _expect(can_review(user, submission.project), submission, can_decide(user, submission))
    _set(submission, SubmissionStatus.SUBMITTED, assessor=None, taken_at=None)
    record(submission.project, user, "review-handed-back", submission.pk, round=submission.round)


@transaction.atomic
def decide(
    user: User, submission: Submission, criterion_key: str, verdict: str, reason: str = ""
) -> Decision:
    """Accept, query or reject one criterion. A query or a rejection needs its reason.

    Raises:
        NotAllowed, Conflict, Refused.
    """
    submission = _locked(submission)
    _expect(can_review(user, submission.project), submission, can_decide(user, submission))
    reason = reason.strip()
    if verdict not in Verdict.values:
        raise Refused(
            [FINDINGS.make("verdict-unknown", Where(field="verdict"), known=", ".join(Verdict.values))]
        )
    if criterion_key not in criterion_keys(submission):
        raise Refused([FINDINGS.make("criterion-unknown", Where(field="criterion"), criterion=criterion_key)])
    if verdict != Verdict.ACCEPT and not reason:
        raise Refused([FINDINGS.make("reason-missing", Where(field="reason"))])
    decision = Decision.objects.create(
        submission=submission, criterion_key=criterion_key, verdict=verdict, reason=reason, decided_by=user
    )
    record(
        submission.project,
        user,
        "criterion-decided",
        criterion_key,
        verdict=verdict,
        reason=reason,
        round=submission.round,
    )
    return decision


@transaction.atomic
def conclude(user: User, submission: Submission, conclusion: str = "") -> Submission:
    """End a round: accepted when every criterion and every departure is accepted, else changes are requested.

    Raises:
        Refused: a criterion, or a departure that was explained, has no decision yet.
    """
    submission = _locked(submission)
    _expect(can_review(user, submission.project), submission, can_decide(user, submission))
    undecided, objected = blocking_criteria(submission)
    if undecided:
        raise Refused(
            [FINDINGS.make("criteria-undecided", Where(field="decisions"), criteria=", ".join(undecided))]
        )
    departing = _open_departures(submission)
    status = SubmissionStatus.CHANGES_REQUESTED if objected or departing else SubmissionStatus.ACCEPTED
    _set(submission, status, conclusion=conclusion.strip(), concluded_at=timezone.now())
    record(
        submission.project,
        user,
        "review-concluded",
        submission.pk,
        round=submission.round,
        outcome=str(status),
        conclusion=conclusion.strip(),
        open_departures=departing,
    )
    return submission


def _open_departures(submission: Submission) -> list[str]:
    """Departures that stand between a round and acceptance; one that waits for the assessor's word is refused at once."""
    open_ones = [one for one in departures_of(submission.assessment, submission) if one.is_open]
    waiting = [one.title["en"] for one in open_ones if one.reason is not None and one.decision is None]
    if waiting:
        where, told = Where(field="departures"), "; ".join(waiting)
        raise Refused([FINDINGS.make("departures-undecided", where, departures=told)])
    return [one.title["en"] for one in open_ones]


def _locked(submission: Submission) -> Submission:
    return Submission.objects.select_for_update(of=("self",)).select_related("project").get(pk=submission.pk)


def _set(submission: Submission, status: SubmissionStatus, **fields: object) -> None:
    submission.status = status
    for name, value in fields.items():
        setattr(submission, name, value)
    submission.save()


def _expect(permitted: bool, submission: Submission, in_state: bool) -> None:
    """Raises NotAllowed for the wrong person, Conflict for the right one at the wrong time."""
    if not permitted:
        raise NotAllowed
    if not in_state:
        raise conflict("submission-moved-on", status=submission.get_status_display())
