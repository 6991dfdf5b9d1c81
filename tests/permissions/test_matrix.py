"""Who may do what, everywhere: one table of every address and every operation, tried by everybody.

`matrix.csv` holds a line for each: the operation, the project it is tried on (draft, waiting for or taken by an assessor), and
the status that each kind of person gets. What is not in the table fails the test, so nothing new stays untried.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from rules.archives import write_archive
from standard_site.accounts.models import User
from standard_site.celery import app
from tests.assessments.cast import DECLARED
from tests.assessments.factor_libraries.files import FACTORS
from tests.permissions.operations import api_operations, pages
from tests.permissions.scene import Scene, make_scene

with Path(__file__).with_name("matrix.csv").open(encoding="utf-8", newline="") as file:
    MATRIX = list(csv.DictReader(file))
PEOPLE = (
    *("anonymous", "stranger", "member", "assessor", "inside_assessor", "author", "operator"),
    *("editor", "guest"),
)
REGISTRATION = {
    "name": "New",
    "place": "baoting",
    "construction_start_year": 2027,
    "gia_m2": 100,
    "uses": [{"typology": "hotel", "gia_m2": 100}],
}
NEW_PLACE = {
    **{"key": "wuzhishan", "name_en": "Wuzhishan", "name_zh": "五指山", "lat": 18.78, "lon": 109.52},
    **{"climate_zone": "hot_summer_warm_winter", "grid_region": "hainan"},
    **{"source_title": "Map", "source_locator": "Sheet 1"},
}
ARCHIVE = write_archive({"edition.yaml": "key: packed\n"})
DECISION = {"criterion": "b01-upfront-carbon", "verdict": "accept"}


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Scene]:
    """Set up once for everybody: whatever a request changes is undone before the next one."""
    changed = {
        "STORAGE_DIR": tmp_path_factory.mktemp("scene") / "storage",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
    with django_db_blocker.unblock(), override_settings(**changed), pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.conf, "broker_url", "memory://")
        with transaction.atomic():
            yield make_scene()
            transaction.set_rollback(True)


def body_of(operation: str, scene: Scene) -> dict[str, Any]:
    """What an operation needs to get as far as the question who asks."""
    bodies: dict[str, dict[str, Any]] = {
        "POST /api/v1/projects/": REGISTRATION | {"organisation": scene.cast.practice.pk},
        "POST /api/v1/projects/{project_id}/designs/": {"declared": SimpleUploadedFile("d.yaml", DECLARED)},
        "POST /api/v1/reviews/{id}/decisions/": DECISION,
        "POST assessments:review-decide": {"verdict": "accept"},
        "POST weather:place-station": {"station": "haikou", "reason": "Nearer"},
        "POST /api/v1/places/": NEW_PLACE,
        "POST /api/v1/places/{key}/station/": {"station": "haikou", "reason": "Nearer"},
        "POST /api/v1/designs/{design_id}/option-studies/": {"measures": [{"key": "lighting-power"}]},
        "POST /api/v1/option-studies/{id}/combinations/": {"numbers": [1, 2]},
        "POST assessments:option-combine": {"numbers": ["1", "2"]},
        "POST assessments:departure-reason": {"reason": "Because."},
        "POST assessments:departure-decide": {"verdict": "refuse", "reason": "Because."},
        "POST /api/v1/assessments/{assessment_id}/departures/": {"key": "0", "reason": "Because."},
        "POST /api/v1/reviews/{review_id}/departures/": {"key": "0", "reason": "Because.", "accepted": False},
        "POST accounts:grant-role": {"role": "architect"},
        "POST accounts:revoke-role": {"role": "architect"},
        "POST accounts:rename": {"name": "Renamed"},
        "POST accounts:invite": {"email": "another@example.org"},
        "POST accounts:new-organisation": {"name": "New house"},
        "POST /api/v1/back-tests/": {"draft": str(scene.consulted.pk), "filters": {"typology": "hotel"}},
        "POST backtest:start": {"base": scene.consulted.base_id, "typology": "hotel"},
        "POST backtest:start-edition": {"edition": scene.consulted.base_id, "base": scene.consulted.base_id},
    }
    if "operations" in operation and operation.startswith("POST"):
        return {"reason": "New disks"}
    others = _of_materials(operation, scene) or _of_drafts(operation, scene) or _of_the_workspace(operation)
    return bodies.get(operation) or others


def _of_materials(operation: str, scene: Scene) -> dict[str, Any]:
    """Take-offs, factors and what is confirmed of them."""
    bodies: dict[str, dict[str, Any]] = {
        "POST /api/v1/projects/{project_id}/take-off-readings/": {"file": SimpleUploadedFile("b.csv", b"a")},
        "POST /api/v1/factor-datasets/": {
            **{"organisation": scene.cast.practice.pk, "key": "bricks", "title": "Bricks"},
            "file": SimpleUploadedFile("bricks.csv", FACTORS),
        },
        "POST /api/v1/factor-datasets/{id}/retire/": {"reason": "Wrong."},
        "POST /api/v1/designs/{design_id}/factor-choices/": {
            **{"line_id": "L1", "factor_key": "concrete-c30", "reason": "Because."}
        },
        "POST /api/v1/designs/{design_id}/material-matches/": {
            "matches": [{"digest": "0" * 64, "factor_key": "concrete-c30"}]
        },
        "POST /api/v1/designs/{design_id}/material-matches/withdraw/": {"confirmations": [str(UUID(int=7))]},
        "POST assessments:take-off-columns": {"column:material": "Stuff"},
        "POST assessments:factor-choose": {"line_id": "L1", "reason": "Because."},
    }
    return bodies.get(operation, {})


def _of_drafts(operation: str, scene: Scene) -> dict[str, Any]:
    begun = {"organisation": scene.cast.authority.pk}
    draft, today = "/api/v1/drafts/{id}/", timezone.localdate().isoformat()
    inside = draft.replace("{id}", "{draft_id}")
    bodies: dict[str, dict[str, Any]] = {
        "POST /api/v1/drafts/": begun | {"key": "island-new", "base": settings.DEFAULT_EDITION},
        "POST /api/v1/drafts/import/": begun | {"archive": SimpleUploadedFile("d.zip", ARCHIVE)},
        f"POST {draft}open-consultation/": {"closes_on": today},
        f"POST {inside}files/": {"path": "tables/new.csv", "text": "a\n"},
        f"PUT {inside}files/{{path}}/": {"text": "ratings: []\n"},
        f"POST {inside}guests/": {"email": "another@example.org"},
        f"POST {inside}comments/": {"criterion": "b01-upfront-carbon", "text": "Why?"},
        f"POST {inside}comments/{{id}}/replies/": {"text": "Because."},
        "POST /api/v1/editions/{key}/withdraw/": {"reason": {"en": "Wrong.", "zh-hans": "有误。"}},
        "POST /api/v1/projects/{id}/move/": {"edition": "island-2099"},
    }
    return bodies.get(operation, {})


def _of_the_workspace(operation: str) -> dict[str, Any]:
    """What the forms of the workspace send."""
    bodies: dict[str, dict[str, Any]] = {
        "criterion": {
            "do": "save",
            "mode": "text",
            "text": "key: b01\n",
            "version": "1",
            "reason": "Why not",
        },
        "examples": {
            "do": "save",
            "mode": "text",
            "text": "cases: []\n",
            "version": "1",
            "reason": "Why not",
        },
        "file": {"do": "save", "mode": "text", "text": "ratings: []\n", "version": "1", "reason": "Why not"},
        "page": {"do": "save", "mode": "text", "text": "credits: {}\n", "version": "1", "reason": "Why not"},
        "entry": {"do": "remove-entry"},
        "part": {"key": "brand_new"},
        "table": {"version": "1", "cell:0:unit": "kg", "reason": "Why not"},
        "change": {"which": "before"},
        "consultation": {"do": "invite", "email": "another@example.org"},
        "comment": {"criterion": "b01-upfront-carbon", "text": "Why?"},
        "comment-answer": {"text": "Because."},
    }
    return bodies.get(operation.removeprefix("POST authoring:"), {})


def address_of(target: str, subject: str, scene: Scene) -> str:
    if not target.startswith("/"):
        page = pages()[target]
        return reverse(target, kwargs=scene.values(page.resource, subject, page.parameters))
    resource = target.removeprefix("/api/v1/").removeprefix("/api/").split("/")[0]
    parts = target.split("/")
    named = [(before, part[1:-1]) for before, part in pairwise(parts) if part.startswith("{")]
    return target.format(**{name: scene.value(before, resource, subject, name) for before, name in named})


OF_FILES = ("/designs/", "/import/", "/factor-datasets/", "/take-off-readings/")


def status_of(row: dict[str, str], client: Client, scene: Scene) -> int:
    """The answer's status; whatever it changed is undone."""
    operation = row["operation"]
    method, target = operation.split(" ")
    body = body_of(operation, scene)
    if target.startswith("/") and not target.endswith(OF_FILES):
        sent: dict[str, Any] = (
            {"data": json.dumps(body), "content_type": "application/json"} if method != "GET" else {}
        )
    else:
        sent = {"data": body}
    with transaction.atomic():
        send = getattr(client, method.lower())
        seen = {"If-Match": '"1"'} if method in ("PUT", "DELETE") else {}
        answer: Any = send(address_of(target, row["subject"], scene), headers=seen, **sent)
        answer.getvalue()  # a file is closed when it has been read
        transaction.set_rollback(True)
    return int(answer.status_code)


def client_of(person: str, scene: Scene) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person != "anonymous":
        user: User = getattr(scene.cast, person)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_matrix_says(person: str, scene: Scene) -> None:
    client = client_of(person, scene)
    got = {row["operation"] + " on " + row["subject"]: status_of(row, client, scene) for row in MATRIX}
    said = {row["operation"] + " on " + row["subject"]: int(row[person]) for row in MATRIX}
    assert {key: (status, said[key]) for key, status in got.items() if status != said[key]} == {}


def test_every_operation_of_the_api_is_in_the_matrix() -> None:
    listed = {row["operation"] for row in MATRIX if " /" in row["operation"]}
    assert listed == api_operations()


def test_every_address_is_in_the_matrix() -> None:
    listed = {row["operation"].split(" ")[1] for row in MATRIX if " /" not in row["operation"]}
    assert listed == set(pages())
