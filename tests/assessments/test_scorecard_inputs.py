"""What was judged is kept in short beside each scorecard, and judging it anew gives the same."""

from __future__ import annotations

import importlib
from typing import Any

from django.apps import apps

from assessments.models import Scorecard
from assessments.scorecard_inputs import columns_of, inputs_of, judged_of
from rules.engine.evaluation import evaluate
from rules.models import Edition
from tests.assessments.cast import Cast, make_design, make_project, make_scored

COLUMNS = ("inputs", "kind", "typologies", "construction_start_year")


def columns(scorecard: Scorecard) -> dict[str, Any]:
    return {name: getattr(scorecard, name) for name in COLUMNS}


def test_a_score_keeps_what_it_judged(cast: Cast, edition: Edition) -> None:
    scorecard = make_scored(cast, make_design(cast, make_project(cast))).scorecard
    assert scorecard.inputs["subject"]["uses"] == [{"typology": "hotel", "gia_m2": 1200.0}]
    assert "name" not in scorecard.inputs["subject"]
    assert (scorecard.kind, scorecard.typologies) == ("building", "|hotel|")
    assert scorecard.construction_start_year == 2027
    judged = evaluate(edition.loaded(), *judged_of(scorecard.inputs)).to_json()
    assert (judged["gate"], judged["score"]) == (scorecard.document["gate"], scorecard.document["score"])


def test_the_migration_reads_the_same_from_the_document(cast: Cast) -> None:
    scorecard = make_scored(cast, make_design(cast, make_project(cast))).scorecard
    kept = columns(scorecard)
    unreadable = make_scored(cast, make_design(cast, make_project(cast, "Other"))).scorecard
    Scorecard.objects.update(inputs=None, kind="", typologies="", construction_start_year=None)
    Scorecard.objects.filter(pk=unreadable.pk).update(document={"metrics": {}})
    importlib.import_module("assessments.migrations.0002_scorecard_inputs")._fill(apps, None)
    scorecard.refresh_from_db()
    unreadable.refresh_from_db()
    assert columns(scorecard) == kept
    assert (unreadable.inputs, unreadable.kind) == (None, "")


def test_what_was_missing_or_derived_is_left_out() -> None:
    metrics = {
        "site_energy_kwh_per_yr": {"value": 9.0, "unit": "kWh/yr", "source": "simulated", "origin": []},
        "site_eui_kwh_per_m2_yr": {"value": 0.9, "unit": "kWh/m2/yr", "source": "derived", "origin": []},
        "peak_electricity_w": {"value": None, "unit": "W", "source": "simulated", "origin": []},
        "gia_m2": {"value": 10.0, "unit": "m2", "source": "declared", "origin": []},
    }
    subject = {"kind": "building", "name": "House", "gia_m2": 10.0, "stage": None, "uses": []}
    inputs = inputs_of({"subject": subject, "metrics": metrics}, "hainan")
    assert inputs == {
        "subject": {"kind": "building", "uses": [], "gia_m2": 10.0, "grid_region": "hainan"},
        "metrics": {"site_energy_kwh_per_yr": [9.0, "kWh/yr"]},
    }
    assert columns_of(inputs)["typologies"] == ""
