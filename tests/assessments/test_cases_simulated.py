"""The reference building, from its annex to the scorecard, with the real engine."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from assessments.document import digest_of
from assessments.models import Assessment, AssessmentStatus
from assessments.scoring import compute_document, score_if_ready
from energyplus_runs.execution import execute
from energyplus_runs.models import RunStatus
from rules.models import Edition
from tests.assessments.cased import cased_assessment, next_edition, run_of
from tests.assessments.cast import Cast
from tests.assessments.test_cases import SCHEMA

CASES = ["typical", "reference"]


@pytest.mark.engine
def test_design_and_reference_are_simulated_compared_and_never_twice(
    cast: Cast, edition: Edition, django_capture_on_commit_callbacks: Any
) -> None:
    asked = {"edition_key": next_edition().key, "only": CASES}
    assessment = cased_assessment(cast, **asked)
    for run in assessment.runs.all():
        execute(str(run.pk), "test")
    score_if_ready(str(assessment.pk))
    card = Assessment.objects.select_related("design__project", "edition").get(pk=assessment.pk)
    document = card.scorecard.document
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    design, reference = run_of(card), run_of(card, "reference")
    assert (design.status, reference.status) == (RunStatus.SUCCEEDED, RunStatus.SUCCEEDED)

    # One protocol for both, then the recipe; what sizing decided is in the stored model, which is not the one before it.
    steps = [step["key"] for step in reference.preparation]
    common = [step["key"] for step in design.preparation]
    assert steps[: len(common)] == common
    assert all(step.startswith("reference-") for step in steps[len(common) :])
    assert reference.weather_digest == design.weather_digest
    assert reference.prepared_id != design.prepared_id

    used_kwh = sum(document["energy"]["cases"]["reference"]["carriers"].values())
    metric = document["metrics"]["reference_site_eui_kwh_per_m2_yr"]
    assert metric["value"] == pytest.approx(used_kwh / 1200.0, rel=1e-12)  # the project's GIA
    by_code = {criterion["code"]: criterion["missing"] for criterion in document["criteria"]}
    assert (by_code["B05"], by_code["B06"]) == ([], [])

    again = compute_document(card, list(card.runs.all()))
    assert digest_of(again) == card.scorecard.digest
    assert json.loads(json.dumps(again)) == document

    with django_capture_on_commit_callbacks(execute=True):
        second = cased_assessment(cast, send=True, **asked)
    second.refresh_from_db()
    assert second.status == AssessmentStatus.SCORED
    assert run_of(second, "reference").preparation == reference.preparation
    assert run_of(second, "reference").results_digest == reference.results_digest
