"""What operators see and do, on the page and by the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from assessments import scoring
from assessments.actions.assess import request_assessment
from assessments.actions.operations import retry_run
from assessments.models import Assessment, AssessmentStatus, Scorecard
from energyplus_runs.models import OperatorAct, Run, RunStatus, WorkerNode
from energyplus_runs.operating import figures
from energyplus_runs.operating.switch import takes_new_work
from energyplus_runs.queueing import take
from standard_site.files.actions import store_bytes
from tests.assessments.cast import Cast, client_of, make_design, make_scored

API = "/api/v1/operations/"
FAILED = {
    "code": "engine-severe",
    "severity": "error",
    "where": {"file": None, "line": None, "object": None, "field": None},
    "message": {"en": "The zone is not closed.", "zh-hans": "区域未封闭。"},
    "remedy": {"en": "Close it.", "zh-hans": "请封闭。"},
}
ERR = b"""Program Version,EnergyPlus
   ** Warning ** A word.
   ** Severe  ** GetSurfaceData: wrong vertices
   **   ~~~   ** in surface=WALL 1
   ** Warning ** Another word.
   **   ~~~   ** of it
   **  Fatal  ** GetSurfaceData: ends here
   ...Summary of Errors
"""


@pytest.fixture
def assessment(cast: Cast, project: Any) -> Assessment:
    return request_assessment(cast.member, make_design(cast, project, model=True))


@pytest.fixture
def page(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.operator, backend="django.contrib.auth.backends.ModelBackend")
    return client


def failed(assessment: Assessment) -> Run:
    run = assessment.runs.get()
    Run.objects.filter(pk=run.pk).update(
        status=RunStatus.FAILED,
        attempt=1,
        findings=[FAILED],
        error_file=store_bytes(ERR),
        ended_at=timezone.now(),
        started_at=timezone.now(),
    )
    Assessment.objects.filter(pk=assessment.pk).update(
        status=AssessmentStatus.FAILED, ended_at=timezone.now()
    )
    run.refresh_from_db()
    return run


def test_the_page_says_who_waits_and_who_works(page: Client, assessment: Assessment, cast: Cast) -> None:
    now = timezone.now()
    WorkerNode.objects.create(
        name="worker-1@machine", slots=2, started_at=now, seen_at=now, versions={"engine": "25.2"}
    )
    WorkerNode.objects.create(name="gone@machine", slots=1, started_at=now, seen_at=now - timedelta(hours=1))
    text = page.get(reverse("operations:index")).content.decode()
    run = assessment.runs.get()
    for word in (str(run.pk)[:8], str(cast.member), "worker-1@machine", "engine 25.2", "silent", "not known"):
        assert word in text
    with override("zh-hans"):
        assert "运维" in page.get(reverse("operations:index")).content.decode()


def test_an_empty_service_says_what_will_be_there(page: Client) -> None:
    text = page.get(reverse("operations:index")).content.decode()
    for said in ("Nobody waits", "No worker has reported itself", "Nothing failed"):
        assert said in text


def test_the_moving_part_comes_alone(page: Client) -> None:
    part = page.get(reverse("operations:index"), headers={"HX-Request": "true"}).content.decode()
    assert "Nobody waits" in part
    assert "<html" not in part


def test_new_work_is_stopped_and_taken_again_with_who_and_why(
    page: Client, assessment: Assessment, cast: Cast
) -> None:
    page.post(reverse("operations:stop-new-work"), {"reason": "x"})
    assert not OperatorAct.objects.exists(), "a reason of one letter is none"
    page.post(reverse("operations:stop-new-work"), {"reason": "New <disks>"})
    assert take("worker") is None
    text = page.get(reverse("operations:index")).content.decode()
    assert "New &lt;disks&gt;" in text
    assert str(cast.operator) in text
    assert page.post(reverse("operations:stop-new-work"), {"reason": "again"}).status_code == 409
    page.post(reverse("operations:resume"), {"reason": "They are in"})
    assert [act.verb for act in OperatorAct.objects.all()] == ["resume", "drain"]
    assert take("worker") is not None


def test_the_last_word_counts_whatever_the_clock_of_its_machine(page: Client) -> None:
    page.post(reverse("operations:stop-new-work"), {"reason": "New disks"})
    page.post(reverse("operations:resume"), {"reason": "They are in"})
    OperatorAct.objects.filter(verb="resume").update(at=timezone.now() - timedelta(minutes=5))
    assert takes_new_work()


def test_of_very_many_failures_the_newest_are_shown(
    cast: Cast, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "MOST_FAILURES", 2)
    run = failed(assessment)
    for ago in (1, 2, 3):
        run.pk, run.ended_at = uuid4(), timezone.now() - timedelta(hours=ago)
        run.save(force_insert=True)
    said = client_of(cast.operator).get(API).json()["failures"]
    assert [len(row["runs"]) for row in said] == [2]


def test_what_failed_is_grouped_with_the_lines_that_say_why(page: Client, assessment: Assessment) -> None:
    run = failed(assessment)
    text = page.get(reverse("operations:index")).content.decode()
    assert "engine-severe" in text and "The zone is not closed." in text
    text = page.get(reverse("operations:run", args=[run.pk])).content.decode()
    assert "GetSurfaceData: wrong vertices" in text and "in surface=WALL 1" in text and "ends here" in text
    assert "Another word" not in text and "of it" not in text


def test_a_failed_run_is_tried_again_and_its_end_is_kept(
    page: Client, assessment: Assessment, cast: Cast
) -> None:
    run = failed(assessment)
    answer = client_of(cast.operator).post(f"{API}runs/{run.pk}/retry/", {"reason": "The disk was full"})
    assert (answer.status_code, answer.json()["status"]) == (200, "queued")
    assessment.refresh_from_db()
    assert (assessment.status, assessment.ended_at) == (AssessmentStatus.SIMULATING, None)
    [act] = answer.json()["acts"]
    assert (act["verb"], act["before"]["attempt"], act["before"]["findings"]) == ("retry", 1, [FAILED])
    entry = assessment.design.project.audit.get(verb="assessment-tried-again")
    assert (entry.actor, entry.detail["reason"]) == (cast.operator, "The disk was full")
    assert "What attempt 1 ended with" in page.get(reverse("operations:run", args=[run.pk])).content.decode()
    lease = take("worker")
    assert lease is not None and lease.attempt == 2
    again = client_of(cast.operator).post(f"{API}runs/{run.pk}/retry/", {"reason": "Once more"})
    assert (again.status_code, again.json()["findings"][0]["code"]) == (409, "retry-not-failed")


@pytest.mark.parametrize("end", ["compute_document", "_end_without_score"])
def test_a_run_tried_again_while_its_assessment_comes_to_an_end_is_waited_for(
    cast: Cast, assessment: Assessment, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operator's word comes between reading the runs and saving what they came to."""
    run = failed(assessment)
    Run.objects.filter(pk=run.pk).update(case="typical" if end == "_end_without_score" else "outage")
    Assessment.objects.update(status=AssessmentStatus.SIMULATING, ended_at=None)
    as_it_is = getattr(scoring, end)

    def meanwhile(*given: Any) -> Any:
        retry_run(cast.operator, run, "The disk was full")
        return as_it_is(*given)

    monkeypatch.setattr(scoring, end, meanwhile)
    scoring.score_if_ready(str(assessment.pk))
    assessment.refresh_from_db()
    assert (assessment.status, assessment.ended_at) == (AssessmentStatus.SIMULATING, None)
    assert not Scorecard.objects.exists()


def test_what_was_left_out_stays_left_out_when_a_run_is_tried_again(
    cast: Cast, assessment: Assessment
) -> None:
    run = failed(assessment)
    Assessment.objects.update(
        findings=[{**FAILED, "code": "case-left-out"}, {**FAILED, "code": "scoring-failed"}]
    )
    retry_run(cast.operator, run, "The disk was full")
    assessment.refresh_from_db()
    assert [finding["code"] for finding in assessment.findings] == ["case-left-out"]


def test_a_run_without_which_a_score_was_made_is_not_tried_again(cast: Cast, project: Any) -> None:
    scored = make_scored(cast, make_design(cast, project))
    run = request_assessment(cast.member, make_design(cast, project, model=True)).runs.get()
    scored.runs.add(run)
    Run.objects.filter(pk=run.pk).update(status=RunStatus.FAILED)
    answer = client_of(cast.operator).post(f"{API}runs/{run.pk}/retry/", {"reason": "Why not"})
    assert answer.json()["findings"][0]["code"] == "retry-already-scored"


def test_a_run_is_cancelled_and_its_owner_reads_why(
    cast: Cast, assessment: Assessment, django_capture_on_commit_callbacks: Any
) -> None:
    run = assessment.runs.get()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(cast.operator).post(f"{API}runs/{run.pk}/cancel/", {"reason": "Too large"})
    assert answer.json()["status"] == "cancelled"
    assert "Too large" in answer.json()["findings"][-1]["message"]["zh-hans"]
    assessment.refresh_from_db()
    assert assessment.status == AssessmentStatus.CANCELLED
    assert (
        client_of(cast.operator).post(f"{API}runs/{run.pk}/cancel/", {"reason": "Again"}).status_code == 409
    )


def test_the_api_says_what_the_page_says(cast: Cast, assessment: Assessment) -> None:
    said = client_of(cast.operator).get(API).json()
    assert (said["takes_new_work"], said["last_switch"], said["failures"]) == (True, None, [])
    assert [(row["place"], row["run"]["id"]) for row in said["queue"]] == [(0, str(assessment.runs.get().pk))]
    assert len(said["days"]) == 7
    assert client_of(cast.operator).post(f"{API}drain/", {"reason": ""}).status_code == 400
    assert client_of(cast.operator).post(f"{API}drain/", {"reason": "New disks"}).json()["verb"] == "drain"
    assert client_of(cast.operator).get(API).json()["last_switch"]["reason"] == "New disks"
