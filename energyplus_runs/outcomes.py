"""Writing how a run ended. Every write asks whether the attempt still holds the row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.utils import timezone

from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.simulation.output_files import open_output
from energyplus_runs.simulation.results import Results
from energyplus_runs.simulation.runner import RunOutcome, Status
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
        **_ending(100),
        **_traces(account),
    )


def save_cached(lease: HoldsRun, done_before: Run) -> None:
    """The same work was done before: take its results and say where they came from."""
    copied = (
        "results",
        "results_digest",
        "sandbox",
        "error_file_id",
        "warnings",
        "severe",
        "wall_s",
        "findings",
    )
    lease.update(
        status=RunStatus.SUCCEEDED,
        cached_from_id=done_before.pk,
        **{name: getattr(done_before, name) for name in copied},
        **_ending(100),
    )


def save_failure(lease: HoldsRun, findings: Sequence[Finding], account: Account | None = None) -> None:
    cancelled = account is not None and account.outcome.status is Status.CANCELLED
    lease.update(
        status=RunStatus.CANCELLED if cancelled else RunStatus.FAILED,
        findings=_with_earlier(lease, findings),
        **_ending(0),
        **(_traces(account) if account is not None else {}),
    )


def _ending(percent: int) -> dict[str, Any]:
    return {"phase": RunPhase.DONE, "percent": percent, "ended_at": timezone.now(), "estimated_end_at": None}


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
    earlier: list[dict[str, Any]] = Run.objects.values_list("findings", flat=True).get(pk=lease.run_id)
    return [*earlier, *(finding.to_json() for finding in findings)]


def _digest(document: dict[str, Any]) -> str:
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
