"""Writing how a run ended. Every write asks whether the attempt still holds the row."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.utils import timezone

from energyplus_runs.canonical import canonical
from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.simulation.findings_preparation import CATALOGUE as PREPARATION
from energyplus_runs.simulation.output_files import open_output
from energyplus_runs.simulation.results import Results
from energyplus_runs.simulation.runner import RunOutcome
from standard_site.files.actions import store_bytes
from standard_site.files.models import StoredFile
from standard_site.lib.findings import Finding

ERROR_FILE_KEPT_BYTES = 2 * 1024 * 1024


class HoldsRun(Protocol):
    run_id: str
    attempt: int

    def update(self, **fields: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Account:
    """What the engine left behind: how it ended, and its own .err file."""

    outcome: RunOutcome
    error_file: Path


def save_success(lease: HoldsRun, results: Results, account: Account) -> None:
    document = results.to_json()
    lease.update(
        status=RunStatus.SUCCEEDED,
        results=document,
        results_digest=_digest(document),
        findings=_with_earlier(lease, (*account.outcome.findings, *results.findings)),
        percent=100,
        **_ending(),
        **_traces(account),
    )


def save_cached(lease: HoldsRun, done_before: Run) -> None:
    """The same work was done before: take its results and say where they came from."""
    taker = Run.objects.only("findings", "preparation").get(pk=lease.run_id)
    lease.update(**taken_over(done_before, taker))


def taken_over(done: Run, taker: Run) -> dict[str, Any]:
    """The columns of a run that takes the results of the same work done by another, by name.

    What preparing the taker's own model changed and found stays. Taken over is what came after: the completed model of a case
    that was sized, and what was found by then and by the engine.
    """
    copied = ("results", "results_digest", "sandbox", "error_file_id", "warnings", "severe", "wall_s")
    return {
        "status": RunStatus.SUCCEEDED,
        "cached_from_id": done.cached_from_id or done.pk,
        "findings": [*taker.findings, *_found_later(done, taker)],
        "prepared_id": done.prepared_id,
        "preparation": [*taker.preparation, *done.preparation[len(taker.preparation) :]],
        "percent": 100,
        **{name: getattr(done, name) for name in copied},
        **_ending(),
    }


def _found_later(done: Run, taker: Run) -> list[dict[str, Any]]:
    """The findings of the engine and of completing a case; those of the protocol's steps belong to each model."""
    of_steps = set(PREPARATION.codes()) if not done.treatments else set()
    later = (finding for finding in done.findings if finding["code"] not in of_steps)
    return [finding for finding in later if finding not in taker.findings]


def save_failure(lease: HoldsRun, findings: Sequence[Finding], account: Account | None = None) -> None:
    _save_end(lease, RunStatus.FAILED, findings, account)


def save_cancelled(lease: HoldsRun, findings: Sequence[Finding], account: Account | None = None) -> None:
    _save_end(lease, RunStatus.CANCELLED, findings, account)


def _save_end(
    lease: HoldsRun, status: RunStatus, findings: Sequence[Finding], account: Account | None
) -> None:
    lease.update(
        status=status,
        findings=_with_earlier(lease, findings),
        **_ending(),
        **(_traces(account) if account is not None else {}),
    )


def _ending() -> dict[str, Any]:
    return {"phase": RunPhase.DONE, "ended_at": timezone.now(), "estimated_end_at": None}


def _traces(account: Account) -> dict[str, Any]:
    report = account.outcome.err
    return {
        "wall_s": account.outcome.wall_s,
        "sandbox": str(account.outcome.sandbox),
        "error_file": _keep(account.error_file),
        "warnings": report.warnings if report is not None else None,
        "severe": report.severe if report is not None else None,
    }


def _keep(path: Path) -> StoredFile | None:
    file = open_output(path)
    if file is None:
        return None
    with file:
        return store_bytes(file.read(ERROR_FILE_KEPT_BYTES))


def _with_earlier(lease: HoldsRun, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """What preparation found stays; what the run found comes after it."""
    return [*_earlier(lease), *(finding.to_json() for finding in findings)]


def _earlier(lease: HoldsRun) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Run.objects.values_list("findings", flat=True).get(pk=lease.run_id)
    return found


def _digest(document: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(document).encode("utf-8")).hexdigest()
