"""Carrying out a run: claim the row, prepare, look for the same work done before, simulate, read, save."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from energyplus_runs.findings import FINDINGS
from energyplus_runs.leasing import Lease, LeaseLost, claim, heartbeat
from energyplus_runs.models import Run, RunPhase
from energyplus_runs.outcomes import Account, save_cached, save_cancelled, save_failure, save_success
from energyplus_runs.selectors import engine, places, same_work_done, station_of
from energyplus_runs.sharing import simulates_alone
from energyplus_runs.simulation.cache_key import cache_key
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_run import CATALOGUE as ENGINE_FINDINGS
from energyplus_runs.simulation.preparation import PREPARATION_VERSION, Prepared, prepare
from energyplus_runs.simulation.progress import Progress
from energyplus_runs.simulation.protocol import read_protocol
from energyplus_runs.simulation.results import read_results
from energyplus_runs.simulation.runner import RunLimits, RunOutcome, Status
from energyplus_runs.simulation.runner import run as simulate
from standard_site.files.actions import store_bytes
from standard_site.lib.findings import has_errors

log = structlog.get_logger(__name__)


def execute(run_id: str, worker: str, trusted: bool = False) -> None:
    """Carry out one run to its end without the queue. Safe to call twice.

    Raises:
        OperationalError, InterfaceError: the database is out of reach; the sweep has the run done again.
    """
    lease = claim(run_id, worker)
    if lease is None:
        log.info("run-not-claimed", run=run_id)
    else:
        carry_out(lease, trusted, shares=False)


def carry_out(lease: Lease, trusted: bool = False, shares: bool = True) -> None:
    """Carry out a run that was claimed; a failed simulation is a status with findings.

    With `shares`, a run whose simulation is under way already is left waiting for that one.

    Raises:
        OperationalError, InterfaceError: the database is out of reach; the sweep has the run done again.
    """
    with structlog.contextvars.bound_contextvars(run=lease.run_id, attempt=lease.attempt):
        try:
            with heartbeat(lease):
                _work_to_an_end(lease, trusted, shares)
        except LeaseLost:
            log.warning("run-lease-lost")


def _work_to_an_end(lease: Lease, trusted: bool, shares: bool) -> None:
    try:
        _work(lease, trusted, shares)
    except SimulationError as error:
        save_failure(lease, error.findings)
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except Exception:  # a defect of ours must not be tried again and again as if a worker had died
        log.exception("run-defect")
        save_failure(lease, [FINDINGS.make("run-defect")])


def _work(lease: Lease, trusted: bool, shares: bool) -> None:
    run = Run.objects.select_related("model__canonical").get(pk=lease.run_id)
    epw = station_of(places()[run.place_key]).epw
    prepared = _prepare(run)
    key = cache_key(
        prepared_text=prepared.text,
        weather_digest=epw.sha256,
        engine_build=engine().build,
        preparation_version=PREPARATION_VERSION,
        options={"case": run.case},
    )
    lease.update(
        prepared=store_bytes(prepared.text.encode("utf-8")),
        preparation=[asdict(step) for step in prepared.steps],
        cache_key=key,
        engine_build=engine().build,
        weather_digest=epw.sha256,
        findings=[finding.to_json() for finding in prepared.findings],
        phase=RunPhase.STARTING,
    )
    if same_work_done(key) is None and shares and not simulates_alone(lease, key):
        return
    done_before = same_work_done(key)  # it may have ended while the key was asked for
    if done_before is None:
        _simulate(lease, prepared, epw.path, trusted)
    elif lease.cancel_requested():
        save_cancelled(lease, [ENGINE_FINDINGS.make("run-cancelled")])
    else:
        save_cached(lease, done_before)


def _prepare(run: Run) -> Prepared:
    place = places()[run.place_key]
    return prepare(
        run.model.canonical.read_text(), engine(), place, station_of(place), read_protocol(run.protocol)
    )


def _simulate(lease: Lease, prepared: Prepared, epw: Path, trusted: bool) -> None:
    directory = settings.RUNS_DIR / f"{lease.run_id}-{lease.attempt}"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    try:
        outcome = simulate(
            engine(),
            prepared.text,
            epw,
            directory,
            limits=_limits(),
            on_progress=_Reporter(lease),
            should_cancel=lease.stop_wanted,
            trusted=trusted or settings.TRUST_MODELS_WITHOUT_SANDBOX,
        )
        _conclude(lease, outcome, directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _conclude(lease: Lease, outcome: RunOutcome, directory: Path) -> None:
    account = Account(outcome, directory / "eplusout.err")
    if outcome.status is Status.CANCELLED and not lease.cancel_requested():
        lease.hand_back()  # the worker has to end, the run goes on elsewhere
    elif outcome.status is Status.CANCELLED:
        save_cancelled(lease, outcome.findings, account)
    elif outcome.status is not Status.FINISHED or outcome.sql is None:
        save_failure(lease, outcome.findings, account)
    else:
        lease.update(phase=RunPhase.READING, percent=100)
        _read(lease, outcome.sql, account)


def _read(lease: Lease, sql: Path, account: Account) -> None:
    found = account.outcome.findings
    try:
        results = read_results(sql)
    except SimulationError as error:
        save_failure(lease, (*found, *error.findings), account)
        return
    if has_errors(results.findings):
        save_failure(lease, (*found, *results.findings), account)
    elif lease.cancel_requested():  # too late to save work, early enough to keep a promise
        save_cancelled(lease, (*found, ENGINE_FINDINGS.make("run-cancelled")), account)
    else:
        save_success(lease, results, account)


def _limits() -> RunLimits:
    return RunLimits(
        wall_s=settings.RUN_WALL_LIMIT_S,
        cpu_s=settings.RUN_CPU_LIMIT_S,
        memory_bytes=settings.RUN_MEMORY_LIMIT_MB * 1024 * 1024,
        file_bytes=settings.RUN_FILE_LIMIT_MB * 1024 * 1024,
    )


class _Reporter:
    """Writes the engine's progress to the row, with the end it points to."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._year_began: datetime | None = None

    def __call__(self, progress: Progress) -> None:
        now = timezone.now()
        if self._year_began is None and progress.percent > 0:
            self._year_began = now
        self._lease.update(
            phase=str(progress.phase),
            percent=progress.percent,
            estimated_end_at=self._estimate(now, progress.percent),
        )

    def _estimate(self, now: datetime, percent: float) -> datetime | None:
        """The year's remaining share at the pace since it began; unknown until a tenth is done."""
        if self._year_began is None or percent < 10:
            return None
        elapsed = (now - self._year_began).total_seconds()
        return now + timedelta(seconds=elapsed * (100 - percent) / percent)
