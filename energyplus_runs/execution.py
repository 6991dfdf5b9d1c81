"""Carrying out a run: claim the row, prepare, look for the same work done before, size, simulate, read, save."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError

from energyplus_runs.casework import CaseWork, made_ready
from energyplus_runs.enginework import Bench, SizingReporter, YearReporter, bench
from energyplus_runs.findings import FINDINGS, code_of
from energyplus_runs.leasing import Lease, LeaseLost, claim, heartbeat
from energyplus_runs.models import Run, RunPhase
from energyplus_runs.outcomes import Account, save_cached, save_cancelled, save_failure, save_success
from energyplus_runs.selectors import engine, same_work_done
from energyplus_runs.sharing import simulates_alone
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_run import CATALOGUE as ENGINE_FINDINGS
from energyplus_runs.simulation.results import Results, read_results
from energyplus_runs.simulation.runner import Status
from energyplus_runs.simulation.sizes import for_sizing_only, read_sizes
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
    except Exception as error:  # a defect of ours must not be tried again and again as if a worker had died
        code = code_of(error)
        log.exception(code)
        save_failure(lease, [FINDINGS.make(code)])


def _work(lease: Lease, trusted: bool, shares: bool) -> None:
    run = Run.objects.select_related("model").get(pk=lease.run_id)
    work = made_ready(run)
    key = work.key()
    lease.update(
        **_told(lease, work),
        cache_key=key,
        engine_build=engine().build,
        weather_digest=work.weather_digest,
        phase=RunPhase.STARTING,
    )
    if same_work_done(key) is None and shares and not simulates_alone(lease, key):
        return
    done_before = same_work_done(key)  # it may have ended while the key was asked for
    if done_before is None:
        with bench(lease, work, trusted) as place:
            _simulate(lease, work, place)
    elif lease.cancel_requested():
        save_cancelled(lease, [ENGINE_FINDINGS.make("run-cancelled")])
    else:
        save_cached(lease, done_before)


def _told(lease: Lease, work: CaseWork) -> dict[str, Any]:
    """How the model came to be; what an operator said of the run meanwhile stays."""
    told = work.told()
    found = Run.objects.values_list("findings", flat=True).get(pk=lease.run_id)
    said = [finding for finding in found if finding["code"] == "run-cancelled-by-operator"]
    return {**told, "findings": [*said, *told["findings"]]}


def _simulate(lease: Lease, work: CaseWork, place: Bench) -> None:
    completed = _sized(lease, work, place) if work.case.needs_sizing else work
    if completed is None:
        return
    account = place.simulate(completed.case.prepared.text, "year", YearReporter(lease))
    sql = _finished(lease, account)
    if sql is not None:
        lease.update(phase=RunPhase.READING, percent=100)
        _read(lease, sql, work.run.expected_hours, account)


def _sized(lease: Lease, work: CaseWork, place: Bench) -> CaseWork | None:
    """The work with the sizes of a run of its own; None when that did not end well, which is saved then."""
    lease.update(phase=RunPhase.SIZING_CASE)
    text = for_sizing_only(work.case.prepared.text, engine())
    account = place.simulate(text, "sizing", SizingReporter(lease))
    sql = _finished(lease, account)
    if sql is None:
        return None
    completed = work.completed(read_sizes(sql))
    lease.update(**_told(lease, completed), phase=RunPhase.STARTING)
    return completed


def _finished(lease: Lease, account: Account) -> Path | None:
    """The results of an engine run that ended well; None for another end, which is saved."""
    outcome = account.outcome
    if outcome.status is Status.CANCELLED and not lease.cancel_requested():
        lease.hand_back()  # the worker has to end, the run goes on elsewhere
    elif outcome.status is Status.CANCELLED:
        save_cancelled(lease, outcome.findings, account)
    elif outcome.status is not Status.FINISHED or outcome.sql is None:
        save_failure(lease, outcome.findings, account)
    else:
        return outcome.sql
    return None


def _read(lease: Lease, sql: Path, expected_hours: int | None, account: Account) -> None:
    found = account.outcome.findings
    try:
        results = _results(sql, expected_hours)
    except SimulationError as error:
        save_failure(lease, (*found, *error.findings), account)
        return
    if has_errors(results.findings):
        save_failure(lease, (*found, *results.findings), account)
    elif lease.cancel_requested():  # too late to save work, early enough to keep a promise
        save_cancelled(lease, (*found, ENGINE_FINDINGS.make("run-cancelled")), account)
    else:
        save_success(lease, results, account)


def _results(sql: Path, expected_hours: int | None) -> Results:
    return read_results(sql) if expected_hours is None else read_results(sql, float(expected_hours))
