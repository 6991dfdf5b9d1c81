"""A round of review from submission to conclusion."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from assessments.models import Assessment, Project
from assessments.own_criteria import own_criteria
from tests.assessments.cast import Cast, client_of, make_design, make_scored, make_submission


@pytest.fixture
def scored(cast: Cast, project: Project) -> Assessment:
    return make_scored(cast, make_design(cast, project))


@pytest.fixture
def assessor(cast: Cast) -> APIClient:
    return client_of(cast.assessor)


def submitted(member: APIClient, assessment: Assessment) -> dict[str, Any]:
    answer = member.post(f"/api/v1/assessments/{assessment.pk}/submissions/", {"note": "First round"})
    assert answer.status_code == 201, answer.json()
    shown: dict[str, Any] = answer.json()
    return shown


def test_a_round_is_accepted_when_every_criterion_is(
    member: APIClient, assessor: APIClient, scored: Assessment
) -> None:
    review = f"/api/v1/reviews/{submitted(member, scored)['id']}/"
    assert [row["round"] for row in assessor.get("/api/v1/reviews/queue/").json()["results"]] == [1]
    taken = assessor.post(review + "take/").json()
    assert (taken["status"], taken["assessor"]) == ("in_review", "Assessor")
    keys = [criterion["key"] for criterion in own_criteria(scored.scorecard.document)]
    assert taken["undecided"] == keys
    early = assessor.post(review + "conclude/", {})
    assert (early.status_code, early.json()["findings"][0]["code"]) == (422, "criteria-undecided")
    for key in keys:
        made = assessor.post(review + "decisions/", {"criterion": key, "verdict": "accept"})
        assert made.status_code == 201
    ended = assessor.post(review + "conclude/", {"conclusion": "Good."}).json()
    assert (ended["status"], ended["conclusion"], ended["undecided"]) == ("accepted", "Good.", [])
    assert member.get(review).json() == ended


def test_a_query_needs_its_reason_and_asks_for_changes(
    cast: Cast, assessor: APIClient, scored: Assessment
) -> None:
    review = f"/api/v1/reviews/{make_submission(cast, scored, taken=True).pk}/"
    keys = [criterion["key"] for criterion in own_criteria(scored.scorecard.document)]
    bare = assessor.post(review + "decisions/", {"criterion": keys[0], "verdict": "query"})
    assert (bare.status_code, bare.json()["findings"][0]["code"]) == (422, "reason-missing")
    for key in keys:
        assessor.post(
            review + "decisions/", {"criterion": key, "verdict": "query", "reason": "Show the sum."}
        )
    shown = assessor.get(review).json()
    assert shown["objected"] == keys
    assert assessor.post(review + "conclude/", {}).json()["status"] == "changes_requested"


def test_two_assessors_cannot_take_the_same_round(
    cast: Cast, assessor: APIClient, scored: Assessment
) -> None:
    review = f"/api/v1/reviews/{make_submission(cast, scored, taken=True).pk}/"
    answer = assessor.post(review + "take/")
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (409, "submission-moved-on")


def test_the_architects_withdraw_until_it_is_taken(member: APIClient, cast: Cast, scored: Assessment) -> None:
    first = submitted(member, scored)
    assert member.post(f"/api/v1/reviews/{first['id']}/withdraw/").json()["status"] == "withdrawn"
    second = make_submission(cast, scored, taken=True)
    assert member.post(f"/api/v1/reviews/{second.pk}/withdraw/").status_code == 409


def test_handing_back_puts_a_round_into_the_queue(
    cast: Cast, assessor: APIClient, scored: Assessment
) -> None:
    review = f"/api/v1/reviews/{make_submission(cast, scored, taken=True).pk}/"
    assert assessor.post(review + "hand-back/").json()["status"] == "submitted"
    assert assessor.get(review).json()["assessor"] is None


def test_submitting_twice_or_without_score_is_a_conflict(
    member: APIClient, cast: Cast, project: Project, scored: Assessment
) -> None:
    submitted(member, scored)
    again = member.post(f"/api/v1/assessments/{scored.pk}/submissions/", {})
    assert (again.status_code, again.json()["findings"][0]["code"]) == (409, "submission-already-open")


def test_the_queue_is_for_assessors_and_holds_nothing_of_their_own(
    member: APIClient, cast: Cast, scored: Assessment
) -> None:
    submitted(member, scored)
    assert member.get("/api/v1/reviews/queue/").json()["code"] == "forbidden"
    assert client_of(cast.inside_assessor).get("/api/v1/reviews/queue/").json()["results"] == []


def test_rounds_are_listed_by_status(member: APIClient, cast: Cast, scored: Assessment) -> None:
    make_submission(cast, scored)
    found = [
        member.get(f"/api/v1/reviews/?status={status}").json()["results"]
        for status in ("submitted", "accepted")
    ]
    assert [len(rows) for rows in found] == [1, 0]
