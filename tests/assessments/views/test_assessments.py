"""Asking for a score, watching it, reading it and every criterion of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.actions.assess import request_assessment
from assessments.models import Assessment, AssessmentStatus, Design, Project
from energyplus_runs.models import Run, RunPhase, RunStatus
from standard_site.files.actions import store_bytes
from standard_site.lib.findings import Finding, Severity
from tests.assessments.cast import Cast, make_design, make_scored
from tests.assessments.views.conftest import Browse


@pytest.fixture
def waiting(cast: Cast, project: Project) -> Assessment:
    return request_assessment(cast.member, make_design(cast, project, model=True), send=False)


def page_of(browse: Browse, cast: Cast, assessment: Assessment, **headers: str) -> Any:
    return browse(cast.member).get(reverse("assessments:assessment", args=[assessment.pk]), headers=headers)


def test_assessing_leads_to_the_assessment(browse: Browse, cast: Cast, design: Design) -> None:
    answer = browse(cast.member).post(reverse("assessments:assess", args=[design.pk]))
    assert answer["Location"] == reverse("assessments:assessment", args=[Assessment.objects.get().pk])


def test_too_many_at_once_is_a_conflict(
    browse: Browse, cast: Cast, waiting: Assessment, settings: Any
) -> None:
    settings.RUNS_PER_USER_MAX = 1
    answer = browse(cast.member).post(reverse("assessments:assess", args=[waiting.design_id]))
    assert answer.status_code == 409
    assert "too-many-runs" in answer.content.decode()
    assert Assessment.objects.count() == 1


def test_the_queue_place_is_said(browse: Browse, cast: Cast, waiting: Assessment) -> None:
    assert "next in the queue" in page_of(browse, cast, waiting).content.decode()
    second = request_assessment(cast.member, waiting.design, send=False)
    Run.objects.update(enqueued_at=timezone.now())
    assert "1 simulation is before this one" in page_of(browse, cast, second).content.decode()


def test_the_moving_part_comes_alone(browse: Browse, cast: Cast, waiting: Assessment) -> None:
    waiting.runs.update(status=RunStatus.RUNNING, phase=RunPhase.SIMULATING, percent=42)
    part = page_of(browse, cast, waiting, **{"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "Simulating the year" in part
    assert 'value="42"' in part
    assert "load delay:1s" in part


def test_watching_works_without_scripts(browse: Browse, cast: Cast, waiting: Assessment) -> None:
    assert '<noscript><meta http-equiv="refresh"' in page_of(browse, cast, waiting).content.decode()


def test_watching_ends_with_the_work(browse: Browse, cast: Cast, scored: Assessment) -> None:
    answer = page_of(browse, cast, scored, **{"hx-request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_cancelling_stops_the_run(browse: Browse, cast: Cast, waiting: Assessment) -> None:
    answer = browse(cast.member).post(
        reverse("assessments:assessment-cancel", args=[waiting.pk]), follow=True
    )
    assert waiting.runs.get().status == RunStatus.CANCELLED
    assert "The simulation is being stopped" in answer.content.decode()


def test_cancelling_what_is_over_says_so(browse: Browse, cast: Cast, scored: Assessment) -> None:
    answer = browse(cast.member).post(reverse("assessments:assessment-cancel", args=[scored.pk]), follow=True)
    assert "was over already" in answer.content.decode()


def test_a_failure_shows_its_reasons(browse: Browse, cast: Cast, waiting: Assessment) -> None:
    said = {"en": "The engine stopped: <b>no zone</b>.", "zh-hans": "引擎已停止。"}
    finding = Finding("engine-fatal", Severity.ERROR, said, said).to_json()
    error_file = store_bytes(b"** Fatal ** no zone")
    waiting.runs.update(status=RunStatus.FAILED, findings=[finding], error_file=error_file)
    Assessment.objects.update(status=AssessmentStatus.FAILED)
    page = page_of(browse, cast, waiting).content.decode()
    assert "engine-fatal" in page
    assert "&lt;b&gt;no zone" in page
    assert "Assess again" in page
    run = waiting.runs.get()
    messages = browse(cast.member).get(reverse("assessments:run-errors", args=[run.pk]))
    assert messages.getvalue() == b"** Fatal ** no zone"
    assert messages["Content-Type"].startswith("text/plain")
    assert browse(cast.stranger).get(reverse("assessments:run-errors", args=[run.pk])).status_code == 404
    assert browse(cast.member).get(reverse("assessments:prepared-model", args=[run.pk])).status_code == 404


def test_the_prepared_model_can_be_taken_away(browse: Browse, cast: Cast, waiting: Assessment) -> None:
    Run.objects.update(prepared=store_bytes(b"Version,25.2;"))
    answer = browse(cast.member).get(reverse("assessments:prepared-model", args=[waiting.runs.get().pk]))
    assert answer.getvalue() == b"Version,25.2;"
    assert answer["Content-Disposition"] == 'attachment; filename="prepared.idf"'


def test_the_verdict_says_what_is_missing(
    browse: Browse, cast: Cast, scored: Assessment, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, address = browse(cast.member), reverse("assessments:assessment", args=[scored.pk])
    client.get(address)
    with django_assert_max_num_queries(12):
        page = client.get(address).content.decode()
    # The sample's materials are those of 2 100 m², the project has 1 200 m²: B01 fails, whatever the energy may be.
    assert "The gate is not achieved, because" in page
    assert "inputs are missing" in page
    assert "It comes from the simulation of the energy model" in page


def test_a_gate_nobody_can_tell(browse: Browse, cast: Cast, project: Project) -> None:
    """With declared values alone neither energy nor materials are known, and nothing pretends to be zero."""
    page = page_of(browse, cast, make_scored(cast, make_design(cast, project))).content.decode()
    assert "Whether the gate is achieved cannot be said yet" in page


def test_the_scorecard_goes_out_as_it_is_stored(browse: Browse, cast: Cast, scored: Assessment) -> None:
    answer = browse(cast.member).get(reverse("assessments:scorecard-json", args=[scored.pk]))
    assert answer.json() == scored.scorecard.document
    assert answer["Content-Disposition"].startswith("attachment")


def test_every_criterion_opens(browse: Browse, cast: Cast, scored: Assessment) -> None:
    client = browse(cast.member)
    for criterion in scored.scorecard.document["criteria"]:
        answer = client.get(reverse("assessments:criterion", args=[scored.pk, criterion["key"]]))
        assert answer.status_code == 200, criterion["key"]
        assert criterion["code"] in answer.content.decode()


def test_upfront_carbon_opens_down_to_its_lines(browse: Browse, cast: Cast, scored: Assessment) -> None:
    page = browse(cast.member).get(reverse("assessments:criterion", args=[scored.pk, "b01-upfront-carbon"]))
    text = page.content.decode()
    assert "The material lines behind it" in text
    assert "A1-A3 = " in text or "A1–A3 = " in text  # quantity × factor of a line
    assert "Transcription, not yet confirmed" in text


def test_a_criterion_that_is_not_there(
    browse: Browse, cast: Cast, scored: Assessment, waiting: Assessment
) -> None:
    client = browse(cast.member)
    assert client.get(reverse("assessments:criterion", args=[scored.pk, "z99-nothing"])).status_code == 404
    assert (
        client.get(reverse("assessments:criterion", args=[waiting.pk, "b01-upfront-carbon"])).status_code
        == 404
    )


def test_the_scorecard_in_chinese(browse: Browse, cast: Cast, scored: Assessment) -> None:
    answer = browse(cast.member).get(f"/zh-hans/assessments/{scored.pk}/")
    assert scored.scorecard.document["criteria"][0]["title"]["zh-hans"] in answer.content.decode()
