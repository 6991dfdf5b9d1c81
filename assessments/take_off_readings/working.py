"""Carrying out a reading: claim the row, read, save."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

import structlog
from django.db import InterfaceError, OperationalError

from assessments import leased
from assessments.leased import Cancelled, Lease
from assessments.take_off_readings.findings import FINDINGS
from assessments.take_off_readings.models import ReadingStatus, TakeOffReading
from assessments.take_off_readings.reading import read_source
from energyplus_runs.leasing import LeaseLost, heartbeat
from standard_site.files.actions import store_bytes

log = structlog.get_logger(__name__)
TOLD_EVERY_S: Final = 1.0


@dataclass(slots=True)
class _Told:
    """Writes progress about once a second, and stops the reading when somebody wants that."""

    lease: Lease
    _next: float = field(default_factory=time.monotonic)

    def __call__(self, done: int, total: int | None) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + TOLD_EVERY_S
        self.lease.update(done=done, total=total)
        self.lease.go_on()


def claim(reading_id: str, worker: str) -> Lease | None:
    """Take a reading that waits or was left behind; None when it is over or in somebody's hands."""
    return leased.claim(TakeOffReading, reading_id, worker, done=0, total=None)


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


def _work_to_an_end(lease: Lease) -> None:
    try:
        _work(lease)
    except Cancelled:
        lease.end(ReadingStatus.CANCELLED)
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except Exception:  # a defect of ours must not be tried again and again as if a worker had died
        log.exception("reading-defect", reading=lease.pk)
        lease.end(ReadingStatus.FAILED, (FINDINGS.make("reading-defect"),))


def _work(lease: Lease) -> None:
    reading = TakeOffReading.objects.select_related("source").get(pk=lease.pk)
    data = reading.source.read_bytes()
    found = read_source(reading.kind, data, reading.file_name, reading.columns, _Told(lease))
    if found.text is None:
        lease.end(ReadingStatus.FAILED, found.findings)
        return
    lease.complete(found.findings, take_off=store_bytes(found.text), lines=found.lines)


def give_up_or_release() -> list[str]:
    """The ids of readings to send again."""
    return leased.give_up_or_release(
        TakeOffReading, lambda attempts: FINDINGS.make("reading-lost", attempts=attempts)
    )
