"""Carrying out a back-test: claim the row, judge chunk by chunk, save.

A task may come twice and a worker may die at any point. The row decides, as with simulations: only the holder of the newest
attempt writes. Judgements are kept chunk by chunk, so whoever takes over goes on where the other stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.backtest.comparing import Change, Comparison
from assessments.backtest.findings import FINDINGS
from assessments.backtest.judging import Judge
from assessments.backtest.keeping import forget_unused
from assessments.backtest.models import OPEN_BACK_TESTS, BackTest, BackTestChange, BackTestStatus
from assessments.backtest.population import Filters, chunks, members, population_digest
from assessments.backtest.reading import Chunk
from rules.engine.loading import load_edition_files
from rules.engine.schema import Edition as LoadedEdition
from rules.models import as_bytes
from standard_site.lib.findings import Finding

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another attempt has taken over, or the back-test is over; this one leaves the row alone."""


class Cancelled(Exception):
    """Somebody asked for the work to stop."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one back-test."""

    back_test_id: str
    attempt: int
    started_at: datetime

    def update(self, **fields: Any) -> None:
        """Write to the row while it is still ours. Raises LeaseLost."""
        held = BackTest.objects.filter(
            pk=self.back_test_id, attempt=self.attempt, status=BackTestStatus.RUNNING
        )
        if not held.update(lease_expires_at=_lease_end(), **fields):
            raise LeaseLost(f"back-test {self.back_test_id} attempt {self.attempt}")

    def end(self, status: BackTestStatus, **fields: Any) -> None:
        self.update(status=status, ended_at=timezone.now(), **fields)


def tested_edition(back_test: BackTest) -> LoadedEdition:
    """What is tested, as it was when it was asked for."""
    if back_test.edition is not None:
        return back_test.edition.loaded()
    return _loaded_draft(str(back_test.pk))


@lru_cache(maxsize=4)
def _loaded_draft(back_test_id: str) -> LoadedEdition:
    files = BackTest.objects.values_list("files", flat=True).get(pk=back_test_id)
    return load_edition_files(as_bytes(files or {}))


def claim(back_test_id: str, worker: str) -> Lease | None:
    """Take a waiting back-test, or one whose worker fell silent; None when it is over or in somebody's hands."""
    now = timezone.now()
    waiting = Q(status=BackTestStatus.WAITING) | Q(status=BackTestStatus.RUNNING, lease_expires_at__lt=now)
    claimable = BackTest.objects.filter(waiting, pk=back_test_id, attempt__lt=settings.RUN_MAX_ATTEMPTS)
    last = claimable.values_list("attempt", flat=True).first()
    if last is None:
        return None
    taken = claimable.filter(attempt=last).update(
        status=BackTestStatus.RUNNING,
        attempt=last + 1,
        worker=worker,
        lease_expires_at=_lease_end(),
        started_at=now,
        judged=0,
        findings=[],
    )
    return Lease(back_test_id, last + 1, now) if taken else None


def execute(back_test_id: str, worker: str) -> None:
    """Carry out a back-test to its end. Safe to call twice.

    Raises:
        OperationalError, InterfaceError: the database is out of reach; the sweep has it done again.
    """
    lease = claim(back_test_id, worker)
    if lease is None:
        return
    try:
        _work(lease)
    except LeaseLost:
        log.warning("back-test-lease-lost", back_test=back_test_id)
    except Cancelled:
        _end(lease, BackTestStatus.CANCELLED, [])
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # a defect of ours must not be tried again and again as if a worker had died
        log.exception("back-test-defect", back_test=back_test_id)
        _end(lease, BackTestStatus.FAILED, [FINDINGS.make("back-test-failed")])


def _work(lease: Lease) -> None:
    back_test = BackTest.objects.select_related("base", "edition").defer("files").get(pk=lease.back_test_id)
    comparison = Comparison(Judge(back_test.base.loaded()), Judge(tested_edition(back_test)))
    keys = members(Filters.from_json(back_test.filters), back_test.as_of)
    with transaction.atomic():
        lease.update(submissions=len(keys), population_digest=population_digest(keys))
        back_test.changes.all().delete()  # of an attempt that did not come to its end
    for part in chunks(keys):
        before = comparison.changers
        changes = comparison.add(Chunk(part))
        _save(lease, changes, before, comparison.submissions)
    seconds = (timezone.now() - lease.started_at).total_seconds()
    lease.end(BackTestStatus.DONE, result={**comparison.to_json(), "seconds": round(seconds, 2)})
    forget_unused()


def _save(lease: Lease, changes: list[Change], before: int, judged: int) -> None:
    """The changes of one chunk together with the progress; stops here when somebody wants it stopped."""
    with transaction.atomic():
        lease.update(judged=judged)
        BackTestChange.objects.bulk_create(
            [
                _row(lease.back_test_id, number, change)
                for number, change in enumerate(changes, start=before + 1)
            ],
            batch_size=500,
        )
    if BackTest.objects.filter(pk=lease.back_test_id, cancel_requested_at__isnull=False).exists():
        raise Cancelled


def _row(back_test_id: str, number: int, change: Change) -> BackTestChange:
    return BackTestChange(
        back_test_id=back_test_id,
        number=number,
        assessment_id=change.assessment,
        gate_before=change.gate[0],
        gate_after=change.gate[1],
        rating_before=change.rating[0],
        rating_after=change.rating[1],
        total_before=change.total[0],
        total_after=change.total[1],
        criteria=f"|{'|'.join(change.criteria)}|" if change.criteria else "",
        requirements=change.requirements,
    )


def _end(lease: Lease, status: BackTestStatus, findings: list[Finding]) -> None:
    try:
        with transaction.atomic():
            lease.end(status, findings=[finding.to_json() for finding in findings])
            BackTestChange.objects.filter(back_test__pk=lease.back_test_id).delete()
    except LeaseLost:
        log.warning("back-test-lease-lost", back_test=lease.back_test_id)


def give_up_or_release() -> list[str]:
    """The ids of back-tests to send again: their worker died or the message was lost. What failed too often is ended instead."""
    released = []
    for back_test in _stale().only("pk", "attempt", "status", "cancel_requested_at"):
        if back_test.cancel_requested_at is not None:
            _give_up(back_test, BackTestStatus.CANCELLED, [])
        elif back_test.attempt >= settings.RUN_MAX_ATTEMPTS:
            lost = FINDINGS.make("back-test-lost", attempts=back_test.attempt)
            _give_up(back_test, BackTestStatus.FAILED, [lost.to_json()])
        elif _unchanged(back_test).update(status=BackTestStatus.WAITING, enqueued_at=timezone.now()):
            log.warning("back-test-sent-again", back_test=str(back_test.pk), attempt=back_test.attempt)
            released.append(str(back_test.pk))
    return released


def _stale() -> QuerySet[BackTest]:
    now = timezone.now()
    lost_message = now - timedelta(seconds=settings.RUN_LEASE_S)
    return BackTest.objects.filter(
        Q(status=BackTestStatus.RUNNING, lease_expires_at__lt=now)
        | Q(status=BackTestStatus.WAITING, enqueued_at__lt=lost_message)
    ).order_by("requested_at")


def _give_up(back_test: BackTest, status: BackTestStatus, findings: list[dict[str, Any]]) -> None:
    _unchanged(back_test).update(status=status, ended_at=timezone.now(), findings=findings)


def _unchanged(back_test: BackTest) -> QuerySet[BackTest]:
    """The row if it is still as the sweep saw it: a worker that was only slow may have come back."""
    same = BackTest.objects.filter(
        pk=back_test.pk, attempt=back_test.attempt, status=back_test.status, status__in=OPEN_BACK_TESTS
    )
    return (
        same.filter(lease_expires_at__lt=timezone.now())
        if back_test.status == BackTestStatus.RUNNING
        else same
    )


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.RUN_LEASE_S)
