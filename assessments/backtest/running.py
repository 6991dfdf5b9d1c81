"""Carrying out a back-test: claim the row, judge chunk by chunk, save.

Judgements are kept chunk by chunk, so whoever takes over from a worker that died goes on where it stopped.
"""

from __future__ import annotations

from functools import lru_cache

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from assessments import leased
from assessments.backtest.comparing import Change, Comparison
from assessments.backtest.findings import FINDINGS
from assessments.backtest.judging import Judge
from assessments.backtest.keeping import forget_unused
from assessments.backtest.models import BackTest, BackTestChange, BackTestStatus
from assessments.backtest.population import Filters, chunks, members, population_digest
from assessments.backtest.reading import Chunk
from assessments.leased import Cancelled, Lease
from energyplus_runs.leasing import LeaseLost
from rules.engine.loading import load_edition_files
from rules.engine.schema import Edition as LoadedEdition
from rules.models import as_bytes
from standard_site.lib.findings import Finding

log = structlog.get_logger(__name__)


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
    """Take a back-test that waits or was left behind; None when it is over or in somebody's hands."""
    return leased.claim(BackTest, back_test_id, worker, judged=0, findings=[])


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
    back_test = BackTest.objects.select_related("base", "edition").defer("files").get(pk=lease.pk)
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
    lease.complete(result={**comparison.to_json(), "seconds": round(seconds, 2)})
    forget_unused()


def _save(lease: Lease, changes: list[Change], before: int, judged: int) -> None:
    """The changes of one chunk together with the progress; stops here when somebody wants it stopped."""
    with transaction.atomic():
        lease.update(judged=judged)
        BackTestChange.objects.bulk_create(
            [_row(lease.pk, number, change) for number, change in enumerate(changes, start=before + 1)],
            batch_size=500,
        )
    lease.go_on()


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
            lease.end(status, findings)
            BackTestChange.objects.filter(back_test__pk=lease.pk).delete()
    except LeaseLost:
        log.warning("back-test-lease-lost", back_test=lease.pk)


def give_up_or_release() -> list[str]:
    """The ids of back-tests to send again."""
    return leased.give_up_or_release(
        BackTest, lambda attempts: FINDINGS.make("back-test-lost", attempts=attempts)
    )
