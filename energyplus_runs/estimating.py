"""How long a run may take: by what was measured here, never by a guess."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from django.db.models import F, QuerySet

from energyplus_runs.models import OPEN_STATES, Run, RunStatus
from energyplus_runs.operating.workers import living_slots
from energyplus_runs.queueing import waiting_in_order

MEASURED_FOR_PACE = 50


def weight_of(summary: Mapping[str, Any]) -> int:
    """The size of a model: its surfaces, zones and pieces of equipment, each counted once."""
    surfaces: int = sum(summary.get("surfaces", {}).values())
    systems: int = sum(system["count"] for system in summary.get("systems", ()))
    return max(1, surfaces + systems + len(summary.get("zones", ())))


def expected_s(run: Run, weight: int) -> float | None:
    """The wall time [s] of the last run of the same model, case and treatments, else the model's weight at the usual pace.

    None while nothing was measured.
    """
    like_it = _measured().filter(model=run.model_id, case=run.case, treatments=run.treatments)
    same = like_it.values_list("wall_s", flat=True).first()
    if same is not None:
        return same
    rows = _measured().annotate(pace=F("wall_s") / F("weight")).values_list("pace", flat=True)
    paces = list(rows[:MEASURED_FOR_PACE])
    return weight * median(paces) if paces else None


def wait_s(ahead: int) -> float | None:
    """How long [s] a run waits that has so many before it, at least; None where a length is not known."""
    slots = living_slots()
    before = waiting_in_order()[:ahead]
    lengths = dict(Run.objects.filter(status__in=OPEN_STATES).values_list("pk", "expected_s"))
    running = Run.objects.filter(status=RunStatus.RUNNING).values_list("expected_s", "percent")
    known = [lengths.get(one.run_id) for one in before]
    left = [None if length is None else length * (1 - percent / 100) for length, percent in running]
    parts = [part for part in (*known, *left) if part is not None]
    if slots == 0 or len(parts) < len(known) + len(left):
        return None
    return sum(parts) / slots


def _measured() -> QuerySet[Run]:
    done = Run.objects.filter(status=RunStatus.SUCCEEDED, cached_from__isnull=True, wall_s__gt=0)
    return done.order_by("-ended_at")
