"""The right to work on a run: taken by an UPDATE that names the attempt, kept by a heartbeat, lost to a newer attempt.

Celery may deliver a task twice and a worker may die at any point. The row decides: only the holder of the newest attempt writes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models import Q
from django.utils import timezone

from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.operating.workers import is_stopping

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another attempt has taken the run over; this one must leave the row alone."""


class Held(Protocol):
    """A right that lasts as long as it is said again; `update` raises LeaseLost once it is another's."""

    def update(self) -> None: ...


@dataclass(slots=True)
class Lease:
    """The right to work on one run, kept alive by a heartbeat."""

    run_id: str
    attempt: int
    started_at: datetime
    worker: str = ""

    def update(self, **fields: Any) -> None:
        """Write to the row while it is still ours; a database that is away is waited for as long as the lease lasts.

        Raises:
            LeaseLost: the row belongs to a newer attempt, or the run is over.
            OperationalError, InterfaceError: the database stayed away.
        """
        deadline = time.monotonic() + settings.RUN_LEASE_S
        while True:
            try:
                self._write(fields | {"lease_expires_at": _lease_end()})
            except (OperationalError, InterfaceError):
                if connection.in_atomic_block or time.monotonic() > deadline:
                    raise
                connection.close()
                time.sleep(settings.RUN_LEASE_S / 30)
            else:
                return

    def _write(self, fields: dict[str, Any]) -> None:
        held = Run.objects.filter(pk=self.run_id, attempt=self.attempt, status=RunStatus.RUNNING)
        if not held.update(**fields):
            raise LeaseLost(f"run {self.run_id} attempt {self.attempt}")

    def cancel_requested(self) -> bool:
        return Run.objects.filter(pk=self.run_id, cancel_requested_at__isnull=False).exists()

    def stop_wanted(self) -> bool:
        """Whether the engine is to stop: the run is to be cancelled, or its worker to end. Without an answer it goes on."""
        try:
            return self.cancel_requested() or is_stopping(self.worker)
        except (OperationalError, InterfaceError):
            log.warning("database-away", run=self.run_id)
            connection.close()
            return False

    def hand_back(self, **fields: Any) -> None:
        """Let the run wait again, for whoever comes; that no worker was lost is what the count of losses says."""
        waiting = {"phase": RunPhase.WAITING, "percent": 0, "estimated_end_at": None, "simulates": ""}
        self.update(status=RunStatus.QUEUED, enqueued_at=timezone.now(), **waiting | fields)
        end_unwanted(self.run_id)  # who cancelled it until now left its end to this worker


def end_unwanted(run_id: UUID | str) -> None:
    """End a run that waits although it is to be cancelled."""
    unwanted = Run.objects.filter(pk=run_id, status=RunStatus.QUEUED, cancel_requested_at__isnull=False)
    unwanted.update(status=RunStatus.CANCELLED, ended_at=timezone.now(), phase=RunPhase.DONE)


def claim(run_id: str, worker: str) -> Lease | None:
    """Take a waiting run, or one whose worker fell silent. None when it is over or in somebody's hands.

    The UPDATE names the attempt that was read, so that of two who read the same only one succeeds.
    """
    now = timezone.now()
    silent = Q(status=RunStatus.RUNNING, lease_expires_at__lt=now, losses__lt=settings.RUN_MAX_ATTEMPTS - 1)
    waiting = Q(status=RunStatus.QUEUED, waits_for__isnull=True)
    claimable = Run.objects.filter(waiting | silent, pk=run_id)
    seen = claimable.values_list("attempt", "status", "losses").first()
    if seen is None:
        return None
    last, status, losses = seen
    taken = claimable.filter(attempt=last, status=status).update(
        status=RunStatus.RUNNING,
        attempt=last + 1,
        losses=losses + (status == RunStatus.RUNNING),
        worker=worker,
        lease_expires_at=_lease_end(),
        started_at=now,
        phase=RunPhase.PREPARING,
        percent=0,
        estimated_end_at=None,
        simulates="",
        findings=[],
    )
    return Lease(run_id, last + 1, now, worker) if taken else None


@contextmanager
def heartbeat(lease: Held) -> Iterator[None]:
    """Keep the lease while the work is silent; ends by itself when the lease is lost."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(stop, lease), name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _beat_until(stop: threading.Event, lease: Held) -> None:
    while not stop.wait(settings.RUN_LEASE_S / 4):
        try:
            lease.update()
        except LeaseLost:
            return
        except DatabaseError:  # the next beat may get through before the lease ends
            log.warning("heartbeat-missed", lease=str(lease))
        finally:
            connection.close()


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.RUN_LEASE_S)
