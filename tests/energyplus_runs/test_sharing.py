"""Identical runs under way share one simulation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from energyplus_runs.actions import cancel_run
from energyplus_runs.execution import carry_out
from energyplus_runs.following import follow_up
from energyplus_runs.leasing import claim
from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.outcomes import save_cancelled
from energyplus_runs.sharing import left_waiting, simulates_alone
from energyplus_runs.tasks import sweep
from tests.energyplus_runs.conftest import box_text
from tests.energyplus_runs.test_execution import Watcher

MakeRun = Callable[..., Run]
pytestmark = pytest.mark.django_db(transaction=True)


def held(run: Run) -> Any:
    lease = claim(str(run.pk), "worker")
    assert lease is not None
    return lease


def state(run: Run) -> tuple[str, str, Any]:
    run.refresh_from_db()
    return run.status, run.phase, run.waits_for_id


def pair(make_run: MakeRun) -> tuple[Run, Any, Run]:
    """One that simulates, and one that waits for it."""
    first, second = make_run(), make_run()
    lease = held(first)
    assert simulates_alone(lease, "key")
    assert not simulates_alone(held(second), "key")
    assert state(second) == (RunStatus.QUEUED, RunPhase.SHARING, first.pk)
    return first, lease, second


def test_of_many_at_once_one_simulates_and_all_others_wait_for_it(make_run: MakeRun) -> None:
    leases = [held(make_run()) for _ in range(8)]
    start, alone = threading.Barrier(8), []

    def ask(lease: Any) -> None:
        start.wait()
        try:
            if simulates_alone(lease, "key"):
                alone.append(lease.run_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(lease,)) for lease in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(alone) == 1
    assert Run.objects.filter(status=RunStatus.QUEUED, waits_for=alone[0]).count() == 7


def test_who_waits_takes_the_result(make_run: MakeRun) -> None:
    first, _, second = pair(make_run)
    assert claim(str(second.pk), "another") is None
    Run.objects.filter(pk=second.pk).update(findings=[{"code": "of-its-own"}])
    results = {"results": {"simulated_hours": 8760}, "results_digest": "d", "wall_s": 2.0}
    Run.objects.filter(pk=first.pk).update(
        status=RunStatus.SUCCEEDED, findings=[{"code": "engine"}], **results
    )
    follow_up(str(first.pk))
    second.refresh_from_db()
    assert (second.status, second.cached_from, second.phase) == (RunStatus.SUCCEEDED, first, RunPhase.DONE)
    assert (second.results, second.results_digest) == (results["results"], "d")
    assert [finding["code"] for finding in second.findings] == ["of-its-own", "engine"]


@pytest.mark.parametrize("end", ["cancelled", "failed", "handed back", "lost"])
def test_who_waits_takes_over_when_nothing_comes_of_it(make_run: MakeRun, end: str) -> None:
    first, lease, second = pair(make_run)
    if end == "cancelled":
        cancel_run(first)
        save_cancelled(lease, [])
    elif end == "failed":
        Run.objects.filter(pk=first.pk).update(status=RunStatus.FAILED)
    elif end == "handed back":
        lease.hand_back()
    else:
        Run.objects.filter(pk=first.pk).update(lease_expires_at=timezone.now(), losses=9)
    sweep()
    assert state(second) == (RunStatus.QUEUED, RunPhase.WAITING, None)
    assert second.cancel_requested_at is None
    assert simulates_alone(held(second), "key")


@pytest.mark.parametrize("shares", [True, False])
def test_one_that_is_cancelled_while_it_is_prepared_waits_for_nobody(make_run: MakeRun, shares: bool) -> None:
    first, second = make_run(), make_run()
    assert simulates_alone(held(first), "key")
    lease = held(second)
    assert cancel_run(second)
    if shares:
        assert not simulates_alone(lease, "key")
    else:
        lease.hand_back()
    assert state(second)[:2] == (RunStatus.CANCELLED, RunPhase.DONE)
    assert second.ended_at is not None


def test_cancelling_who_waits_changes_nothing_for_the_other(make_run: MakeRun) -> None:
    first, lease, second = pair(make_run)
    assert cancel_run(second)
    assert state(second)[0] == RunStatus.CANCELLED
    lease.update(percent=50)
    Run.objects.filter(pk=first.pk).update(status=RunStatus.SUCCEEDED, results={})
    follow_up(str(first.pk))
    assert state(second)[0] == RunStatus.CANCELLED


def test_one_that_ended_before_anybody_saw_who_waits_is_settled_by_the_sweep(make_run: MakeRun) -> None:
    first, _, second = pair(make_run)
    assert not left_waiting().exists()
    Run.objects.filter(pk=first.pk).update(status=RunStatus.SUCCEEDED, results={})
    assert left_waiting().get() == first
    sweep()
    assert state(second)[0] == RunStatus.SUCCEEDED
    assert not left_waiting().exists()


@pytest.mark.engine
def test_two_workers_with_the_same_model_start_the_engine_once(make_run: MakeRun) -> None:
    first, second = make_run(box_text(16)), make_run(box_text(16))  # long enough for the other to join in
    seen = []

    def join_in(_: Run) -> None:
        carry_out(held(second))
        seen.append(state(second))

    watcher = Watcher(first, RunPhase.SIMULATING, join_in)
    watcher.start()
    carry_out(held(first))
    watcher.join()
    follow_up(str(first.pk))
    assert seen == [(RunStatus.QUEUED, RunPhase.SHARING, first.pk)]
    assert state(second)[0] == RunStatus.SUCCEEDED
    assert second.cached_from_id == first.pk
    assert second.preparation and second.prepared_id == Run.objects.get(pk=first.pk).prepared_id
