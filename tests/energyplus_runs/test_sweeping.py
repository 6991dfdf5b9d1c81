"""What the sweep brings back, what it ends, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from energyplus_runs.actions import cancel_run
from energyplus_runs.leasing import claim
from energyplus_runs.models import Run, RunStatus
from energyplus_runs.sweeping import give_up_or_release, remove_leftovers

MakeRun = Callable[..., Run]


def ago(seconds: float) -> datetime:
    return timezone.now() - timedelta(seconds=seconds)


def put(run: Run, **columns: Any) -> Run:
    Run.objects.filter(pk=run.pk).update(**columns)
    run.refresh_from_db()
    return run


def test_a_run_whose_worker_fell_silent_waits_again(make_run: MakeRun) -> None:
    run = make_run()
    claim(str(run.pk), "gone")
    assert give_up_or_release()[1] == []
    put(run, lease_expires_at=ago(1), percent=40)
    assert give_up_or_release()[1] == [str(run.pk)]
    run.refresh_from_db()
    assert (run.status, run.percent, run.attempt) == (RunStatus.QUEUED, 0, 1)
    assert give_up_or_release()[1] == [], "the message that just went out is given its time"
    again = claim(str(run.pk), "next")
    assert again is not None
    assert again.attempt == 2


@pytest.mark.parametrize(
    ("enqueued", "requested", "sent_again"),
    [
        (31, 31, True),  # the message was lost on the way
        (29, 500, False),  # it may still arrive
        (None, 31, True),  # nobody ever sent one: the process died after its commit
        (None, 29, False),
    ],
)
def test_a_lost_message_is_sent_again(
    make_run: MakeRun, service: Any, enqueued: float | None, requested: float, sent_again: bool
) -> None:
    service.RUN_LEASE_S = 30
    run = make_run()
    put(run, enqueued_at=None if enqueued is None else ago(enqueued), requested_at=ago(requested))
    assert give_up_or_release()[1] == ([str(run.pk)] if sent_again else [])


def test_a_run_that_kills_its_workers_is_ended_with_its_reason(make_run: MakeRun, service: Any) -> None:
    service.RUN_MAX_ATTEMPTS = 3
    run = make_run()
    for attempt in (1, 2, 3):
        lease = claim(str(run.pk), f"worker {attempt}")
        assert lease is not None
        put(run, lease_expires_at=ago(1))
        _, released = give_up_or_release()
        assert released == ([str(run.pk)] if attempt < 3 else [])
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert [finding["code"] for finding in run.findings] == ["run-lost-too-often"]
    assert "3" in run.findings[0]["message"]["zh-hans"]
    assert run.ended_at is not None


def test_a_run_cancelled_while_it_was_lost_ends_cancelled(make_run: MakeRun) -> None:
    run = make_run()
    claim(str(run.pk), "gone")
    assert cancel_run(run) is True
    put(run, lease_expires_at=ago(1))
    assert give_up_or_release()[1] == []
    run.refresh_from_db()
    assert (run.status, run.findings[0]["code"]) == (RunStatus.CANCELLED, "run-cancelled-while-lost")


@pytest.mark.parametrize("losses", [0, 2])
def test_a_worker_that_was_only_slow_is_left_alone(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch, losses: int
) -> None:
    """Its heartbeat arrives between the sweep's look and the sweep's write."""
    run = make_run()
    put(run, losses=losses)
    lease = claim(str(run.pk), "slow")
    assert lease is not None
    put(run, lease_expires_at=ago(1))
    seen = list(Run.objects.all())
    lease.update(percent=50)

    class Seen:
        def only(self, *columns: str) -> list[Run]:
            return seen

    monkeypatch.setattr("energyplus_runs.sweeping.stale_runs", Seen)
    assert give_up_or_release()[1] == []
    run.refresh_from_db()
    assert (run.status, run.percent) == (RunStatus.RUNNING, 50)


def test_runs_that_are_over_are_left_alone(make_run: MakeRun) -> None:
    run = make_run()
    for status in (RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED):
        put(run, status=status, results={}, lease_expires_at=ago(99), enqueued_at=ago(99))
        assert give_up_or_release()[1] == []


def test_folders_of_killed_attempts_are_removed_and_no_others(make_run: MakeRun, service: Any) -> None:
    run, other = make_run(), make_run()
    for _ in range(2):
        claim(str(run.pk), "worker")
        put(run, lease_expires_at=ago(1))
    claim(str(run.pk), "worker")
    unknown = "12345678-1234-1234-1234-123456789012"
    kept = {f"{run.pk}-3", f"{unknown}-1", "notes", f"{run.pk}-x"}
    for name in kept | {f"{run.pk}-1", f"{run.pk}-2", f"{other.pk}-1"}:
        (service.RUNS_DIR / name / "inner").mkdir(parents=True)
    remove_leftovers()
    assert {folder.name for folder in service.RUNS_DIR.iterdir()} == kept


def test_without_any_run_folder_there_is_nothing_to_remove(service: Any, db: None) -> None:
    remove_leftovers()
    assert not service.RUNS_DIR.exists()
