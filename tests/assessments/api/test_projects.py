"""Projects through the API."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from assessments.models import AuditEntry, Project
from rules.models import Edition
from tests.assessments.cast import Cast, client_of, make_project

GUESTHOUSE = {
    "name": "Guesthouse 民宿",
    "place": "baoting",
    "construction_start_year": 2027,
    "gia_m2": 1200,
    "uses": [{"typology": "hotel", "gia_m2": 1200}],
}


def test_registering_pins_the_newest_edition(member: APIClient, cast: Cast, edition: Edition) -> None:
    answer = member.post("/api/v1/projects/", GUESTHOUSE | {"organisation": cast.practice.pk})
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert shown["name"] == "Guesthouse 民宿"
    assert shown["edition"]["digest"] == edition.digest
    assert shown["useful_floor_area_m2"] is None  # not known, never zero
    assert member.get(f"/api/v1/projects/{shown['id']}/").json() == shown


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"place": "atlantis"}, "place", "place-unknown"),
        ({"gia_m2": 0}, "gia_m2", "area-not-positive"),
        ({"uses": [{"typology": "palace", "gia_m2": 1200}]}, "uses", "typology-unknown"),
        ({"uses": [{"typology": "hotel", "gia_m2": 900}]}, "uses", "uses-do-not-add-up"),
        ({"construction_start_year": 10**30}, "construction_start_year", "construction-start-implausible"),
        ({"edition": "no-such-edition"}, "edition", "edition-unknown"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    member: APIClient, cast: Cast, change: dict[str, Any], field: str, code: str
) -> None:
    answer = member.post("/api/v1/projects/", GUESTHOUSE | {"organisation": cast.practice.pk} | change)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "refused")
    assert (problem["findings"][0]["code"], problem["findings"][0]["where"]["field"]) == (code, field)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": "a\x00b"}, "name", "field-null-characters-not-allowed"),
        ({"name": "x" * 201}, "name", "field-max-length"),
        ({"name": None}, "name", "field-null"),
        ({"place": ["baoting"]}, "place", "field-invalid"),
        ({"organisation": 2**80}, "organisation", "field-max-value"),
        ({"gia_m2": "nan"}, "gia_m2", "field-invalid"),
        ({"works": "demolition"}, "works", "field-invalid-choice"),
        ({"uses": [{"typology": "hotel"}]}, "uses.0.gia_m2", "field-required"),
        ({"uses": "hotel"}, "uses", "field-not-a-list"),
    ],
)
def test_wrong_kinds_of_value_are_named_by_field_in_both_languages(
    member: APIClient, cast: Cast, change: dict[str, Any], field: str, code: str
) -> None:
    answer = member.post("/api/v1/projects/", GUESTHOUSE | {"organisation": cast.practice.pk} | change)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "invalid"), problem
    finding = problem["findings"][0]
    assert (finding["code"], finding["where"]["field"]) == (code, field)
    assert set(finding["message"]) == set(finding["remedy"]) == {"en", "zh-hans"}


def test_a_lone_surrogate_is_refused(member: APIClient, cast: Cast) -> None:
    body = f'{{"organisation": {cast.practice.pk}, "name": "\\ud800"}}'
    answer = member.generic("POST", "/api/v1/projects/", body, content_type="application/json")
    assert answer.status_code == 400
    codes = {finding["code"] for finding in answer.json()["findings"] if finding["where"]["field"] == "name"}
    assert codes == {"field-surrogate-characters-not-allowed"}


def test_what_is_not_known_yet_is_null_and_can_be_said_later(member: APIClient, cast: Cast) -> None:
    unknown: dict[str, Any] = {"place": None, "construction_start_year": None, "gia_m2": None, "uses": []}
    answer = member.post("/api/v1/projects/", GUESTHOUSE | {"organisation": cast.practice.pk} | unknown)
    assert answer.status_code == 201, answer.json()
    assert {name: answer.json()[name] for name in unknown} == unknown
    changed = member.patch(f"/api/v1/projects/{answer.json()['id']}/", {"name": "Known"}).json()
    assert (changed["name"], changed["place"]) == ("Known", None)


def test_nobody_registers_for_an_organisation_of_others(cast: Cast) -> None:
    for organisation in (cast.practice.pk, 987654):
        answer = client_of(cast.stranger).post(
            "/api/v1/projects/", GUESTHOUSE | {"organisation": organisation}
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_changing_one_value_keeps_the_others_and_leaves_a_trace(member: APIClient, project: Project) -> None:
    answer = member.patch(f"/api/v1/projects/{project.pk}/", {"stage": "as_built", "roof_area_m2": 400})
    shown = answer.json()
    assert (shown["stage"], shown["roof_area_m2"], shown["gia_m2"]) == ("as_built", 400, 1200)
    entry = AuditEntry.objects.filter(project=project).first()
    assert entry is not None
    assert entry.detail["changed"] == {"stage": ["design", "as_built"], "roof_area_m2": [None, 400]}


def test_an_archived_project_is_kept_closed_and_can_be_restored(member: APIClient, project: Project) -> None:
    address = f"/api/v1/projects/{project.pk}/"
    assert member.post(address + "archive/").json()["archived_at"] is not None
    assert member.patch(address, {"name": "New"}).json()["code"] == "forbidden"
    assert [len(member.get(f"/api/v1/projects/?archived={flag}").json()["results"]) for flag in (0, 1)] == [
        0,
        1,
    ]
    assert member.post(address + "restore/").json()["archived_at"] is None
    verbs = [entry["verb"] for entry in member.get(address + "history/").json()["results"]]
    assert verbs == ["project-restored", "project-archived", "project-registered"]


def test_projects_are_never_deleted(member: APIClient, project: Project) -> None:
    answer = member.delete(f"/api/v1/projects/{project.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert "DELETE" not in answer["Allow"]


def test_the_list_filters_by_place(member: APIClient, project: Project) -> None:
    found = [member.get(f"/api/v1/projects/?place={key}").json()["results"] for key in ("baoting", "haikou")]
    assert [len(rows) for rows in found] == [1, 0]


def test_another_practice_does_not_learn_that_a_project_exists(cast: Cast, project: Project) -> None:
    stranger = client_of(cast.stranger)
    assert stranger.get("/api/v1/projects/").json()["results"] == []
    assert stranger.get(f"/api/v1/projects/{project.pk}/").json()["code"] == "not-found"


def test_pages_hold_every_project_once_though_some_arrive_meanwhile(member: APIClient, cast: Cast) -> None:
    names = [make_project(cast, f"House {number}").name for number in range(5)]
    page = member.get("/api/v1/projects/?page_size=2").json()
    seen = [row["name"] for row in page["results"]]
    make_project(cast, "Newcomer")
    while page["next"]:
        page = member.get(page["next"]).json()
        seen += [row["name"] for row in page["results"]]
    assert seen == names[::-1]


@pytest.mark.parametrize(
    "cursor",
    [
        *("x", "cD0AAAA", "cD0lMDA", "cD0yMDI2", "cD0yMDI2LTEzLTQwVDAwOjAwOjAw", "ö"),
        "cD0wMDAxLTAxLTAxVDAwJTNBMDAlM0EwMCUyQjE0JTNBMDA=",  # 0001-01-01T00:00:00+14:00 is in year 0 in UTC
        "cD05OTk5LTEyLTMxVDIzJTNBNTklM0E1OS0xNCUzQTAw",  # 9999-12-31T23:59:59-14:00 is in year 10000
    ],
)
def test_a_cursor_of_other_making_is_refused(member: APIClient, cursor: str) -> None:
    answer = member.get(f"/api/v1/projects/?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-invalid")
