"""A request that starts work can be sent twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from assessments.api.idempotency import KEPT
from assessments.models import Assessment, Design, IdempotencyKey, Project
from tests.assessments.api.test_projects import GUESTHOUSE
from tests.assessments.cast import DECLARED, Cast, client_of, make_design

PROJECTS = "/api/v1/projects/"


def registration(cast: Cast, **changes: Any) -> dict[str, Any]:
    return GUESTHOUSE | {"organisation": cast.practice.pk} | changes


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(member: APIClient, cast: Cast) -> None:
    first, second = (member.post(PROJECTS, registration(cast), headers=keyed("a")) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (first.headers.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")
    assert Project.objects.count() == 1


def test_a_refusal_is_given_again_as_a_problem(member: APIClient, cast: Cast) -> None:
    body = registration(cast, place="atlantis")
    first, second = (member.post(PROJECTS, body, headers=keyed("a")) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert second["Content-Type"] == "application/problem+json"
    assert second.json()["findings"][0]["code"] == "place-unknown"


def test_another_request_with_the_same_key_is_refused(member: APIClient, cast: Cast) -> None:
    member.post(PROJECTS, registration(cast), headers=keyed("a"))
    answer = member.post(PROJECTS, registration(cast, name="Other"), headers=keyed("a"))
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert Project.objects.count() == 1


def test_the_same_key_at_another_address_is_another_request(
    member: APIClient, cast: Cast, project: Project
) -> None:
    first, second = make_design(cast, project), make_design(cast, project)
    addresses = [f"/api/v1/designs/{design.pk}/assessments/" for design in (first, second)]
    answers = [member.post(address, headers=keyed("a")) for address in addresses]
    assert [answer.status_code for answer in answers] == [201, 422]
    assert Assessment.objects.count() == 1


def test_while_the_first_is_being_answered_the_second_waits(member: APIClient, cast: Cast) -> None:
    member.post(PROJECTS, registration(cast), headers=keyed("a"))
    IdempotencyKey.objects.update(status_code=None, body=None)  # as it stands while the first is at work
    answer = member.post(PROJECTS, registration(cast), headers=keyed("a"))
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency-in-progress")
    assert Project.objects.count() == 1


def test_an_answer_that_says_try_again_is_not_kept(
    member: APIClient, cast: Cast, project: Project, settings: Any
) -> None:
    address = f"/api/v1/designs/{make_design(cast, project).pk}/assessments/"
    settings.RUNS_PER_USER_MAX = 0
    assert member.post(address, headers=keyed("a")).json()["code"] == "conflict"
    settings.RUNS_PER_USER_MAX = 10
    assert member.post(address, headers=keyed("a")).status_code == 201


def test_keys_belong_to_a_person(member: APIClient, cast: Cast) -> None:
    member.post(PROJECTS, registration(cast), headers=keyed("a"))
    answer = client_of(cast.inside_assessor).post(PROJECTS, registration(cast), headers=keyed("a"))
    assert answer.status_code == 201
    assert Project.objects.count() == 2


def test_of_an_upload_the_content_counts(member: APIClient, project: Project) -> None:
    address = f"{PROJECTS}{project.pk}/designs/"

    def send(content: bytes) -> Any:
        form = {"label": "First", "declared": SimpleUploadedFile("declared.yaml", content)}
        return member.post(address, form, format="multipart", headers=keyed("a"))

    first, again, other = send(DECLARED), send(DECLARED), send(DECLARED + b"\n")
    assert [answer.status_code for answer in (first, again, other)] == [201, 201, 422]
    assert first.json() == again.json()
    assert Design.objects.count() == 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "é"])
def test_a_key_that_cannot_be_kept_is_refused(member: APIClient, cast: Cast, key: str) -> None:
    answer = member.post(PROJECTS, registration(cast), headers=keyed(key))
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-malformed")


def test_a_key_is_forgotten_after_two_days_but_not_before_one(member: APIClient, cast: Cast) -> None:
    member.post(PROJECTS, registration(cast), headers=keyed("a"))
    assert timedelta(days=1) < KEPT
    IdempotencyKey.objects.update(at=timezone.now() - KEPT - timedelta(seconds=1))
    assert member.post(PROJECTS, registration(cast), headers=keyed("a")).status_code == 201
    assert Project.objects.count() == 2
