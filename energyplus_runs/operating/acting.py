"""What an operator can do: stop and start new work, try a failed run again, cancel one. Everything is kept with its reason."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from energyplus_runs.actions import cancel_run
from energyplus_runs.findings import FINDINGS
from energyplus_runs.following import message
from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.operating.models import OperatorAct, OperatorVerb
from energyplus_runs.operating.switch import takes_new_work
from energyplus_runs.queueing import waiting_in_order
from standard_site.lib.refusal import Conflict
from standard_site.lib.sending import send_on_commit


@transaction.atomic
def stop_new_work(operator: Any, reason: str) -> OperatorAct:
    """Workers finish what they have and take nothing new. Raises Conflict when it is stopped already."""
    return _switch(operator, OperatorVerb.DRAIN, reason)


@transaction.atomic
def resume_work(operator: Any, reason: str) -> OperatorAct:
    """Take what waits. Raises Conflict when new work is taken already."""
    act = _switch(operator, OperatorVerb.RESUME, reason)
    for _ in waiting_in_order():
        send_on_commit(message())
    return act


@transaction.atomic
def try_again(operator: Any, run: Run, reason: str) -> OperatorAct:
    """Put a failed run into the queue once more; what it ended with is kept with the act.

    Raises:
        Conflict: it did not fail, or somebody was faster.
    """
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.status != RunStatus.FAILED:
        raise Conflict(FINDINGS.make("retry-not-failed", status=locked.status))
    before = {
        "attempt": locked.attempt,
        "ended_at": locked.ended_at.isoformat() if locked.ended_at else None,
        "findings": locked.findings,
        "error_file": locked.error_file_id,
    }
    Run.objects.filter(pk=run.pk).update(**_fresh())
    send_on_commit(message())
    return OperatorAct.objects.create(
        operator=operator, verb=OperatorVerb.RETRY, run=run, reason=reason, before=before
    )


@transaction.atomic
def cancel_with_reason(operator: Any, run: Run, reason: str) -> OperatorAct | None:
    """Cancel a run; its owner reads why. None when it was over already."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if not cancel_run(locked):
        return None
    said = FINDINGS.make("run-cancelled-by-operator", reason=reason)
    Run.objects.filter(pk=run.pk).update(findings=[*locked.findings, said.to_json()])
    return OperatorAct.objects.create(operator=operator, verb=OperatorVerb.CANCEL, run=run, reason=reason)


def _switch(operator: Any, verb: OperatorVerb, reason: str) -> OperatorAct:
    if takes_new_work() == (verb == OperatorVerb.RESUME):
        raise Conflict(FINDINGS.make("switch-already"))
    return OperatorAct.objects.create(operator=operator, verb=verb, reason=reason)


def _fresh() -> dict[str, Any]:
    """The columns of a run that has all its tries before it; its attempts go on being counted."""
    return {
        "status": RunStatus.QUEUED,
        "phase": RunPhase.WAITING,
        "percent": 0,
        "losses": 0,
        "findings": [],
        "cancel_requested_at": None,
        "ended_at": None,
        "simulates": "",
        "enqueued_at": timezone.now(),
    }
