"""Finding what nobody works on: the worker died, or the broker lost the message."""

from __future__ import annotations

import shutil
import uuid

import structlog
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from energyplus_runs.findings import FINDINGS
from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.selectors import stale_runs
from standard_site.files.actions import remove_abandoned

log = structlog.get_logger(__name__)


def give_up_or_release() -> tuple[list[str], list[str]]:
    """What was ended, and what waits again and wants a message.

    A run that took every worker down with it is ended with its reason instead of being tried again.
    """
    ended, waiting = [], []
    for run in stale_runs().only("pk", "attempt", "losses", "status", "findings", "cancel_requested_at"):
        losses = run.losses + (run.status == RunStatus.RUNNING)
        if run.cancel_requested_at is not None:
            _end(run, RunStatus.CANCELLED, "run-cancelled-while-lost", losses)
            ended.append(str(run.pk))
        elif losses >= settings.RUN_MAX_ATTEMPTS:
            _end(run, RunStatus.FAILED, "run-lost-too-often", losses)
            ended.append(str(run.pk))
        elif _mark_sent(run, losses):
            waiting.append(str(run.pk))
    return ended, waiting


def remove_leftovers() -> None:
    """Delete uploads and this machine's run folders that nobody works on: their process was killed before it could."""
    remove_abandoned()
    if not settings.RUNS_DIR.is_dir():
        return
    for folder in settings.RUNS_DIR.iterdir():
        run_id, _, attempt = folder.name.rpartition("-")
        if _is_run_id(run_id) and attempt.isdecimal() and _is_over(run_id, int(attempt)):
            shutil.rmtree(folder, ignore_errors=True)


def _mark_sent(run: Run, losses: int) -> bool:
    """Note that the message goes out again, so that the next sweep waits for it; False if the run moved on meanwhile."""
    sent = _unchanged(run).update(
        status=RunStatus.QUEUED,
        phase=RunPhase.WAITING,
        percent=0,
        losses=losses,
        simulates="",
        enqueued_at=timezone.now(),
    )
    if sent:
        log.warning("run-sent-again", run=str(run.pk), attempt=run.attempt)
    return bool(sent)


def _end(run: Run, status: RunStatus, code: str, losses: int) -> None:
    finding = FINDINGS.make(code, attempts=losses)
    _unchanged(run).update(
        status=status,
        phase=RunPhase.DONE,
        losses=losses,
        ended_at=timezone.now(),
        estimated_end_at=None,
        findings=[*run.findings, finding.to_json()],
    )


def _unchanged(run: Run) -> QuerySet[Run]:
    """The run if it is still as the sweep saw it: a worker that was only slow may have come back."""
    same = Run.objects.filter(pk=run.pk, attempt=run.attempt, status=run.status)
    return same.filter(lease_expires_at__lt=timezone.now()) if run.status == RunStatus.RUNNING else same


def _is_run_id(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def _is_over(run_id: str, attempt: int) -> bool:
    """Whether an attempt of a run has ended; a run of another database says nothing."""
    run = Run.objects.filter(pk=run_id).only("attempt", "status").first()
    return run is not None and (run.attempt != attempt or run.status != RunStatus.RUNNING)
