"""Designs: uploaded whole, read by whoever may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from assessments.models import Design, Project
from tests.assessments.cast import DECLARED, MODEL, Cast, client_of, make_design


def upload(client: APIClient, project: Project, **files: tuple[str, bytes]) -> Any:
    form = {field: SimpleUploadedFile(name, data) for field, (name, data) in files.items()}
    return client.post(
        f"/api/v1/projects/{project.pk}/designs/", form | {"label": "竹 1"}, format="multipart"
    )


def test_a_design_is_uploaded_read_and_given_back(member: APIClient, project: Project) -> None:
    model = MODEL.read_bytes()
    answer = upload(member, project, model=("盒子.idf", model), declared=("d.yaml", DECLARED))
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert [(file["kind"], file["name"]) for file in shown["files"]] == [
        ("model", "盒子.idf"),
        ("declared", "d.yaml"),
    ]
    assert shown["summary"]["zones"]
    address = f"/api/v1/designs/{shown['id']}/"
    assert member.get(address).json() == shown
    download = member.get(address + "files/model/")
    assert download.getvalue() == model
    assert download["Content-Disposition"].startswith("attachment")
    assert member.get(address + "files/take-off/").status_code == 404
    assert member.get(address + "files/password/").status_code == 404
    assert b'"surfaces"' in member.get(address + "scene/").getvalue()


def test_a_design_without_files_is_refused(member: APIClient, project: Project) -> None:
    answer = upload(member, project)
    assert answer.status_code == 422
    assert answer.json()["findings"][0]["code"] == "design-empty"


def test_one_bad_file_refuses_all_and_says_where(member: APIClient, project: Project) -> None:
    answer = upload(
        member, project, model=("box.idf", b"not a model \x00\xff"), declared=("d.yaml", DECLARED)
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "refused")
    assert problem["findings"][0]["where"]["file"] == "box.idf"
    assert not Design.objects.exists()


@pytest.mark.parametrize(
    ("field", "name", "data"),
    [
        ("model", "a.epjson", rb'{"Zone": {"\ud800": {}}}'),
        ("model", "a.epjson", rb'{"Zo\ud800": {"a": {"x": 1}}}'),
        ("model", "a.epjson", rb'{"Zone": {"a": {"x\ud800": 1}}}'),
        ("declared", "d.yaml", rb'"\ud800": 1'),
    ],
)
def test_half_a_character_pair_in_a_key_is_refused_with_its_place(
    member: APIClient, project: Project, field: str, name: str, data: bytes
) -> None:
    answer = upload(member, project, **{field: (name, data)})
    assert answer.status_code == 422
    assert {finding["where"]["file"] for finding in answer.json()["findings"]} == {name}


def test_a_file_over_its_limit_is_too_large(member: APIClient, project: Project, settings: Any) -> None:
    settings.DECLARED_MAX_BYTES = 5
    answer = upload(member, project, declared=("d.yaml", DECLARED))
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert answer.json()["findings"][0]["code"] == "file-too-large"


def test_others_see_nothing_and_cannot_add(cast: Cast, project: Project) -> None:
    design = make_design(cast, project)
    for user in (cast.stranger, cast.assessor, cast.operator):
        client = client_of(user)
        for address in ("", "files/declared/", "scene/", "assessments/"):
            assert client.get(f"/api/v1/designs/{design.pk}/{address}").status_code == 404
        assert upload(client, project, declared=("d.yaml", DECLARED)).status_code == 404


def test_an_archived_project_takes_no_design(member: APIClient, project: Project) -> None:
    member.post(f"/api/v1/projects/{project.pk}/archive/")
    answer = upload(member, project, declared=("d.yaml", DECLARED))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_files_the_model_names_come_along_and_are_given_back(member: APIClient, project: Project) -> None:
    model = MODEL.read_bytes() + "\nSchedule:File,A,,人.csv,1,0;\nSchedule:File,B,,b.csv,1,0;\n".encode()
    data = b"0.5\n" * 8760
    form = {
        "model": SimpleUploadedFile("box.idf", model),
        "attachments": [SimpleUploadedFile(name, data) for name in ("人.csv", "b.csv")],
    }
    answer = member.post(f"/api/v1/projects/{project.pk}/designs/", form, format="multipart")
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert [(file["kind"], file["name"]) for file in shown["files"]] == [
        ("model", "box.idf"), ("attachment", "b.csv"), ("attachment", "人.csv"),
    ]  # fmt: skip
    address = f"/api/v1/designs/{shown['id']}/files/attachment/"
    assert member.get(address, {"name": "人.csv"}).getvalue() == data
    assert member.get(address, {"name": "../b.csv"}).status_code == 404
    assert member.get(address).status_code == 404
