"""How far an assessment is: one sentence, a percentage, when it may end; and the same for each of its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.cases import in_case_order
from assessments.presentation.cases import case_title
from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.queueing import place_of
from energyplus_runs.simulation.scenarios import Case


@dataclass(frozen=True, slots=True)
class CaseProgress:
    """How far one simulation is; `percent` of its year, None where none of it is simulated at the moment."""

    title: str
    phase: str
    percent: float | None
    over: bool
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent` of the simulated year, of all years where there are several; None where nothing is simulated at the moment.

    `cases` is empty where there is but one simulation.
    """

    phase: str
    percent: float | None
    ends_at: datetime | None
    started_at: datetime | None
    cancelling: bool
    cases: tuple[CaseProgress, ...] = ()


def progress_of(runs: Sequence[Run], cases: Mapping[str, Case]) -> Progress:
    """The state of an assessment that is not over, from its runs."""
    waited_for = [run for run in runs if run.is_open]
    if not waited_for:
        return Progress(_("Scoring"), None, None, None, cancelling=False)
    if len(runs) == 1:
        return _of_one(waited_for[0])
    ordered = in_case_order(runs, cases)
    shown = tuple(_of_case(run, case_title(run.case, cases)) for run in ordered)
    begun = [run.started_at for run in runs if run.started_at is not None]
    return Progress(
        phase=_of_all(runs, waited_for),
        percent=sum(100.0 if one.over else one.percent or 0.0 for one in shown) / len(shown),
        ends_at=None,
        started_at=min(begun, default=None),
        cancelling=_is_cancelling(waited_for),
        cases=shown,
    )


def _of_one(run: Run) -> Progress:
    cancelling = _is_cancelling([run])
    return Progress(_phase(run), _percent(run), run.estimated_end_at, run.started_at, cancelling)


def _of_case(run: Run, title: str) -> CaseProgress:
    if not run.is_open:
        return CaseProgress(title, str(RunStatus(run.status).label), None, over=True, ends_at=None)
    return CaseProgress(title, _phase(run), _percent(run), over=False, ends_at=run.estimated_end_at)


def _of_all(runs: Sequence[Run], waited_for: Sequence[Run]) -> str:
    if _is_cancelling(waited_for):
        return _("Stopping the simulations")
    over = len(runs) - len(waited_for)
    return ngettext(
        "%(over)d of %(all)d simulation is over", "%(over)d of %(all)d simulations are over", len(runs)
    ) % {"over": over, "all": len(runs)}


def _is_cancelling(waited_for: Sequence[Run]) -> bool:
    return all(run.cancel_requested_at is not None for run in waited_for)


def _phase(run: Run) -> str:
    if run.cancel_requested_at is not None:
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
