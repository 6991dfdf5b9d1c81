"""One assessment comes to one end, however often and from wherever it is asked for."""

from __future__ import annotations

import json
import threading
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.db import OperationalError, connection

from assessments import scoring
from assessments.actions.assess import cancel_assessment, request_assessment
from assessments.document import digest_of, document_of
from assessments.models import Assessment, AssessmentStatus, AuditEntry, Project, Scorecard
from assessments.scoring import compute_document, score_if_ready
from assessments.selectors import assessments_to_score
from assessments.tasks import sweep
from energyplus_runs.execution import execute
from energyplus_runs.models import Run, RunStatus
from tests.assessments.cast import Cast, make_design

SCHEMA = json.loads((settings.BASE_DIR / "docs" / "schemas" / "scorecard.schema.json").read_text("utf-8"))


def asked(cast: Cast, project: Project, model: bool = False) -> Assessment:
    return request_assessment(cast.member, make_design(cast, project, model=model), send=False)


def set_run(assessment: Assessment, **columns: Any) -> None:
    Run.objects.filter(assessments=assessment).update(**columns)


def verbs(project: Project) -> list[str]:
    return list(AuditEntry.objects.filter(project=project).order_by("pk").values_list("verb", flat=True))


def scored(assessment: Assessment) -> Assessment:
    score_if_ready(str(assessment.pk))
    return Assessment.objects.get(pk=assessment.pk)


def test_asking_many_times_makes_one_scorecard(cast: Cast, project: Project) -> None:
    assessment = asked(cast, project)
    for _ in range(4):
        assert scored(assessment).status == AssessmentStatus.SCORED
    assert Scorecard.objects.count() == 1
    assert verbs(project).count("scored") == 1


@pytest.mark.django_db(transaction=True)
def test_asking_from_many_sides_at_once_makes_one_scorecard(cast: Cast, project: Project) -> None:
    assessment = asked(cast, project)
    start, failures = threading.Barrier(6), []

    def ask() -> None:
        start.wait()
        try:
            score_if_ready(str(assessment.pk))
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Scorecard.objects.count() == 1
    assert verbs(project).count("scored") == 1


@pytest.mark.parametrize("status", [RunStatus.QUEUED, RunStatus.RUNNING])
def test_an_open_run_is_waited_for(cast: Cast, project: Project, status: RunStatus) -> None:
    assessment = asked(cast, project, model=True)
    set_run(assessment, status=status)
    assert scored(assessment).status == AssessmentStatus.SIMULATING
    assert list(assessments_to_score()) == []


@pytest.mark.parametrize(
    ("run", "end", "verb"),
    [
        (RunStatus.FAILED, AssessmentStatus.FAILED, "assessment-failed"),
        (RunStatus.CANCELLED, AssessmentStatus.CANCELLED, "assessment-stopped"),
    ],
)
def test_a_run_without_results_ends_its_assessment_without_a_score(
    cast: Cast, project: Project, run: RunStatus, end: AssessmentStatus, verb: str
) -> None:
    assessment = asked(cast, project, model=True)
    set_run(assessment, status=run)
    ended = scored(scored(assessment))
    assert (ended.status, ended.findings) == (end, [])
    assert ended.ended_at is not None
    assert not Scorecard.objects.exists()
    assert verbs(project).count(verb) == 1
    document = document_of(ended)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert (document["criteria"], document["gate"]["outcome"]) == ([], "undetermined")
    assert document["runs"][0]["status"] == run


def test_what_is_not_known_stays_undetermined(cast: Cast, project: Project) -> None:
    document = scored(asked(cast, project)).scorecard.document
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    by_code = {criterion["code"]: criterion for criterion in document["criteria"]}
    assert by_code["B01"]["outcome"] == "undetermined"
    assert by_code["B01"]["value"] is None
    assert "upfront_a1_a3_kgco2e" in by_code["B01"]["missing"]
    assert document["rating"]["key"] is None
    assert document["gate"]["outcome"] in ("undetermined", "not_achieved")


@pytest.mark.engine
def test_a_score_can_be_computed_again_from_what_is_stored(cast: Cast, project: Project) -> None:
    assessment = asked(cast, project, model=True)
    execute(str(assessment.runs.get().pk), "test")
    scorecard = scored(assessment).scorecard
    jsonschema.Draft202012Validator(SCHEMA).validate(scorecard.document)
    assert digest_of(scorecard.document) == scorecard.digest
    again = Assessment.objects.select_related("design__project", "edition").get(pk=assessment.pk)
    document = compute_document(again, list(again.runs.order_by("requested_at")))
    assert digest_of(document) == scorecard.digest
    assert json.loads(json.dumps(document)) == scorecard.document


def test_a_project_corrected_afterwards_keeps_its_score(cast: Cast, project: Project) -> None:
    assessment = asked(cast, project)
    Project.objects.filter(pk=project.pk).update(gia_m2=9, name="Other", construction_start_year=2030)
    document = scored(assessment).scorecard.document
    assert (document["subject"]["name"], document["subject"]["gia_m2"]) == ("Guesthouse", 1200)


def test_a_defect_ends_the_assessment_with_its_reason(cast: Cast, project: Project) -> None:
    """Results of a shape that no run of ours has."""
    assessment = asked(cast, project, model=True)
    set_run(assessment, status=RunStatus.SUCCEEDED, results={"simulated_hours": "many"})
    ended = scored(assessment)
    assert ended.status == AssessmentStatus.FAILED
    assert [finding["code"] for finding in ended.findings] == ["scoring-failed"]
    assert list(assessments_to_score()) == []
    jsonschema.Draft202012Validator(SCHEMA).validate({**document_of(ended), "runs": []})


def test_a_database_out_of_reach_is_waited_for(
    cast: Cast, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment = asked(cast, project)

    def away(*_: Any) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(scoring, "_save", away)
        with pytest.raises(OperationalError):
            score_if_ready(str(assessment.pk))
    assessment.refresh_from_db()
    assert assessment.status == AssessmentStatus.SIMULATING
    sweep()
    assert Scorecard.objects.filter(assessment=assessment).exists()


def test_an_assessment_that_is_gone_is_passed_over(db: None) -> None:
    score_if_ready("00000000-0000-0000-0000-000000000000")


def test_the_sweep_scores_what_nobody_asked_for_and_one_defect_stops_no_other(
    cast: Cast, project: Project
) -> None:
    broken, sound = asked(cast, project, model=True), asked(cast, project)
    set_run(broken, status=RunStatus.SUCCEEDED, results={"simulated_hours": "many"})
    assert set(assessments_to_score()) == {broken.pk, sound.pk}
    sweep()
    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.status, sound.status) == (AssessmentStatus.FAILED, AssessmentStatus.SCORED)


def test_a_waiting_assessment_that_is_cancelled_ends_at_once(
    cast: Cast, project: Project, django_capture_on_commit_callbacks: Any
) -> None:
    assessment = asked(cast, project, model=True)
    with django_capture_on_commit_callbacks(execute=True):
        assert cancel_assessment(cast.member, assessment) is True
    assessment.refresh_from_db()
    assert assessment.status == AssessmentStatus.CANCELLED
    assert cancel_assessment(cast.member, assessment) is False
    assert verbs(project)[-2:] == ["assessment-cancelled", "assessment-stopped"]
