"""Identical runs under way share one simulation: one holds the key and simulates, the others wait for how it ends.

Who waits is in nobody's hands, waits only for a running row, and holds nothing itself: there is no circle to wait in.
"""

from __future__ import annotations

import structlog
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from energyplus_runs.leasing import Lease
from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.outcomes import taken_over

log = structlog.get_logger(__name__)


def simulates_alone(lease: Lease, key: str) -> bool:
    """Whether this run is the one to simulate; else it was put to wait for the one that does.

    The database lets one running row hold a key, whatever the machines.
    """
    while True:
        try:
            with transaction.atomic():
                lease.update(simulates=key)
        except IntegrityError:
            holder = Run.objects.filter(simulates=key, status=RunStatus.RUNNING).only("pk").first()
            if holder is not None:
                log.info("run-shares", run=lease.run_id, simulated_by=str(holder.pk))
                lease.hand_back(waits_for=holder, phase=RunPhase.SHARING)
                return False
        else:
            return True


def settle_waiters(run: Run) -> tuple[list[Run], list[Run]]:
    """What waited for a run that is no longer under way: those that took its result, and those that wait for a worker again.

    A cancelled, failed or lost run gives nothing: the first of its waiters to get a worker simulates.
    """
    if run.status == RunStatus.RUNNING:
        return [], []
    waiters = list(Run.objects.filter(waits_for=run, status=RunStatus.QUEUED))
    if run.status == RunStatus.SUCCEEDED:
        return [waiter for waiter in waiters if _take_over(waiter, run)], []
    return [], [waiter for waiter in waiters if _release(waiter)]


def left_waiting() -> QuerySet[Run]:
    """The runs that are no longer under way although others still wait for them."""
    waiters = Run.objects.filter(status=RunStatus.QUEUED, waits_for__isnull=False)
    leaders = waiters.exclude(waits_for__status=RunStatus.RUNNING).values("waits_for")
    return Run.objects.filter(pk__in=leaders)


def _take_over(waiter: Run, done: Run) -> bool:
    fields = taken_over(done, waiter)
    return bool(_still_waiting(waiter).update(**fields, waits_for=None))


def _release(waiter: Run) -> bool:
    waiting = {"waits_for": None, "phase": RunPhase.WAITING, "enqueued_at": timezone.now()}
    return bool(_still_waiting(waiter).update(**waiting))


def _still_waiting(waiter: Run) -> QuerySet[Run]:
    """Nobody cancelled it or settled it meanwhile."""
    same = Run.objects.filter(pk=waiter.pk, status=RunStatus.QUEUED, cancel_requested_at__isnull=True)
    return same.filter(waits_for=waiter.waits_for_id)
