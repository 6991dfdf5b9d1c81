"""Runs carried out with the real engine: every end is a status with its reasons, and nothing is left behind."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from energyplus_runs import leasing
from energyplus_runs.actions import cancel_run
from energyplus_runs.execution import carry_out, execute
from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.operating.acting import cancel_with_reason
from energyplus_runs.simulation.findings_preparation import CATALOGUE as PREPARATION
from tests.energyplus_runs.conftest import box_text

pytestmark = pytest.mark.engine
MakeRun = Callable[..., Run]


def carried_out(run: Run) -> Run:
    execute(str(run.pk), "test worker")
    run.refresh_from_db()
    return run


def codes(run: Run) -> list[str]:
    return [finding["code"] for finding in run.findings]


def nothing_left(service: Any) -> bool:
    return not service.RUNS_DIR.exists() or not list(service.RUNS_DIR.iterdir())


def test_a_run_succeeds_once_and_the_next_like_it_comes_from_the_cache(
    make_run: MakeRun, service: Any
) -> None:
    first, second, elsewhere = make_run(), make_run(), make_run(place="haikou")
    carried_out(first)
    assert (first.status, first.phase, first.percent, first.cached_from) == (
        RunStatus.SUCCEEDED,
        RunPhase.DONE,
        100,
        None,
    )
    assert first.results is not None
    assert first.results["simulated_hours"] == 8760
    assert (first.severe, first.sandbox) in {(0, "bubblewrap"), (0, "landlock")}
    assert first.error_file is not None
    assert b"EnergyPlus Completed Successfully" in first.error_file.read_bytes()
    assert first.prepared is not None
    assert first.prepared.read_bytes()
    assert first.preparation
    assert first.wall_s is not None and first.wall_s > 0

    carried_out(second)
    assert (second.status, second.cached_from_id, second.percent) == (RunStatus.SUCCEEDED, first.pk, 100)
    for name in ("results_digest", "wall_s", "sandbox", "warnings", "severe", "error_file_id", "findings"):
        assert getattr(second, name) == getattr(first, name), name
    as_stored = dict(Run.objects.values_list("pk", "results"))
    assert json.dumps(as_stored[second.pk]) == json.dumps(as_stored[first.pk])

    carried_out(elsewhere)
    assert elsewhere.status == RunStatus.SUCCEEDED
    assert elsewhere.cached_from is None
    assert elsewhere.cache_key != first.cache_key
    assert elsewhere.results != first.results
    assert nothing_left(service)


def test_doing_a_finished_run_again_changes_nothing(make_run: MakeRun) -> None:
    run = carried_out(make_run())
    before = Run.objects.filter(pk=run.pk).values().get()
    execute(str(run.pk), "another worker")
    assert Run.objects.filter(pk=run.pk).values().get() == before


def test_a_cached_run_keeps_what_its_own_preparation_found(make_run: MakeRun) -> None:
    """Two models may come to the same prepared text by different ways; only the engine's findings are the same."""
    first = carried_out(make_run())
    of_its_own = {"type_name": "Site:GroundTemperature:Deep"}
    foreign = PREPARATION.make("climate-object-kept", None, **of_its_own).to_json()
    Run.objects.filter(pk=first.pk).update(findings=[foreign, *first.findings])
    second = carried_out(make_run())
    assert second.cached_from_id == first.pk
    assert second.findings == first.findings


def test_a_failed_simulation_is_a_status_with_findings(make_run: MakeRun, service: Any) -> None:
    """A thermostat whose heating set-point lies above the cooling one is a severe error of the engine."""
    crossed = box_text().replace(b"Heat to, Any number, 19;", b"Heat to, Any number, 39;")
    run = carried_out(make_run(crossed))
    assert (run.status, run.phase, run.results) == (RunStatus.FAILED, RunPhase.DONE, None)
    assert run.error_file is not None
    assert run.severe is not None and run.severe >= 1
    errors = [finding for finding in run.findings if finding["severity"] == "error"]
    assert errors
    assert all(finding["message"]["en"] and finding["message"]["zh-hans"] for finding in errors)
    assert run.ended_at is not None
    assert nothing_left(service)


def test_a_failed_preparation_is_a_status_with_findings(make_run: MakeRun) -> None:
    run = make_run()
    Run.objects.filter(pk=run.pk).update(protocol={"run_period": "whenever"})
    carried_out(run)
    assert run.status == RunStatus.FAILED
    assert run.findings[-1]["severity"] == "error"
    assert "run-defect" not in codes(run)


def test_a_defect_of_ours_ends_the_run_at_once(make_run: MakeRun) -> None:
    run = make_run()
    Run.objects.filter(pk=run.pk).update(place_key="atlantis")
    carried_out(run)
    assert (run.status, codes(run), run.attempt) == (RunStatus.FAILED, ["run-defect"], 1)


def test_a_storage_that_is_away_is_no_defect_of_ours(make_run: MakeRun, service: Any) -> None:
    run = make_run(box_text(6))
    service.STORAGE_BUCKET = ("designs", "", "http://127.0.0.1:9", "eu-west-1")  # where nobody answers
    carried_out(run)
    assert (run.status, codes(run)) == (RunStatus.FAILED, ["run-storage-away"])


def test_what_an_operator_said_while_the_model_was_prepared_stays(make_run: MakeRun, user: Any) -> None:
    run = make_run()
    lease = leasing.claim(str(run.pk), "worker")
    assert lease is not None
    cancel_with_reason(user, run, "Too large for tonight")
    carry_out(lease, shares=False)
    run.refresh_from_db()
    assert (run.status, codes(run)[-1]) == (RunStatus.CANCELLED, "run-cancelled")
    assert "run-cancelled-by-operator" in codes(run)


def test_a_limit_stops_the_engine(make_run: MakeRun, service: Any) -> None:
    service.RUN_WALL_LIMIT_S = 1
    run = carried_out(make_run(box_text(60)))
    assert run.status == RunStatus.FAILED
    assert "limit-wall-clock" in codes(run)
    assert nothing_left(service)


def test_a_cancelled_run_is_not_started(make_run: MakeRun) -> None:
    run = make_run()
    cancel_run(run)
    carried_out(run)
    assert (run.status, run.attempt, run.prepared) == (RunStatus.CANCELLED, 0, None)


def test_a_wish_to_cancel_wins_over_the_cache(make_run: MakeRun) -> None:
    carried_out(make_run())
    run = make_run()
    Run.objects.filter(pk=run.pk).update(cancel_requested_at=timezone.now())
    carried_out(run)
    assert (run.status, run.results, codes(run)[-1]) == (RunStatus.CANCELLED, None, "run-cancelled")


class Watcher(threading.Thread):
    """Looks at a run from outside while it is carried out, and acts once it has come so far."""

    def __init__(self, run: Run, at_phase: RunPhase, act: Callable[[Run], Any]) -> None:
        super().__init__(daemon=True)
        self.run_id, self.at_phase, self.act = run.pk, at_phase, act
        self.seen: list[tuple[str, float]] = []
        self.acted_at: float | None = None

    def run(self) -> None:
        try:
            self._watch()
        finally:
            connection.close()

    def _watch(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            row = Run.objects.get(pk=self.run_id)
            if not self.seen or self.seen[-1] != (row.phase, row.percent):
                self.seen.append((row.phase, row.percent))
            if self.acted_at is None and row.phase == self.at_phase:
                self.act(row)
                self.acted_at = time.monotonic()
            if not row.is_open:
                return
            time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_cancelling_stops_a_running_engine_on_its_way(make_run: MakeRun, service: Any) -> None:
    run = make_run(box_text(60))
    watcher = Watcher(run, RunPhase.SIMULATING, cancel_run)
    watcher.start()
    carried_out(run)
    watcher.join()
    assert watcher.acted_at is not None
    assert watcher.seen[-1][1] < 100
    assert (run.status, codes(run)[-1]) == (RunStatus.CANCELLED, "run-cancelled")
    assert nothing_left(service)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_heartbeats_keep_the_lease_and_progress_only_grows(make_run: MakeRun, service: Any) -> None:
    """The lease is a fraction of the run; without its heartbeat the row would be anybody's after a second."""
    service.RUN_LEASE_S = 1
    run = make_run(box_text(20))
    expired: list[float] = []

    def look(row: Run) -> None:
        for _ in range(20):
            lease_end = Run.objects.values_list("lease_expires_at", flat=True).get(pk=row.pk)
            if lease_end is not None and lease_end < timezone.now():
                expired.append((timezone.now() - lease_end).total_seconds())
            time.sleep(0.1)

    watcher = Watcher(run, RunPhase.SIMULATING, look)
    watcher.start()
    carried_out(run)
    watcher.join()
    assert run.status == RunStatus.SUCCEEDED
    assert not expired
    percents = [percent for _, percent in watcher.seen]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    order = [str(phase) for phase in RunPhase]
    phases = [order.index(phase) for phase, _ in watcher.seen]
    assert phases == sorted(phases)


@pytest.mark.django_db(transaction=True)
def test_a_run_taken_over_is_left_alone(make_run: MakeRun, service: Any) -> None:
    """Somebody else claims the row in mid-run: this attempt stops its engine and writes no end."""
    run = make_run(box_text(60))

    def take_over(row: Run) -> None:
        Run.objects.filter(pk=row.pk).update(
            attempt=7, worker="somebody else", percent=3, status=RunStatus.RUNNING, phase=RunPhase.READING
        )

    watcher = Watcher(run, RunPhase.SIMULATING, take_over)
    watcher.start()
    execute(str(run.pk), "test worker")
    Run.objects.filter(pk=run.pk).update(status=RunStatus.CANCELLED)
    watcher.join()
    run.refresh_from_db()
    assert (run.attempt, run.worker, run.percent, run.results) == (7, "somebody else", 3, None)
    assert nothing_left(service)


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_survives_a_database_that_is_away_for_a_moment(
    make_run: MakeRun, service: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.RUN_LEASE_S = 1
    run = make_run()
    lease = leasing.claim(str(run.pk), "first")
    assert lease is not None
    stop = threading.Event()
    thread = threading.Thread(target=leasing._beat_until, args=(stop, lease))
    with connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE energyplus_runs_run RENAME TO away")
        thread.start()
        time.sleep(0.6)
        cursor.execute("ALTER TABLE away RENAME TO energyplus_runs_run")
    time.sleep(0.6)
    stop.set()
    thread.join()
    run.refresh_from_db()
    assert run.lease_expires_at is not None
    assert run.lease_expires_at > timezone.now() + timedelta(seconds=0.2)


def test_folders_of_runs_are_named_by_attempt(make_run: MakeRun, service: Any, tmp_path: Path) -> None:
    """What a killed worker left in the same folder name does not stop a later attempt."""
    run = make_run()
    left = service.RUNS_DIR / f"{run.pk}-1"
    left.mkdir(parents=True)
    (left / "eplusout.err").write_text("old")
    assert carried_out(run).status == RunStatus.SUCCEEDED
    assert nothing_left(service)
