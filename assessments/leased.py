"""Work that a row holds and a worker does: claimed, kept by a lease, ended, taken up again when the worker fell silent.

A task may come twice and a worker may die at any point. The row decides, as with simulations: only the holder of the newest
attempt writes. Who asks for the work to stop is told that it stops, so that it never ends as done afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from energyplus_runs.leasing import LeaseLost
from standard_site.lib.findings import Finding

WAITING: Final = "waiting"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"

log = structlog.get_logger(__name__)


class LeasedWork(models.Model):
    """What every such row has; its `status` is one of the words above, in the words of its own people."""

    status: Any
    enqueued_at: Any
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=200, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    findings = models.JSONField(default=list)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.status in (WAITING, RUNNING)


class Cancelled(Exception):
    """Somebody asked for the work to stop."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one row."""

    kind: type[LeasedWork]
    pk: str
    attempt: int
    started_at: datetime

    @property
    def held(self) -> QuerySet[Any]:
        """The row while it is ours."""
        return _rows(self.kind).filter(pk=self.pk, attempt=self.attempt, status=RUNNING)

    def update(self, **fields: Any) -> None:
        """Write to the row while it is still ours. Raises LeaseLost."""
        if not self.held.update(lease_expires_at=_lease_end(), **fields):
            raise LeaseLost(f"{self.kind.__name__} {self.pk} attempt {self.attempt}")

    def go_on(self) -> None:
        """Raises Cancelled when somebody wants the work stopped."""
        if _rows(self.kind).filter(pk=self.pk, cancel_requested_at__isnull=False).exists():
            raise Cancelled

    def complete(self, findings: Iterable[Finding] = (), **fields: Any) -> None:
        """Write what came of it. Raises Cancelled where somebody was told meanwhile that it stops, and LeaseLost."""
        wanted = self.held.filter(cancel_requested_at__isnull=True)
        if not wanted.update(**_ending(DONE, findings), **fields):
            self.update()
            raise Cancelled

    def end(self, status: str, findings: Iterable[Finding] = (), **fields: Any) -> None:
        """Write that it came to another end. Raises LeaseLost."""
        self.update(**_ending(status, findings), **fields)


def claim(kind: type[LeasedWork], pk: str, worker: str, **begun: Any) -> Lease | None:
    """Take a waiting row, or one whose worker fell silent; None when it is over, to be stopped, or in somebody's hands.

    `begun` is written to it as the attempt begins.
    """
    now = timezone.now()
    free = Q(status=WAITING) | Q(status=RUNNING, lease_expires_at__lt=now)
    wanted = Q(pk=pk, cancel_requested_at__isnull=True, attempt__lt=settings.RUN_MAX_ATTEMPTS)
    claimable = _rows(kind).filter(free, wanted)
    last = claimable.values_list("attempt", flat=True).first()
    if last is None:
        return None
    taken = claimable.filter(attempt=last).update(
        status=RUNNING,
        attempt=last + 1,
        worker=worker,
        lease_expires_at=_lease_end(),
        started_at=now,
        **begun,
    )
    return Lease(kind, pk, last + 1, now) if taken else None


@transaction.atomic
def cancel(row: LeasedWork) -> bool:
    """Stop a row's work; False when it was over already."""
    rows, now = _rows(type(row)).filter(pk=row.pk), timezone.now()
    rows.select_for_update().first()  # the sweep lets it wait again before or after, not between the two questions
    if rows.filter(status=WAITING).update(status=CANCELLED, cancel_requested_at=now, ended_at=now):
        return True
    return bool(rows.filter(status=RUNNING).update(cancel_requested_at=now))


def give_up_or_release(kind: type[LeasedWork], lost: Callable[[int], Finding]) -> list[str]:
    """The keys of rows to send again: their worker died or the message was lost.

    What was tried too often is ended instead, with what `lost` says of so many attempts.
    """
    released = []
    for row in _stale(kind).only("pk", "attempt", "status", "cancel_requested_at"):
        if row.cancel_requested_at is not None:
            _unchanged(row).update(**_ending(CANCELLED))
        elif row.attempt >= settings.RUN_MAX_ATTEMPTS:
            _unchanged(row).update(**_ending(FAILED, [lost(row.attempt)]))
        elif _released(row):
            log.warning("work-sent-again", kind=kind.__name__, key=str(row.pk), attempt=row.attempt)
            released.append(str(row.pk))
    return released


def _stale(kind: type[LeasedWork]) -> QuerySet[Any]:
    now = timezone.now()
    lost_message = now - timedelta(seconds=settings.RUN_LEASE_S)
    silent = Q(status=RUNNING, lease_expires_at__lt=now)
    return (
        _rows(kind).filter(silent | Q(status=WAITING, enqueued_at__lt=lost_message)).order_by("requested_at")
    )


def _released(row: LeasedWork) -> bool:
    """Let it wait again; False when it moved on or was cancelled meanwhile."""
    wanted = _unchanged(row).filter(cancel_requested_at__isnull=True)
    return bool(wanted.update(status=WAITING, enqueued_at=timezone.now()))


def _unchanged(row: LeasedWork) -> QuerySet[Any]:
    """The row if it is still as the sweep saw it: a worker that was only slow may have come back."""
    same = _rows(type(row)).filter(pk=row.pk, attempt=row.attempt, status=row.status)
    return same.filter(lease_expires_at__lt=timezone.now()) if row.status == RUNNING else same


def _ending(status: str, findings: Iterable[Finding] = ()) -> dict[str, Any]:
    return {
        "status": status,
        "ended_at": timezone.now(),
        "findings": [finding.to_json() for finding in findings],
    }


def _rows(kind: type[LeasedWork]) -> QuerySet[Any]:
    return kind._default_manager.all()


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.RUN_LEASE_S)
