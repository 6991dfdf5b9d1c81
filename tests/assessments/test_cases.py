"""Further cases: which are needed, what each supplies, and what one that fails leaves open."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from django.conf import settings

from assessments.actions.assess import cancel_assessment
from assessments.case_metrics import CaseResults, rows_of_cases
from assessments.cases import needed_cases, scenarios_of
from assessments.document import digest_of
from assessments.models import Assessment, AssessmentStatus
from assessments.refusal import Conflict, Refused
from assessments.scoring import compute_document, score_if_ready
from energyplus_runs.actions import cancel_run
from energyplus_runs.models import Run, RunStatus
from energyplus_runs.simulation.resilience import HeatIndexHours, Outage, Resilience, ZoneComfort, ZoneOutage
from rules.engine.evaluation import Subject
from rules.engine.loading import load_edition_files
from rules.models import Edition
from tests.assessments.cased import SCENARIOS, cased_assessment, cased_edition, end_runs, run_of
from tests.assessments.cast import Cast, make_design, make_project
from tests.assessments.results import results
from tests.assessments.test_scoring import asked
from tests.rules.editions import island

SCHEMA = json.loads((settings.BASE_DIR / "docs" / "schemas" / "scorecard.schema.json").read_text("utf-8"))
DESIGN = results(carriers={"electricity": 2000.0}, unmet_heating_h=0.0, unmet_cooling_h=300.0)
REFERENCE = results(
    carriers={"electricity": 3000.0, "natural_gas": 600.0},
    purchased_electricity_kwh=2500.0,
    unmet_heating_h=0.5,
    unmet_cooling_h=300.0,
)
HOT = Outage(168.0, (ZoneOutage("Cool", 1.5, 31.0), ZoneOutage("Hot", 240.0, 36.5)), {})
WARM = (ZoneComfort("Fair", 1000.0, 900.0), ZoneComfort("Poor", 2000.0, 500.0))


@pytest.fixture
def cased(edition: Edition) -> Edition:
    return cased_edition()


def of_cases() -> Any:
    return load_edition_files({**island().files, "scenarios.yaml": SCENARIOS.encode()})


def subject(**differs: Any) -> Subject:
    usual = {"works": "new", "stage": "design", "gia_m2": 1200.0, "grid_region": "hainan"}
    uses = [{"typology": "hotel", "gia_m2": 1200.0}]
    return Subject.from_json({**usual, "construction_start_year": 2027, "uses": uses, **differs})


def scored(assessment: Assessment) -> Assessment:
    score_if_ready(str(assessment.pk))
    return Assessment.objects.get(pk=assessment.pk)


def said(document: dict[str, Any], code: str) -> list[str]:
    return [finding["message"]["en"] for finding in document["findings"] if finding["code"] == code]


@pytest.mark.parametrize(
    ("differs", "cases"),
    [
        ({}, ["reference", "outage", "free-running"]),
        (
            {"works": "retrofit_one_go"},
            ["reference", "outage", "free-running"],
        ),  # B06 compares a retrofit too
        ({"stage": "as_built"}, ["reference"]),  # B11 and B12 speak of designs
        ({"stage": "in_use"}, []),
        ({"stage": None}, ["reference", "outage", "free-running"]),  # not known is not ruled out
        ({"kind": "community"}, []),
    ],
)
def test_only_the_cases_that_a_criterion_may_ask_for_are_needed(
    differs: dict[str, Any], cases: list[str]
) -> None:
    assert [case.key for case in needed_cases(of_cases(), subject(**differs))] == cases


def test_what_is_given_needs_no_run() -> None:
    given = {"comfortable_without_cooling_h_per_yr", "occupied_h_per_yr"}
    assert [case.key for case in needed_cases(of_cases(), subject(), given)] == ["reference", "outage"]
    one = {"occupied_h_per_yr"}
    assert len(needed_cases(of_cases(), subject(), one)) == 3


def test_an_edition_without_the_annex_has_no_further_case() -> None:
    assert needed_cases(island(), subject()) == ()


def test_each_case_gives_what_the_edition_says_it_supplies() -> None:
    cases = scenarios_of(of_cases()).cases
    heat = Resilience(outage=HOT, free_running=WARM, heat_index=(HeatIndexHours("Hot", 0, 1, 2, 3, 4),))
    known = {key: CaseResults(case, results(resilience=heat)) for key, case in cases.items()}
    known["reference"] = CaseResults(cases["reference"], REFERENCE)
    rows = {row[0]: row for row in rows_of_cases(known, of_cases(), "hainan", 1200.0)}
    # (3000 + 600) kWh / 1200 m2
    assert rows["reference_site_eui_kwh_per_m2_yr"][1:3] == (3.0, "kWh/m2/yr")
    # Electricity 3000 kWh · 0.3648 (Hainan, 2023) and gas 600 kWh · 0.199944, nothing taken off for what is made on site
    carbon = (3000.0 * 0.3648 + 600.0 * 0.199944) / 1200.0
    assert rows["reference_operating_carbon_kgco2_per_m2_yr"][1] == pytest.approx(carbon, rel=1e-12)
    assert rows["outage_set_above_30_k_h"][1:3] == (240.0, "K*h")  # of the worst zone
    assert rows["comfortable_without_cooling_h_per_yr"][1] == 500.0
    assert rows["occupied_h_per_yr"][1] == 2000.0
    assert "heat_index_caution_h_per_yr" not in rows  # hours of a week without power are not those of a year
    origin = rows["outage_set_above_30_k_h"][4][0]
    assert origin.text["en"] == "Seven days without power: EnergyPlus report, worst occupied zone: Hot"
    assert origin.text["zh-hans"].startswith("停电七天：")


def test_what_cannot_be_known_of_the_reference_is_missing() -> None:
    reference = scenarios_of(of_cases()).cases["reference"]
    known = {"reference": CaseResults(reference, results(carriers={"electricity": 1.0, "propane": 2.0}))}
    keys = [row[0] for row in rows_of_cases(known, of_cases(), None, 1200.0)]  # no region, no grid factor
    assert keys == ["reference_site_eui_kwh_per_m2_yr"]
    assert [*rows_of_cases(known, of_cases(), "hainan", None)] == []


def test_every_case_is_asked_for_and_waited_for(cast: Cast, cased: Edition) -> None:
    assessment = cased_assessment(cast)
    runs = {run.case: run for run in assessment.runs.all()}
    assert list(runs) == ["free-running", "outage", "reference", "typical"]  # the newest first
    assert runs["typical"].treatments == []
    assert runs["outage"].treatments == [{"kind": "outage"}]
    end_runs(assessment, outage=RunStatus.RUNNING)
    assert scored(assessment).status == AssessmentStatus.SIMULATING


def test_the_scorecard_says_what_each_case_came_to(cast: Cast, cased: Edition) -> None:
    assessment = cased_assessment(cast)
    end_runs(
        assessment,
        typical=DESIGN,
        reference=REFERENCE,
        outage=results(resilience=Resilience(outage=HOT)),
        free_running=results(resilience=Resilience(free_running=WARM)),
    )
    document = scored(assessment).scorecard.document
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert [run["case"] for run in document["runs"]] == ["typical", "reference", "outage", "free-running"]
    assert document["runs"][1]["numbers"]["site_energy_kwh"] == 3600.0
    assert document["runs"][2]["resilience"]["outage"]["hours"] == 168.0
    assert document["energy"]["carriers"] == {"electricity": 2000.0}  # the design's
    assert document["energy"]["cases"]["reference"]["carriers"] == REFERENCE.carriers
    by_code = {criterion["code"]: criterion for criterion in document["criteria"]}
    assert by_code["B11"]["value"] == 240.0
    saving = next(need for need in by_code["B06"]["requirements"] if need["key"] == "saving")
    assert saving["value"] == 44.44  # 1 − 2000 / 3600, in per cent
    # 300 h together are not doubted, 300.5 h are
    doubts = said(document, "unmet-hours-many")
    assert len(doubts) == 1
    assert doubts[0].startswith("Reference building: ")


def test_a_scorecard_of_many_cases_can_be_computed_again(cast: Cast, cased: Edition) -> None:
    assessment = cased_assessment(cast)
    end_runs(assessment, typical=DESIGN, reference=REFERENCE, outage=RunStatus.FAILED)
    scorecard = scored(assessment).scorecard
    again = Assessment.objects.select_related("design__project", "edition").get(pk=assessment.pk)
    document = compute_document(again, list(again.runs.all()))
    assert digest_of(document) == scorecard.digest
    assert json.loads(json.dumps(document)) == scorecard.document


@pytest.mark.parametrize("end", [RunStatus.FAILED, RunStatus.CANCELLED])
def test_a_case_without_result_leaves_its_metrics_open_and_says_why(
    cast: Cast, cased: Edition, end: RunStatus
) -> None:
    assessment = cased_assessment(cast)
    end_runs(assessment, typical=DESIGN, reference=REFERENCE, outage=end)
    usual = {
        "code": "usual",
        "severity": "info",
        "where": {},
        "message": {"en": "Usual.", "zh-hans": "常见。"},
    }
    own = {**usual, "code": "own", "message": {"en": "Too hot.", "zh-hans": "过热。"}}
    Run.objects.filter(assessments=assessment, case="typical").update(findings=[usual])
    Run.objects.filter(assessments=assessment, case="outage").update(findings=[usual, own])
    card = scored(assessment)
    document = card.scorecard.document
    assert card.status == AssessmentStatus.SCORED
    by_code = {criterion["code"]: criterion for criterion in document["criteria"]}
    assert (by_code["B11"]["outcome"], by_code["B11"]["missing"]) == (
        "undetermined",
        ["outage_set_above_30_k_h"],
    )
    assert said(document, "case-without-result")[0].startswith("Seven days without power: ")
    assert said(document, "own") == ["Seven days without power: Too hot."]
    assert said(document, "usual") == ["Usual."]  # said once, for the typical year


@pytest.mark.parametrize(
    ("typical", "other", "end"),
    [
        (RunStatus.FAILED, RunStatus.SUCCEEDED, AssessmentStatus.FAILED),
        (RunStatus.CANCELLED, RunStatus.FAILED, AssessmentStatus.CANCELLED),
    ],
)
def test_without_the_typical_year_there_is_no_score(
    cast: Cast, cased: Edition, typical: RunStatus, other: RunStatus, end: AssessmentStatus
) -> None:
    assessment = cased_assessment(cast)
    end_runs(assessment, typical=typical, reference=REFERENCE if other == RunStatus.SUCCEEDED else other)
    assert scored(assessment).status == end


def test_who_cancels_an_assessment_gets_no_score_of_what_was_done_already(
    cast: Cast, cased: Edition, django_capture_on_commit_callbacks: Any
) -> None:
    assessment = cased_assessment(cast)
    end_runs(assessment, reference=RunStatus.QUEUED)
    with django_capture_on_commit_callbacks(execute=True):
        assert cancel_assessment(cast.member, assessment)
    assert scored(assessment).status == AssessmentStatus.CANCELLED


def test_one_case_cancelled_by_an_operator_leaves_the_score_to_the_others(cast: Cast, cased: Edition) -> None:
    assessment = cased_assessment(cast)
    end_runs(assessment, reference=RunStatus.QUEUED)
    assert cancel_run(run_of(assessment, "reference"))
    assert scored(assessment).status == AssessmentStatus.SCORED


def test_cases_left_out_are_said_and_stay_open(cast: Cast, cased: Edition) -> None:
    assessment = cased_assessment(cast, only=["typical", "outage"])
    assert {run.case for run in assessment.runs.all()} == {"typical", "outage"}
    end_runs(assessment)
    document = scored(assessment).scorecard.document
    left_out = said(document, "case-left-out")
    assert [text.split(":")[0] for text in left_out] == ["Reference building", "No cooling all year"]


def test_a_case_nobody_knows_is_refused(cast: Cast, cased: Edition) -> None:
    with pytest.raises(Refused) as refused:
        cased_assessment(cast, only=["typical", "winter"])
    assert [finding.code for finding in refused.value.findings] == ["case-unknown"]
    assert "reference, outage, free-running" in refused.value.findings[0].remedy["en"]
    assert not Assessment.objects.exists()


def test_documents_of_an_edition_without_cases_stay_as_they_were(cast: Cast, edition: Edition) -> None:
    assessment = asked(cast, make_project(cast), model=True)
    end_runs(assessment, typical=results(carriers={"electricity": 1.0}, unmet_cooling_h=9000.0))
    document = scored(assessment).scorecard.document
    assert not {"numbers", "resilience"} & set(document["runs"][0])
    assert not {"cases", "resilience"} & set(document["energy"])
    assert said(document, "unmet-hours-many") == []


def test_an_assessment_with_many_cases_counts_as_one_request(
    cast: Cast, cased: Edition, settings: Any
) -> None:
    settings.RUNS_PER_USER_MAX = 2
    for _ in range(2):
        assert cased_assessment(cast, send=True).runs.count() == 4
    with pytest.raises(Conflict) as refused:
        cased_assessment(cast, send=True)
    assert refused.value.finding.code == "too-many-runs"


def test_what_was_simulated_before_is_scored_within_the_request(
    cast: Cast, cased: Edition, django_capture_on_commit_callbacks: Any
) -> None:
    first = cased_assessment(cast)
    end_runs(first, typical=DESIGN, reference=REFERENCE)
    with django_capture_on_commit_callbacks(execute=True):
        second = cased_assessment(cast, send=True)
    card = Assessment.objects.get(pk=second.pk)
    assert card.status == AssessmentStatus.SCORED
    assert all(run["cached"] for run in card.scorecard.document["runs"])
    assert run_of(second).cached_from_id == run_of(first).pk
    assert run_of(second, "reference").results == run_of(first, "reference").results


def test_another_place_or_treatment_is_another_request(cast: Cast, cased: Edition) -> None:
    end_runs(cased_assessment(cast))
    assessment = cased_assessment(cast)
    keys = {run.request_key for run in assessment.runs.all()}
    assert len(keys) == 4
    assert "" not in keys
    design = make_design(cast, assessment.design.project, model=True)
    assert design.model_id == assessment.design.model_id  # the same file is kept once
