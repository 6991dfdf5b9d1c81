"""What an operator does to runs, with what it means for the assessments that wait for them."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from assessments.auditing import record
from assessments.models import Assessment, AssessmentStatus, Scorecard
from assessments.scoring import score_if_ready
from energyplus_runs.findings import FINDINGS
from energyplus_runs.models import Run
from energyplus_runs.operating import acting
from energyplus_runs.operating.models import OperatorAct
from standard_site.accounts.models import Role, User
from standard_site.lib.refusal import Conflict, NotAllowed


def check_operator(user: User) -> None:
    """Raises NotAllowed for anybody but operators."""
    if not user.has_role(Role.OPERATOR):
        raise NotAllowed


def stop_new_work(user: User, reason: str) -> OperatorAct:
    """Workers finish what they have. Raises NotAllowed, Conflict."""
    check_operator(user)
    return acting.stop_new_work(user, reason)


def resume_work(user: User, reason: str) -> OperatorAct:
    """Workers take what waits. Raises NotAllowed, Conflict."""
    check_operator(user)
    return acting.resume_work(user, reason)


@transaction.atomic
def retry_run(user: User, run: Run, reason: str) -> OperatorAct:
    """Try a failed run again; the assessments that failed with it are under way once more.

    Raises:
        NotAllowed: the person is no operator.
        Conflict: the run did not fail, or a scorecard was made without it.
    """
    check_operator(user)
    locked = Assessment.objects.select_for_update(of=("self",)).filter(runs=run)
    waiting = list(locked.select_related("design__project"))
    if Scorecard.objects.filter(assessment__runs=run).exists():
        raise Conflict(FINDINGS.make("retry-already-scored"))
    act = acting.try_again(user, run, reason)
    for assessment in waiting:
        if assessment.status == AssessmentStatus.FAILED:
            _reopen(assessment)
            _told(assessment, user, "assessment-tried-again", reason)
    return act


def _reopen(assessment: Assessment) -> None:
    """Under way once more; what was left out when it was asked for is still left out."""
    assessment.status, assessment.ended_at = AssessmentStatus.SIMULATING, None
    assessment.findings = [one for one in assessment.findings if one["code"] != "scoring-failed"]
    assessment.save(update_fields=["status", "ended_at", "findings"])


@transaction.atomic
def cancel_run(user: User, run: Run, reason: str) -> bool:
    """Cancel a run and tell its owners why; False when it was over already. Raises NotAllowed."""
    check_operator(user)
    if acting.cancel_with_reason(user, run, reason) is None:
        return False
    for assessment in Assessment.objects.filter(runs=run).select_related("design__project"):
        _told(assessment, user, "run-cancelled-by-operator", reason)
        transaction.on_commit(partial(score_if_ready, str(assessment.pk)), robust=True)
    return True


def _told(assessment: Assessment, user: User, verb: str, reason: str) -> None:
    design = assessment.design
    record(design.project, user, verb, assessment.pk, design=design.number, reason=reason)
