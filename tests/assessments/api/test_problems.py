"""Every way of saying no is a problem document with a stable code, in the language of the request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from assessments.models import Project
from standard_site.accounts.models import User
from standard_site.lib.problems import KINDS, document, of_api, plain_answer

MEMBERS = ["type", "title", "status", "detail", "instance", "code"]
PROJECTS = "/api/v1/projects/"


def problem_of(answer: Any) -> dict[str, Any]:
    """The document of an error answer, checked for what every problem must have."""
    assert answer["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert list(problem)[:6] == MEMBERS
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"/api/problems/{problem['code']}/"
    return problem


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", PROJECTS, "not-authenticated"),
        ("POST", PROJECTS, "not-authenticated"),
        ("GET", "/api/v1/places/atlantis/", "not-found"),
        ("GET", "/api/v1/no-such-thing/", "not-found"),
        ("POST", "/api/elsewhere", "not-found"),
        ("GET", "/api/v1/projects/not-a-uuid/", "not-found"),
        ("GET", "/api/v1/projects/%00/", "not-found"),
        ("DELETE", "/api/v1/places/", "not-authenticated"),
        ("DELETE", "/api/v1/editions/", "method-not-allowed"),
        ("OPTIONS", "/api/v1/places/", "method-not-allowed"),
    ],
)
def test_without_signing_in(edition: Any, client: Client, method: str, path: str, code: str) -> None:
    answer = client.generic(method, path)
    assert problem_of(answer)["code"] == code
    assert answer.json()["instance"] == path.replace("%00", "\x00")


def test_a_bad_token_says_how_to_sign_in(client: Client, db: None) -> None:
    answer = client.get("/api/v1/places/", headers={"Authorization": "Token 0123"})
    assert problem_of(answer)["code"] == "authentication-failed"
    assert answer["WWW-Authenticate"] == "Token"


def test_a_closed_account_has_no_token(member: APIClient, cast: Any) -> None:
    User.objects.filter(pk=cast.member.pk).update(is_active=False)
    assert problem_of(member.get("/api/v1/me/"))["code"] == "authentication-failed"


def test_a_session_needs_the_csrf_token(cast: Any) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cast.member, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/me/").json()["email"] == cast.member.email
    assert problem_of(client.post(PROJECTS, {}))["code"] == "csrf-failed"


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        ("{", "application/json", "malformed"),
        ("[" * 200_000, "application/json", "malformed"),
        ('{"gia_m2": ' + "9" * 5000 + "}", "application/json", "malformed"),
        ('{"gia_m2": NaN}', "application/json", "malformed"),
        ("\xff\xfe", "application/json; charset=utf-16-nonsense", "malformed"),
        ("[]", "application/json", "invalid"),
        ("null", "application/json", "invalid"),
        ("a=1", "application/x-www-form-urlencoded", "unsupported-media-type"),
        ("x", "nonsense", "unsupported-media-type"),
        ("x" * (5 * 1024 * 1024 + 1), "application/json", "too-large"),
    ],
)
def test_bodies_that_cannot_be_taken(member: APIClient, body: str, content_type: str, code: str) -> None:
    answer = member.generic("POST", PROJECTS, body, content_type=content_type)
    assert problem_of(answer)["code"] == code


def test_an_upload_past_the_limit_is_too_large(member: APIClient, project: Project, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    form = {"declared": SimpleUploadedFile("declared.yaml", b"x" * 11)}
    answer = member.post(f"{PROJECTS}{project.pk}/designs/", form, format="multipart")
    assert problem_of(answer)["code"] == "too-large"


def test_a_form_without_its_boundary_is_malformed(member: APIClient, project: Project) -> None:
    answer = member.generic(
        "POST", f"{PROJECTS}{project.pk}/designs/", "x", content_type="multipart/form-data"
    )
    assert problem_of(answer)["code"] == "malformed"


def test_too_many_requests_say_how_long_to_wait(client: Client, edition: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(AnonRateThrottle.THROTTLE_RATES, "anon", "2/min")
    answers = [client.get("/api/v1/places/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert problem_of(answers[2])["code"] == "throttled"
    assert 1 <= int(answers[2]["Retry-After"]) <= 61


class Broken(APIView):
    """A view with a defect, to see what leaves the house."""

    permission_classes = []

    def get(self, request: Request) -> Response:
        raise ZeroDivisionError("secret value 42")


def test_a_defect_is_recorded_and_tells_nothing(caplog: Any) -> None:
    answer = Broken.as_view()(RequestFactory().get("/api/v1/broken/"))
    answer.render()
    assert answer.status_code == 500
    assert b"secret" not in answer.content
    assert answer.data["code"] == "internal"


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        ("en", "Nobody is signed in"),
        ("zh-CN,zh;q=0.9,en;q=0.5", "尚未登录"),
        ("zh-hans", "尚未登录"),
        ("fr", "Nobody is signed in"),
    ],
)
def test_the_words_follow_the_language_the_code_does_not(
    client: Client, db: None, accepted: str, title: str
) -> None:
    problem = problem_of(client.get(PROJECTS, headers={"Accept-Language": accepted}))
    assert (problem["title"], problem["code"]) == (title, "not-authenticated")


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_type_leads_to_its_meaning(client: Client, db: None, code: str) -> None:
    meaning = client.get(KINDS[code].type).json()
    assert meaning["code"] == code
    assert meaning["title"]["en"] != meaning["title"]["zh-hans"]
    assert 400 <= meaning["status"] < 600


def test_django_s_own_error_views_can_answer_alike() -> None:
    request = RequestFactory().get(PROJECTS)
    answer = plain_answer(request, "internal")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(answer.content) == document(KINDS["internal"], PROJECTS)
    assert [of_api(RequestFactory().get(path)) for path in (PROJECTS, "/en/projects/")] == [True, False]
