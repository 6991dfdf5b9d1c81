"""Which waiting run is next. A message to the workers only says that there is work; the rows say whose.

The people come first: who has the fewest runs under way, then who used the least of the last hour. Among one person's runs the
one whose wait is longest for its length goes first ("highest response ratio next", P. Brinch Hansen, 1971): small ones soon,
large ones never forgotten.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Sum
from django.utils import timezone

from energyplus_runs.leasing import Lease, claim
from energyplus_runs.models import Run, RunStatus
from energyplus_runs.operating.switch import takes_new_work

USE_COUNTS_FOR = timedelta(hours=1)
_LEAST_COST_S = 0.1  # a wait is divided by the cost


@dataclass(frozen=True, slots=True)
class Waiting:
    """A run that anybody may take. `cost_s` is its expected wall time; while nothing was measured, its model's weight."""

    run_id: UUID
    person: int | None
    cost_s: float
    since: datetime

    def urgency(self, now: datetime) -> float:
        """The wait as a multiple of the cost."""
        return (now - self.since).total_seconds() / max(self.cost_s, _LEAST_COST_S)


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has of the workers: runs under way, and wall time of the last hour [s]."""

    running: int = 0
    used_s: float = 0.0


def in_order(waiting: Iterable[Waiting], loads: Mapping[int | None, Load], now: datetime) -> list[Waiting]:
    """The waiting runs in the order in which they are taken if nothing else comes or ends meanwhile."""
    of_person: dict[int | None, list[Waiting]] = defaultdict(list)
    for one in sorted(waiting, key=lambda one: _within_person(one, now), reverse=True):
        of_person[one.person].append(one)
    turns = [_Turn(loads.get(person, Load()), queue, now) for person, queue in of_person.items()]
    heapq.heapify(turns)
    ordered = []
    while turns:
        turn = heapq.heappop(turns)
        taken = turn.queue.pop()
        ordered.append(taken)
        if turn.queue:
            load = replace(turn.load, running=turn.load.running + 1, used_s=turn.load.used_s + taken.cost_s)
            heapq.heappush(turns, _Turn(load, turn.queue, now))
    return ordered


@dataclass(frozen=True, slots=True)
class _Turn:
    """One person's turn: their load and what they wait for, the next one last."""

    load: Load
    queue: list[Waiting]
    now: datetime

    def __lt__(self, other: _Turn) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[int, float, tuple[float, float, datetime, str]]:
        return self.load.running, self.load.used_s, _within_person(self.queue[-1], self.now)


def _within_person(one: Waiting, now: datetime) -> tuple[float, float, datetime, str]:
    return -one.urgency(now), one.cost_s, one.since, str(one.run_id)


def waiting_in_order() -> list[Waiting]:
    """The queue as it stands."""
    now = timezone.now()
    rows = Run.objects.filter(
        status=RunStatus.QUEUED, waits_for__isnull=True, enqueued_at__isnull=False
    ).values_list("pk", "requested_by", "expected_s", "weight", "requested_at")
    waiting = [
        Waiting(pk, person, float(weight) if expected is None else expected, since)
        for pk, person, expected, weight, since in rows
    ]
    return in_order(waiting, _loads(now), now)


def _loads(now: datetime) -> dict[int | None, Load]:
    running = _by_person(Run.objects.filter(status=RunStatus.RUNNING), Count("pk"))
    measured = Run.objects.filter(started_at__gt=now - USE_COUNTS_FOR, cached_from__isnull=True)
    used = _by_person(measured.filter(wall_s__isnull=False), Sum("wall_s"))
    people = {*running, *used}
    return {person: Load(int(running.get(person, 0)), used.get(person, 0.0)) for person in people}


def _by_person(runs: object, figure: object) -> dict[int | None, float]:
    rows = runs.values("requested_by").annotate(figure=figure)  # type: ignore[attr-defined]
    return {row["requested_by"]: row["figure"] for row in rows.order_by()}


def take(worker: str) -> Lease | None:
    """Take the run that is next; None when none waits or no new work is taken.

    Of two who look at once, the one who finds its runs taken looks again: what came meanwhile may have spent its message on the
    other. Somebody else got on with each that was lost, so that this ends.
    """
    while takes_new_work() and (waiting := waiting_in_order()):
        leases = (claim(str(one.run_id), worker) for one in waiting)
        lease = next((lease for lease in leases if lease is not None), None)
        if lease is not None:
            return lease
    return None


def place_of(run: Run) -> int | None:
    """How many runs are taken before this one; None when it is not in the queue."""
    if run.status != RunStatus.QUEUED or run.waits_for_id is not None:
        return None
    ids = [one.run_id for one in waiting_in_order()]
    return ids.index(run.pk) if run.pk in ids else len(ids)
