"""Who may work on a run, and who no longer may."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from energyplus_runs.actions import cancel_run
from energyplus_runs.leasing import Lease, LeaseLost, claim
from energyplus_runs.models import Run, RunPhase, RunStatus

MakeRun = Callable[..., Run]


def lease_ran_out(run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


def test_a_waiting_run_is_claimed_once(make_run: MakeRun) -> None:
    run = make_run()
    lease = claim(str(run.pk), "first")
    assert lease is not None
    assert claim(str(run.pk), "second") is None
    run.refresh_from_db()
    assert (run.status, run.attempt, run.worker, run.phase) == (
        RunStatus.RUNNING,
        1,
        "first",
        RunPhase.PREPARING,
    )


@pytest.mark.django_db(transaction=True)
def test_of_many_claimers_at_once_one_wins(make_run: MakeRun) -> None:
    run = make_run()
    start, won = threading.Barrier(8), []

    def try_it(number: int) -> None:
        start.wait()
        try:
            won.append(claim(str(run.pk), f"worker {number}"))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 8
    assert [lease.attempt for lease in won if lease is not None] == [1]
    run.refresh_from_db()
    assert run.attempt == 1


def test_a_lease_holds_until_it_runs_out(make_run: MakeRun) -> None:
    run = make_run()
    claim(str(run.pk), "first")
    assert claim(str(run.pk), "second") is None
    lease_ran_out(run)
    again = claim(str(run.pk), "second")
    assert again is not None
    assert again.attempt == 2


def test_every_write_keeps_the_lease(make_run: MakeRun, service: Any) -> None:
    service.RUN_LEASE_S = 60
    run = make_run()
    lease = claim(str(run.pk), "first")
    assert lease is not None
    lease_ran_out(run)
    lease.update(percent=12)
    run.refresh_from_db()
    assert run.percent == 12
    assert run.lease_expires_at is not None
    assert 55 < (run.lease_expires_at - timezone.now()).total_seconds() <= 60


def test_an_older_attempt_cannot_write(make_run: MakeRun) -> None:
    run = make_run()
    first = claim(str(run.pk), "first")
    lease_ran_out(run)
    second = claim(str(run.pk), "second")
    assert first is not None and second is not None
    with pytest.raises(LeaseLost):
        first.update(percent=99)
    second.update(percent=5)
    run.refresh_from_db()
    assert (run.percent, run.worker) == (5, "second")


@pytest.mark.parametrize("over", [RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED])
def test_a_run_that_is_over_is_nobodys(make_run: MakeRun, over: RunStatus) -> None:
    run = make_run()
    lease = claim(str(run.pk), "first")
    assert lease is not None
    Run.objects.filter(pk=run.pk).update(status=over, results={})
    with pytest.raises(LeaseLost):
        lease.update(percent=1)
    assert claim(str(run.pk), "second") is None


def test_no_more_attempts_than_allowed(make_run: MakeRun, service: Any) -> None:
    service.RUN_MAX_ATTEMPTS = 2
    run = make_run()
    for attempt in (1, 2):
        lease = claim(str(run.pk), f"worker {attempt}")
        assert lease is not None
        lease_ran_out(run)
    assert claim(str(run.pk), "worker 3") is None


def test_a_new_attempt_starts_from_nothing(make_run: MakeRun) -> None:
    run = make_run()
    lease = claim(str(run.pk), "first")
    assert lease is not None
    lease.update(percent=80, phase=RunPhase.SIMULATING, findings=[{"code": "old"}])
    lease_ran_out(run)
    claim(str(run.pk), "second")
    run.refresh_from_db()
    assert (run.percent, run.phase, run.findings, run.estimated_end_at) == (0, RunPhase.PREPARING, [], None)


def test_a_cancelled_waiting_run_is_not_claimed(make_run: MakeRun) -> None:
    run = make_run()
    assert cancel_run(run) is True
    assert claim(str(run.pk), "first") is None
    assert cancel_run(run) is False


def test_a_run_that_does_not_exist_is_nobodys(service: Any, db: None) -> None:
    assert claim("00000000-0000-0000-0000-000000000000", "first") is None


@pytest.mark.django_db(transaction=True)
def test_a_write_waits_for_a_database_that_is_away_for_a_moment(service: Any) -> None:
    """The connection is gone and the server refuses new ones, as while it is restarted."""
    service.RUN_LEASE_S = 6
    lease = Lease("00000000-0000-0000-0000-000000000000", 1, timezone.now(), "worker:1")
    refused: list[float] = []
    began = time.monotonic()

    def away(*_: Any) -> None:
        if time.monotonic() - began < 1:
            refused.append(time.monotonic())
            raise OperationalError("the database system is starting up")

    with connection.execute_wrapper(lambda execute, *args: away() or execute(*args)):
        assert lease.stop_wanted() is False
    with (
        pytest.raises(LeaseLost),
        connection.execute_wrapper(lambda execute, *args: away() or execute(*args)),
    ):
        lease.update(percent=1)
    assert len(refused) >= 3
