"""Carrying out a reading: claim the row, read, save; and finding those that nobody works on.

A task may come twice and a worker may die at any point. The row decides, as with simulations: only the holder of the newest
attempt writes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.take_off_readings.findings import FINDINGS
from assessments.take_off_readings.models import OPEN_READINGS, ReadingStatus, TakeOffReading
from assessments.take_off_readings.reading import read_source
from energyplus_runs.leasing import LeaseLost, heartbeat
from standard_site.files.actions import store_bytes
from standard_site.lib.findings import Finding

log = structlog.get_logger(__name__)
TOLD_EVERY_S: Final = 1.0


class Cancelled(Exception):
    """Somebody asked for the reading to stop."""


@dataclass(frozen=True, slots=True)
class ReadingLease:
    """The right to work on one reading."""

    reading_id: str
    attempt: int

    def update(self, **fields: Any) -> None:
        """Write to the row while it is still ours. Raises LeaseLost."""
        if not self.held.update(lease_expires_at=_lease_end(), **fields):
            raise LeaseLost(f"reading {self.reading_id} attempt {self.attempt}")

    @property
    def held(self) -> QuerySet[TakeOffReading]:
        """The row while it is ours."""
        return TakeOffReading.objects.filter(
            pk=self.reading_id, attempt=self.attempt, status=ReadingStatus.RUNNING
        )

    def complete(self, findings: tuple[Finding, ...], **fields: Any) -> None:
        """Write what was read. Raises Cancelled where somebody was told meanwhile that it stops, and LeaseLost."""
        told = [finding.to_json() for finding in findings]
        over = {"status": ReadingStatus.DONE, "ended_at": timezone.now(), "findings": told}
        if self.held.filter(cancel_requested_at__isnull=True).update(**over, **fields):
            return
        self.update()
        raise Cancelled

    def end(self, status: ReadingStatus, findings: tuple[Finding, ...] = (), **fields: Any) -> None:
        """Write how it ended. Raises LeaseLost."""
        told = [finding.to_json() for finding in findings]
        self.update(status=status, ended_at=timezone.now(), findings=told, **fields)


@dataclass(slots=True)
class _Told:
    """Writes progress about once a second, and stops the reading when somebody wants that."""

    lease: ReadingLease
    _next: float = field(default_factory=time.monotonic)

    def __call__(self, done: int, total: int | None) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + TOLD_EVERY_S
        self.lease.update(done=done, total=total)
        if TakeOffReading.objects.filter(
            pk=self.lease.reading_id, cancel_requested_at__isnull=False
        ).exists():
            raise Cancelled


def claim(reading_id: str, worker: str) -> ReadingLease | None:
    """Take a waiting reading, or one whose worker fell silent; None when it is over or in somebody's hands."""
    now = timezone.now()
    free = Q(status=ReadingStatus.WAITING) | Q(status=ReadingStatus.RUNNING, lease_expires_at__lt=now)
    wanted = Q(pk=reading_id, cancel_requested_at__isnull=True)
    claimable = TakeOffReading.objects.filter(wanted, free, attempt__lt=settings.RUN_MAX_ATTEMPTS)
    last = claimable.values_list("attempt", flat=True).first()
    if last is None:
        return None
    taken = claimable.filter(attempt=last).update(
        status=ReadingStatus.RUNNING,
        attempt=last + 1,
        worker=worker,
        lease_expires_at=_lease_end(),
        started_at=now,
        done=0,
        total=None,
    )
    return ReadingLease(reading_id, last + 1) if taken else None


def execute(reading_id: str, worker: str) -> None:
    """Carry out a reading to its end. Safe to call twice.

    Raises:
        OperationalError, InterfaceError: the database is out of reach; the sweep has it done again.
    """
    lease = claim(reading_id, worker)
    if lease is None:
        return
    try:
        with heartbeat(lease):
            _work_to_an_end(lease)
    except LeaseLost:
        log.warning("reading-lease-lost", reading=reading_id)


def _work_to_an_end(lease: ReadingLease) -> None:
    try:
        _work(lease)
    except Cancelled:
        lease.end(ReadingStatus.CANCELLED)
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except Exception:  # a defect of ours must not be tried again and again as if a worker had died
        log.exception("reading-defect", reading=lease.reading_id)
        lease.end(ReadingStatus.FAILED, (FINDINGS.make("reading-defect"),))


def _work(lease: ReadingLease) -> None:
    reading = TakeOffReading.objects.select_related("source").get(pk=lease.reading_id)
    data = reading.source.read_bytes()
    found = read_source(reading.kind, data, reading.file_name, reading.columns, _Told(lease))
    if found.text is None:
        lease.end(ReadingStatus.FAILED, found.findings)
        return
    lease.complete(found.findings, take_off=store_bytes(found.text), lines=found.lines)


def give_up_or_release() -> list[str]:
    """The ids of readings to send again: their worker died or the message was lost. What failed too often is ended instead."""
    released = []
    for reading in _stale().only("pk", "attempt", "status", "cancel_requested_at"):
        if reading.cancel_requested_at is not None:
            _give_up(reading, ReadingStatus.CANCELLED, [])
        elif reading.attempt >= settings.RUN_MAX_ATTEMPTS:
            lost = FINDINGS.make("reading-lost", attempts=reading.attempt)
            _give_up(reading, ReadingStatus.FAILED, [lost.to_json()])
        elif _released(reading):
            log.warning("reading-sent-again", reading=str(reading.pk), attempt=reading.attempt)
            released.append(str(reading.pk))
    return released


def _released(reading: TakeOffReading) -> bool:
    """Let it wait again; False when it moved on or was cancelled meanwhile."""
    wanted = _unchanged(reading).filter(cancel_requested_at__isnull=True)
    return bool(wanted.update(status=ReadingStatus.WAITING, enqueued_at=timezone.now()))


def _stale() -> QuerySet[TakeOffReading]:
    now = timezone.now()
    lost_message = now - timedelta(seconds=settings.RUN_LEASE_S)
    return TakeOffReading.objects.filter(
        Q(status=ReadingStatus.RUNNING, lease_expires_at__lt=now)
        | Q(status=ReadingStatus.WAITING, enqueued_at__lt=lost_message)
    ).order_by("requested_at")


def _give_up(reading: TakeOffReading, status: ReadingStatus, findings: list[dict[str, Any]]) -> None:
    _unchanged(reading).update(status=status, ended_at=timezone.now(), findings=findings)


def _unchanged(reading: TakeOffReading) -> QuerySet[TakeOffReading]:
    """The row if it is still as the sweep saw it: a worker that was only slow may have come back."""
    same = TakeOffReading.objects.filter(
        pk=reading.pk, attempt=reading.attempt, status=reading.status, status__in=OPEN_READINGS
    )
    running = reading.status == ReadingStatus.RUNNING
    return same.filter(lease_expires_at__lt=timezone.now()) if running else same


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.RUN_LEASE_S)
