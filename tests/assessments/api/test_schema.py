"""The schema is whole: no warnings, every operation in words, every problem it may answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

from standard_site.lib.problems import PROBLEM_JSON


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    generated: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return generated


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


@pytest.mark.slow
def test_it_is_made_without_a_warning(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_every_operation_says_what_it_does(schema: dict[str, Any]) -> None:
    silent = [
        (method, path) for method, path, operation in operations(schema) if not operation.get("description")
    ]
    assert silent == []


def test_every_operation_lists_its_problems(schema: dict[str, Any]) -> None:
    for method, path, operation in operations(schema):
        expected = {"401", "429", "500"} | ({"404"} if "{" in path else set())
        expected |= set() if method == "GET" else {"400", "403", "409", "413", "415", "422"}
        assert expected <= set(operation["responses"]), (method, path)
        problems = [body for status, body in operation["responses"].items() if status >= "400"]
        assert all(list(body["content"]) == [PROBLEM_JSON] for body in problems), (method, path)


WITHOUT_KEY = {  # sent twice, these do what was asked once
    "/api/v1/projects/{id}/archive/",
    "/api/v1/projects/{id}/restore/",
    "/api/v1/assessments/{id}/cancel/",
    "/api/v1/back-tests/{id}/cancel/",
    "/api/v1/runs/{id}/cancel/",
    "/api/v1/editions/{key}/criteria/{criterion}/try/",
    "/api/v1/option-studies/{id}/cancel/",
    "/api/v1/take-off-readings/{id}/cancel/",
    "/api/v1/operations/drain/",
    "/api/v1/operations/resume/",
    "/api/v1/operations/runs/{id}/cancel/",
    "/api/v1/operations/runs/{id}/retry/",
}


def test_every_post_that_starts_work_takes_an_idempotency_key(schema: dict[str, Any]) -> None:
    keyed = {
        path: "Idempotency-Key" in [parameter["name"] for parameter in operation.get("parameters", [])]
        for method, path, operation in operations(schema)
        if method == "POST"
    }
    assert {path for path, takes in keyed.items() if not takes} == WITHOUT_KEY


def test_the_schema_is_served_to_everybody(client: Any, db: None) -> None:
    answer = client.get("/api/schema/")
    assert answer.status_code == 200
    assert json.loads(answer.content)["openapi"].startswith("3.1")
