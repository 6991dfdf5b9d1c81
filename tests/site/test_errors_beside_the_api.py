"""Errors that no API view answers are problems too, when they happen under /api/."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from standard_site import views


def _answer(view: str, path: str) -> tuple[int, str]:
    request: HttpRequest = RequestFactory().get(path)
    extra = () if view in ("server_error", "csrf_failure") else (Exception("no"),)
    response = getattr(views, view)(request, *extra)
    return response.status_code, response.headers["Content-Type"].split(";")[0]


@pytest.mark.parametrize(
    ("view", "status"),
    [("bad_request", 400), ("permission_denied", 403), ("csrf_failure", 403), ("server_error", 500)],
)
def test_a_page_for_people_and_a_problem_for_programs(view: str, status: int) -> None:
    assert _answer(view, "/api/v1/projects/") == (status, "application/problem+json")
    if view in ("bad_request", "server_error"):  # the two that need no context
        assert _answer(view, "/en/projects/") == (status, "text/html")


@pytest.mark.django_db
def test_a_wrong_host_is_a_problem_under_the_api(client: Client) -> None:
    response = client.get("/api/v1/me/", HTTP_HOST="elsewhere.example")
    assert response.status_code == 400
    assert response.json()["code"] == "bad-request"
