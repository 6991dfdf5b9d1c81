"""From a design to its score: assessments, runs, scorecards."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from assessments.models import Project, Scorecard
from energyplus_runs.models import Run, RunStatus
from standard_site.files.actions import store_bytes
from tests.assessments.cast import Cast, client_of, make_design, make_scored


@pytest.fixture
def started(member: APIClient, cast: Cast, project: Project) -> dict[str, Any]:
    """An assessment whose simulation waits for a worker."""
    design = make_design(cast, project, model=True)
    answer = member.post(f"/api/v1/designs/{design.pk}/assessments/")
    assert answer.status_code == 201, answer.json()
    shown: dict[str, Any] = answer.json()
    return shown


def test_starting_an_assessment_queues_its_run(member: APIClient, started: dict[str, Any]) -> None:
    assert (started["status"], started["scorecard"]) == ("simulating", None)
    assert [(run["case"], run["status"], run["percent"]) for run in started["runs"]] == [
        ("typical", "queued", 0)
    ]
    shown = member.get(f"/api/v1/assessments/{started['id']}/").json()
    assert shown == started
    run = member.get(f"/api/v1/runs/{started['runs'][0]['id']}/").json()
    assert (run["queue_position"], run["results"], run["wall_s"]) == (0, None, None)
    assert member.get(f"/api/v1/scorecards/{started['id']}/").status_code == 404


def test_a_run_shows_what_was_simulated_and_what_the_engine_said(
    member: APIClient, started: dict[str, Any]
) -> None:
    address = f"/api/v1/runs/{started['runs'][0]['id']}/"
    assert [member.get(address + part).status_code for part in ("prepared-model/", "errors/")] == [404, 404]
    steps = [{"key": "place", "title": {"en": "Place", "zh-hans": "地点"}, "changes": []}]
    Run.objects.update(
        prepared=store_bytes("Building,盒子;".encode()), error_file=store_bytes(b"ok"), preparation=steps
    )
    assert member.get(address + "prepared-model/").getvalue().decode() == "Building,盒子;"
    assert member.get(address + "errors/").getvalue() == b"ok"
    assert member.get(address + "preparation/").json() == steps


@pytest.mark.parametrize("kind", ["assessments", "runs"])
def test_cancelling_ends_a_waiting_run_once(member: APIClient, started: dict[str, Any], kind: str) -> None:
    key = started["id"] if kind == "assessments" else started["runs"][0]["id"]
    first, second = (member.post(f"/api/v1/{kind}/{key}/cancel/") for _ in range(2))
    assert first.status_code == 200
    assert Run.objects.get().status == RunStatus.CANCELLED
    assert (second.status_code, second.json()["code"]) == (409, "already-over")


def test_the_scorecard_is_the_stored_document(member: APIClient, cast: Cast, project: Project) -> None:
    assessment = make_scored(cast, make_design(cast, project))
    stored = Scorecard.objects.get(pk=assessment.pk)
    answer = member.get(f"/api/v1/scorecards/{assessment.pk}/")
    assert answer.json() == stored.document
    assert answer["ETag"] == f'"{stored.digest}"'
    held = {"If-None-Match": answer["ETag"]}
    assert member.get(f"/api/v1/scorecards/{assessment.pk}/", headers=held).status_code == 304
    summary = member.get(f"/api/v1/assessments/{assessment.pk}/").json()["scorecard"]
    assert (summary["digest"], summary["gate"]) == (stored.digest, stored.gate)


def test_lists_filter_by_project_design_status_and_assessment(
    member: APIClient, started: dict[str, Any]
) -> None:
    none = "00000000-0000-4000-8000-000000000000"
    counts = {
        query: len(member.get(f"/api/v1/{query}").json()["results"])
        for query in (
            f"assessments/?project={started['project']}",
            f"assessments/?project={none}",
            f"assessments/?design={started['design']}&status=simulating",
            "assessments/?status=scored",
            f"runs/?assessment={started['id']}&status=queued",
            "runs/?status=failed",
        )
    }
    assert list(counts.values()) == [1, 0, 1, 0, 1, 0]
    assert member.get("/api/v1/runs/?assessment=x").json()["code"] == "invalid"


def test_more_simulations_than_one_person_may_have_are_a_conflict(
    member: APIClient, started: dict[str, Any], settings: Any
) -> None:
    settings.RUNS_PER_USER_MAX = 1
    answer = member.post(f"/api/v1/designs/{started['design']}/assessments/")
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (409, "too-many-runs")


def test_another_practice_sees_none_of_it(cast: Cast, started: dict[str, Any]) -> None:
    stranger = client_of(cast.stranger)
    run = started["runs"][0]["id"]
    for address in (
        f"assessments/{started['id']}/",
        f"runs/{run}/",
        f"runs/{run}/errors/",
        f"scorecards/{started['id']}/",
    ):
        assert stranger.get(f"/api/v1/{address}").status_code == 404
    for address in (f"assessments/{started['id']}/cancel/", f"runs/{run}/cancel/"):
        assert stranger.post(f"/api/v1/{address}").status_code == 404
    assert [stranger.get(f"/api/v1/{kind}/").json()["results"] for kind in ("assessments", "runs")] == [
        [],
        [],
    ]
