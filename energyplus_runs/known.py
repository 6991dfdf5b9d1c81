"""Requests whose answer is known: the very same one was simulated before, so that nothing need be prepared or queued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from energyplus_runs.canonical import canonical
from energyplus_runs.models import EnergyModel, Run, RunStatus
from energyplus_runs.outcomes import taken_over
from energyplus_runs.selectors import engine, places, station_of
from energyplus_runs.simulation.cache_key import request_key
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.preparation import PREPARATION_VERSION


def key_of_request(
    model: EnergyModel,
    place_key: str,
    protocol: Mapping[str, Any],
    treatments: Sequence[Mapping[str, Any]],
    expected_hours: int | None,
) -> str:
    """The key of all that a run is made from; empty where that is not known, so that nothing is like it."""
    place = places().get(place_key)
    if place is None:
        return ""
    station = station_of(place)
    try:
        build = engine().build
    except SimulationError:
        return ""
    return request_key(
        {
            "model": str(model.canonical_id),
            "attachments": model.attachments_digest,
            "place": canonical(asdict(place)),
            "weather": canonical([file.sha256 for file in station.files]),
            "protocol": canonical(protocol),
            "treatments": canonical(treatments),
            "expected_hours": str(expected_hours),
            "engine": build,
            "preparation": PREPARATION_VERSION,
        }
    )


def take_known(run: Run) -> bool:
    """End a waiting run with the results of the very same request; False where none has succeeded yet.

    One whose files were let go of since is not taken: its model could no longer be shown.
    """
    same = Run.objects.filter(request_key=run.request_key, status=RunStatus.SUCCEEDED, prepared__isnull=False)
    done = same.order_by("ended_at").first() if run.request_key else None
    if done is None:
        return False
    copied = ("preparation", "cache_key", "engine_build", "weather_digest")
    fields = {
        **taken_over(done, run),
        **{name: getattr(done, name) for name in copied},
        "findings": done.findings,
        "started_at": timezone.now(),
    }
    taken = bool(Run.objects.filter(pk=run.pk, status=RunStatus.QUEUED).update(**fields))
    run.refresh_from_db()
    return taken
