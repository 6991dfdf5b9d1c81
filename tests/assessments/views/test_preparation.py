"""What the protocol will change: worked out by a worker, shown with reasons and units, filtered, taken away."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse

from assessments.models import Design, Project
from assessments.protocols import foresee
from energyplus_runs.findings import FINDINGS as RUN_FINDINGS
from energyplus_runs.following import SIMULATIONS_LAST
from energyplus_runs.previews.models import Preview
from energyplus_runs.previews.working import AFTER_SCORES, _message, send_left_behind, work_out
from energyplus_runs.tasks import prepare_preview
from tests.assessments.cast import MODEL, Cast, make_design, uploaded_model
from tests.assessments.views.conftest import Browse


@pytest.fixture
def design(cast: Cast, project: Project) -> Design:
    return make_design(cast, project, model=True)


@pytest.fixture
def foreseen(design: Design) -> Preview:
    preview = foresee(design)
    assert preview is not None
    work_out(preview.key)
    preview.refresh_from_db()
    return preview


def page_of(browse: Browse, cast: Cast, design: Design, query: str = "") -> str:
    address = reverse("assessments:design-preparation", args=[design.pk])
    return browse(cast.member).get(address + query).content.decode()


def test_it_is_worked_out_once_and_by_a_worker(browse: Browse, cast: Cast, design: Design) -> None:
    assert "not been worked out yet" in page_of(browse, cast, design)
    address = reverse("assessments:design-preparation", args=[design.pk])
    for _ in range(2):
        assert browse(cast.member).post(address).status_code == 302
    assert "A worker is working out" in page_of(browse, cast, design)
    prepare_preview(Preview.objects.get().key)
    page = page_of(browse, cast, design)
    assert "Step by step" in page
    assert "Ground temperatures" in page
    assert "A worker is working out" not in page


def test_reasons_units_and_filters(browse: Browse, cast: Cast, design: Design, foreseen: Preview) -> None:
    page = page_of(browse, cast, design, "?step=mains-temperatures")
    assert "The year 2026 is chosen." in page  # why the calendar
    assert "Annual Average Outdoor Air Temperature" in page and "24.44525114155251 °C" in page
    assert "Begin Year" not in page
    assert "Begin Year" in page_of(browse, cast, design, "?word=begin+year")
    assert "0 changes are listed." in page_of(browse, cast, design, "?word=nothing-like-it")
    assert "The model was like this already." in page  # the ground


def test_a_preview_says_why_a_model_cannot_be_prepared(browse: Browse, cast: Cast, project: Project) -> None:
    period = (
        b"\nWeatherProperty:SkyTemperature,Long gone,ScheduleValue,Always;\nSchedule:Constant,Always,,1;\n"
    )
    design = uploaded_model(cast, project, MODEL.read_bytes() + period)
    preview = foresee(design)
    assert preview is not None
    work_out(preview.key)
    preview.refresh_from_db()
    assert preview.status == "failed"
    assert preview.findings[0]["code"] == "environment-no-longer-there"
    assert "cannot be prepared" in page_of(browse, cast, design)


def test_previews_wait_behind_scores_and_before_simulations() -> None:
    assert 0 < AFTER_SCORES < SIMULATIONS_LAST
    assert _message("key").options["priority"] == AFTER_SCORES


def test_one_that_failed_for_want_of_storage_is_worked_out_once_more(
    browse: Browse, cast: Cast, design: Design
) -> None:
    preview = foresee(design)
    assert preview is not None
    Preview.objects.update(status="failed", attempts=3, findings=[RUN_FINDINGS.make("run-defect").to_json()])
    assert "Work it out" in page_of(browse, cast, design)
    assert (
        browse(cast.member).post(reverse("assessments:design-preparation", args=[design.pk])).status_code
        == 302
    )
    work_out(preview.key)
    preview.refresh_from_db()
    assert (preview.status, preview.attempts) == ("done", 1)


def test_files_to_take_away(browse: Browse, cast: Cast, design: Design, foreseen: Preview) -> None:
    def taken(form: str) -> str:
        address = reverse("assessments:design-preparation-file", args=[design.pk, form])
        return browse(cast.member).get(address).content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(taken("csv"))))
    assert len(rows) == sum(len(step["changes"]) for step in foreseen.preparation)
    mains = next(row for row in rows if row["field"] == "Annual Average Outdoor Air Temperature")
    assert (mains["step"], mains["after"], mains["unit"]) == (
        "mains-temperatures",
        "24.44525114155251",
        "degC",
    )
    assert json.loads(taken("json"))["steps"] == foreseen.preparation
    assert "+++ RunPeriod" in taken("diff")
    missing = reverse("assessments:design-preparation-file", args=[design.pk, "pdf"])
    assert browse(cast.member).get(missing).status_code == 404


def test_a_lost_message_is_sent_again_and_a_deadly_model_given_up(design: Design, settings: object) -> None:
    preview = foresee(design)
    assert preview is not None
    long_ago = preview.sent_at.replace(year=2000)
    Preview.objects.update(sent_at=long_ago, attempts=3)
    send_left_behind()
    preview.refresh_from_db()
    assert preview.sent_at > long_ago
    work_out(preview.key)
    preview.refresh_from_db()
    assert preview.findings[0]["code"] == "run-lost-too-often"
