"""Where the numbers of a run come from: engine, weather, hours, digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessments.cases import in_case_order, scenarios_of
from assessments.models import Assessment
from assessments.presentation.cases import case_title
from assessments.presentation.places import PlaceShown, place_shown
from assessments.presentation.preparation import StepShown, preparation_shown
from energyplus_runs.models import Run


@dataclass(frozen=True, slots=True)
class RunShown:
    run: Run
    title: str
    place: PlaceShown | None
    simulated_hours: float | None
    steps: tuple[StepShown, ...]


def runs_shown(assessment: Assessment) -> list[RunShown]:
    """The simulations of an assessment, the typical year first."""
    cases = scenarios_of(assessment.edition.loaded()).cases
    return [_shown(run, case_title(run.case, cases)) for run in in_case_order(assessment.runs.all(), cases)]


def _shown(run: Run, title: str) -> RunShown:
    results: dict[str, Any] = run.results or {}
    return RunShown(
        run,
        title,
        place_shown(run.place_key),
        results.get("simulated_hours"),
        preparation_shown(run.preparation),
    )
