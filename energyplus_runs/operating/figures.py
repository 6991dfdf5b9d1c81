"""What an operator looks at: the queue, the workers, what was done lately, and what failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.utils import timezone

from energyplus_runs.models import Run, RunStatus
from energyplus_runs.operating.models import WorkerNode
from energyplus_runs.operating.workers import living
from energyplus_runs.queueing import waiting_in_order

FAILURES_FOR = timedelta(days=7)
DAYS_SHOWN = 7
MOST_FAILURES = 500
_LIGHT = ("results", "protocol", "preparation", "treatments")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A waiting run; `place` counts those before it, None for one that waits for another's simulation."""

    run: Run
    place: int | None


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker that reported itself, and the runs it has."""

    node: WorkerNode
    alive: bool
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class DayRow:
    """The runs that ended on one day; times [s] of those that were simulated, None without any."""

    day: date
    succeeded: int
    failed: int
    cancelled: int
    from_cache: int
    median_wait_s: float | None
    median_wall_s: float | None


@dataclass(frozen=True, slots=True)
class FailureRow:
    """The failed runs of the last days that have the same cause: the first error that was found."""

    code: str
    finding: Mapping[str, Any] | None
    runs: tuple[Run, ...]


def queue_rows(most: int | None = None) -> list[QueueRow]:
    """Who waits, in the order in which they are taken; after them those that wait for a simulation under way."""
    places = {one.run_id: place for place, one in enumerate(waiting_in_order()[:most])}
    in_queue = _runs().in_bulk(places)
    sharing = _runs().filter(status=RunStatus.QUEUED, waits_for__isnull=False).order_by("requested_at")
    placed = [QueueRow(in_queue[pk], place) for pk, place in places.items() if pk in in_queue]
    return [*placed, *(QueueRow(run, None) for run in sharing[:most])]


def worker_rows() -> list[WorkerRow]:
    """The workers, by name, with what they do."""
    of_node: dict[str, list[Run]] = defaultdict(list)
    for run in _runs().filter(status=RunStatus.RUNNING).order_by("started_at"):
        of_node[run.worker.rpartition(":")[0]].append(run)
    alive = set(living().values_list("pk", flat=True))
    nodes = WorkerNode.objects.order_by("name")
    return [WorkerRow(node, node.pk in alive, tuple(of_node.get(node.name, ()))) for node in nodes]


def day_rows() -> list[DayRow]:
    """The last days, today first."""
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(DAYS_SHOWN)]
    ended: dict[date, list[Run]] = defaultdict(list)
    since = timezone.now() - timedelta(days=DAYS_SHOWN)
    columns = ("status", "ended_at", "started_at", "requested_at", "wall_s", "cached_from_id")
    for run in Run.objects.filter(ended_at__gt=since).only(*columns).iterator():
        ended[timezone.localdate(run.ended_at)].append(run)
    return [_day(day, ended.get(day, [])) for day in days]


def _day(day: date, runs: list[Run]) -> DayRow:
    own = [run for run in runs if run.status == RunStatus.SUCCEEDED and run.cached_from_id is None]
    waits = [(run.started_at - run.requested_at).total_seconds() for run in own if run.started_at]
    return DayRow(
        day=day,
        succeeded=sum(run.status == RunStatus.SUCCEEDED for run in runs),
        failed=sum(run.status == RunStatus.FAILED for run in runs),
        cancelled=sum(run.status == RunStatus.CANCELLED for run in runs),
        from_cache=sum(run.cached_from_id is not None for run in runs),
        median_wait_s=_median(waits),
        median_wall_s=_median(run.wall_s for run in own if run.wall_s is not None),
    )


def failure_rows() -> list[FailureRow]:
    """What failed lately, of very many the newest, the most frequent cause first."""
    since = timezone.now() - FAILURES_FOR
    causes: dict[str, list[Run]] = defaultdict(list)
    failed = _runs().filter(status=RunStatus.FAILED, ended_at__gt=since).select_related("error_file")
    for run in failed.order_by("-ended_at")[:MOST_FAILURES]:
        causes[cause_of(run.findings)].append(run)
    rows = [FailureRow(code, _first_error(runs[0].findings), tuple(runs)) for code, runs in causes.items()]
    return sorted(rows, key=lambda row: (-len(row.runs), row.code))


def cause_of(findings: Iterable[Mapping[str, Any]]) -> str:
    """The code of the first error; `unknown` where none was found."""
    first = _first_error(findings)
    return str(first["code"]) if first is not None else "unknown"


def waited_s(run: Run, now: datetime) -> float:
    return (now - run.requested_at).total_seconds()


def _first_error(findings: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((finding for finding in findings if finding.get("severity") == "error"), None)


def _median(values: Iterable[float]) -> float | None:
    known = list(values)
    return median(known) if known else None


def _runs() -> Any:
    return Run.objects.select_related("requested_by").defer(*_LIGHT)
