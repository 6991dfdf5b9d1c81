"""How far an assessment is: one sentence, a percentage, and when it may end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from energyplus_runs.models import Run, RunPhase
from energyplus_runs.queueing import place_of


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent` of the simulated year; None where nothing is simulated at the moment."""

    phase: str
    percent: float | None
    ends_at: datetime | None
    started_at: datetime | None
    cancelling: bool


def progress_of(run: Run | None) -> Progress:
    """The state of an assessment that is not over, from its newest run."""
    if run is None or not run.is_open:
        return Progress(_("Scoring"), None, None, None, cancelling=False)
    cancelling = run.cancel_requested_at is not None
    return Progress(_phase(run, cancelling), _percent(run), run.estimated_end_at, run.started_at, cancelling)


def _phase(run: Run, cancelling: bool) -> str:
    if cancelling:
        return _("Stopping the simulation")
    ahead = place_of(run)
    if ahead is None:
        return str(RunPhase(run.phase).label)
    if ahead == 0:
        return _("Waiting for a worker: next in the queue")
    return ngettext(
        "Waiting for a worker: %(ahead)d simulation is before this one",
        "Waiting for a worker: %(ahead)d simulations are before this one",
        ahead,
    ) % {"ahead": ahead}


def _percent(run: Run) -> float | None:
    simulating = run.phase in (RunPhase.SIMULATING, RunPhase.WRITING, RunPhase.READING)
    return run.percent if simulating else None
