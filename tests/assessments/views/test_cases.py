"""Pages of an assessment with several cases: progress case by case, design beside reference, heat inside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from assessments.models import Assessment
from assessments.presentation.progress import progress_of
from assessments.scoring import score_if_ready
from energyplus_runs.models import Run, RunPhase, RunStatus
from energyplus_runs.simulation.resilience import HeatIndexHours, Resilience
from energyplus_runs.simulation.results import EndUse
from rules.models import Edition
from tests.assessments.cased import cased_assessment, cased_edition, end_runs
from tests.assessments.cast import Cast
from tests.assessments.results import results
from tests.assessments.test_cases import HOT, WARM


@pytest.fixture(autouse=True)
def english() -> None:
    translation.activate("en")


@pytest.fixture
def assessment(cast: Cast, edition: Edition) -> Assessment:
    cased_edition()
    return cased_assessment(cast)


def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.member, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(cast: Cast, assessment: Assessment) -> str:
    return signed_in(cast).get(reverse("assessments:assessment", args=[assessment.pk])).content.decode()


def used(**kwh: float) -> tuple[EndUse, ...]:
    return tuple(
        EndUse(use, "electricity", value, (value / 12,) * 12, value * 3.6e6) for use, value in kwh.items()
    )


def test_progress_says_how_far_each_case_is(cast: Cast, assessment: Assessment) -> None:
    now = timezone.now()
    runs = Run.objects.filter(assessments=assessment)
    runs.filter(case="typical").update(status=RunStatus.SUCCEEDED, results={}, started_at=now, percent=100)
    runs.filter(case="reference").update(status=RunStatus.RUNNING, phase=RunPhase.SIZING_CASE, started_at=now)
    runs.filter(case="outage").update(
        status=RunStatus.RUNNING,
        phase=RunPhase.SIMULATING,
        percent=50,
        started_at=now,
        estimated_end_at=now + timedelta(minutes=1),
    )
    progress = progress_of(list(runs), {})
    assert progress.phase == "1 of 4 simulations are over"
    assert progress.percent == 37.5  # (100 + 0 + 50 + 0) / 4
    shown = page(cast, assessment)
    assert "Sizing the reference building" in shown
    assert "Seven days without power: share of the year simulated" in shown
    assert "No cooling all year" in shown
    assert shown.count("<progress") == 2  # all together, and the one that simulates its year


def test_a_single_simulation_is_shown_as_before() -> None:
    run = Run(status=RunStatus.RUNNING, phase=RunPhase.SIMULATING, percent=20)
    progress = progress_of([run], {})
    assert (progress.phase, progress.percent, progress.cases) == ("Simulating the year", 20, ())
    run.status = RunStatus.SUCCEEDED
    assert progress_of([run], {}).phase == "Scoring"


def test_the_scorecard_shows_design_beside_reference_and_heat_inside(
    cast: Cast, assessment: Assessment
) -> None:
    index = (HeatIndexHours("Attic <b>", 10.0, 20.0, 30.0, 40.0, 50.0),)
    end_runs(
        assessment,
        typical=results(
            carriers={"electricity": 90.0},
            end_uses=used(cooling=60.0, fans=30.0),
            resilience=Resilience(heat_index=index),
        ),
        reference=results(carriers={"electricity": 150.0}, end_uses=used(cooling=100.0, pumps=50.0)),
        outage=results(resilience=Resilience(outage=HOT)),
        free_running=results(resilience=Resilience(free_running=WARM)),
    )
    score_if_ready(str(assessment.pk))
    shown = page(cast, assessment)
    assert "Energy of the year by end use, in kWh: Reference building and design" in shown
    assert "-40.0 %" in shown or "−40.0 %" in shown  # cooling, 60 / 100 − 1
    assert "Attic &lt;b&gt;" in shown
    assert shown.index(">Hot<") < shown.index(">Cool<")  # the worst zone first
    assert shown.index(">Poor<") < shown.index(">Fair<")
    for title in ("Typical year", "Reference building", "Seven days without power", "No cooling all year"):
        assert f"{title} · Succeeded" in shown


def test_a_case_that_failed_is_named_where_its_numbers_are_missing(
    cast: Cast, assessment: Assessment
) -> None:
    end_runs(assessment, outage=RunStatus.FAILED)
    score_if_ready(str(assessment.pk))
    shown = page(cast, assessment)
    assert "It takes a simulation of its own that was left out or came to no result" in shown
    assert "Seven days without power: the simulation came to no result" in shown
