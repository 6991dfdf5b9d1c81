"""Finding runs that nobody works on: the worker died, or the broker lost the message."""

from __future__ import annotations

from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.selectors import stale_runs
from standard_site.lib.findings import FindingCatalogue

FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))
log = structlog.get_logger(__name__)


def give_up_or_release() -> list[str]:
    """The ids of runs to send again. A run that took every worker down with it is ended with its reason instead."""
    released = []
    for run in stale_runs().only("pk", "attempt", "status", "findings", "cancel_requested_at"):
        if run.cancel_requested_at is not None:
            _end(run, RunStatus.CANCELLED, "run-cancelled-while-lost")
        elif run.attempt >= settings.RUN_MAX_ATTEMPTS:
            _end(run, RunStatus.FAILED, "run-lost-too-often")
        elif _mark_sent(run):
            released.append(str(run.pk))
    return released


def _mark_sent(run: Run) -> bool:
    """Note that the message goes out again, so that the next sweep waits for it; False if the run moved on meanwhile."""
    same = Run.objects.filter(pk=run.pk, attempt=run.attempt, status=run.status)
    if run.status == RunStatus.RUNNING:
        same = same.filter(lease_expires_at__lt=timezone.now())
    sent = bool(
        same.update(status=RunStatus.QUEUED, phase=RunPhase.WAITING, percent=0, enqueued_at=timezone.now())
    )
    if sent:
        log.warning("run-sent-again", run=str(run.pk), attempt=run.attempt)
    return sent


def _end(run: Run, status: RunStatus, code: str) -> None:
    finding = FINDINGS.make(code, attempts=run.attempt)
    Run.objects.filter(pk=run.pk, attempt=run.attempt, status=run.status).update(
        status=status,
        phase=RunPhase.DONE,
        ended_at=timezone.now(),
        findings=[*run.findings, finding.to_json()],
    )
