"""Writing how a run ended. Every write asks whether the attempt still holds the row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from django.utils import timezone

from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.simulation.err_file import read_err
from energyplus_runs.simulation.results import Results
from energyplus_runs.simulation.runner import RunOutcome
from standard_site.files.actions import store_bytes
from standard_site.lib.findings import Finding

ERROR_FILE_KEPT_BYTES = 2 * 1024 * 1024


class HoldsRun(Protocol):
    run_id: str
    attempt: int

    def update(self, **fields: Any) -> None: ...


def save_success(lease: HoldsRun, results: Results, outcome: RunOutcome) -> None:
    document = results.to_json()
    lease.update(
        status=RunStatus.SUCCEEDED,
        results=document,
        results_digest=_digest(document),
        findings=_with_earlier(lease, (*outcome.findings, *results.findings)),
        **_ending(),
        **_traces(outcome),
    )


def save_cached(lease: HoldsRun, done_before: Run) -> None:
    """The same work was done before: take its results and say where they came from."""
    copied = ("results", "results_digest", "sandbox", "error_file_id", "warnings", "severe")
    lease.update(
        status=RunStatus.SUCCEEDED,
        cached_from_id=done_before.pk,
        wall_s=done_before.wall_s,
        findings=done_before.findings,
        **{name: getattr(done_before, name) for name in copied},
        **_ending(),
    )


def save_failure(lease: HoldsRun, findings: Sequence[Finding], outcome: RunOutcome | None = None) -> None:
    cancelled = outcome is not None and outcome.status == "cancelled"
    lease.update(
        status=RunStatus.CANCELLED if cancelled else RunStatus.FAILED,
        findings=_with_earlier(lease, findings),
        **(_ending() if not cancelled else {**_ending(), "percent": 0}),
        **(_traces(outcome) if outcome is not None else {}),
    )


def _ending() -> dict[str, Any]:
    return {"phase": RunPhase.DONE, "percent": 100, "ended_at": timezone.now(), "estimated_end_at": None}


def _traces(outcome: RunOutcome) -> dict[str, Any]:
    report = read_err(outcome.err) if outcome.err is not None else None
    return {
        "wall_s": outcome.wall_s,
        "sandbox": str(outcome.sandbox),
        "error_file": _keep(outcome.err) if outcome.err is not None else None,
        "warnings": report.warnings if report else None,
        "severe": report.severe if report else None,
    }


def _keep(path: Path) -> Any:
    with path.open("rb") as file:
        return store_bytes(file.read(ERROR_FILE_KEPT_BYTES))


def _with_earlier(lease: HoldsRun, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """What preparation found stays; what the run found comes after it."""
    earlier: list[dict[str, Any]] = Run.objects.values_list("findings", flat=True).get(pk=lease.run_id)
    return [*earlier, *(finding.to_json() for finding in findings)]


def _digest(document: dict[str, Any]) -> str:
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
