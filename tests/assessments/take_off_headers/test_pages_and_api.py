"""Explaining columns on the page and through the API."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from assessments.models import Design, RememberedHeading, WaitingTakeOff
from assessments.take_off_headers.remembering import remember, visible_headings
from assessments.take_off_headers.waiting import forget_old_waiting
from standard_site.files.models import StoredFile
from tests.assessments.cast import client_of
from tests.assessments.take_off_headers.test_remembering import BILL, COLUMNS


def sent():
    return SimpleUploadedFile("bill.csv", BILL)


def browser(user, language="en"):
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def page(cast):
    return browser(cast.member)


@pytest.fixture
def new(project):
    return reverse("assessments:design-new", args=[project.pk])


@pytest.fixture
def waiting(page, new):
    answer = page.post(new, {"take_off": sent()})
    assert answer.status_code == 422
    found = WaitingTakeOff.objects.get()
    assert reverse("assessments:take-off-columns", args=[found.pk]) in answer.text
    return found


def test_a_file_is_kept_while_its_columns_are_explained_and_then_taken(page, new, waiting):
    address = reverse("assessments:take-off-columns", args=[waiting.pk])
    shown = page.get(address)
    for heading in COLUMNS.values():
        assert f'<option value="{heading}"' in shown.text
    assert "Concrete C30" in shown.text
    answer = page.post(address, {f"column:{column}": heading for column, heading in COLUMNS.items()})
    assert answer.url == f"{new}?take_off={waiting.pk}"
    form = page.get(answer.url)
    assert str(waiting.pk) in form.text and "bill.csv" in form.text
    assert page.post(new, {"kept_take_off": str(waiting.pk)}).status_code == 302
    design = Design.objects.get()
    assert design.take_off.read_bytes() == BILL
    assert {finding["code"] for finding in design.findings} >= {"take-off-columns-said"}


def test_the_page_in_chinese_names_the_columns(cast, waiting):
    with translation.override("zh-hans"):
        address = reverse("assessments:take-off-columns", args=[waiting.pk])
    shown = browser(cast.member, "zh-hans").get(address)
    assert "材料清单的列" in shown.text


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({}, "No heading was chosen"),
        ({"column:material": "Stuff used"}, "is missing"),
        ({"column:material": "Elsewhere"}, "has no heading"),
        ({"column:material": "Stuff used", "column:element": "Stuff used"}, "more than one column"),
        ({"column:price": "Stuff used"}, "no column"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_remembered(page, waiting, chosen, told):
    answer = page.post(reverse("assessments:take-off-columns", args=[waiting.pk]), chosen)
    assert answer.status_code == 422
    assert told in answer.text
    assert not RememberedHeading.objects.exists()


def test_another_practice_sees_neither_the_file_nor_the_headings(cast, project, page, new, waiting):
    (row,) = remember(cast.member, project.organisation, {"material": "Stuff used"})
    other = browser(cast.stranger)
    assert other.get(reverse("assessments:take-off-columns", args=[waiting.pk])).status_code == 404
    assert "Stuff used" not in other.get(reverse("assessments:take-off-headings")).text
    assert other.post(reverse("assessments:take-off-heading-forget", args=[row.pk])).status_code == 404
    assert client_of(cast.stranger).delete(f"/api/v1/take-off-headings/{row.pk}/").status_code == 404


def test_a_file_of_another_project_or_none_is_not_taken(page, new, waiting):
    for asked in ("00000000-0000-4000-8000-000000000000", "nonsense"):
        assert page.get(f"{new}?take_off={asked}").status_code == 200
        assert page.post(new, {"kept_take_off": asked}).status_code == 422
    assert not Design.objects.exists()


def test_headings_are_listed_and_forgotten_on_the_page(cast, project, page):
    (row,) = remember(cast.member, project.organisation, {"material": "<b>Stuff</b>"})
    listed = page.get(reverse("assessments:take-off-headings"))
    assert "&lt;b&gt;Stuff&lt;/b&gt;" in listed.text
    page.post(reverse("assessments:take-off-heading-forget", args=[row.pk]))
    assert not visible_headings(cast.member).exists()


def test_the_api_takes_the_columns_with_the_file_and_lists_and_forgets_them(cast, project):
    api = client_of(cast.member)
    address = f"/api/v1/projects/{project.pk}/designs/"
    refused = api.post(address, {"take_off": sent()}, format="multipart")
    assert refused.status_code == 422
    assert "Stuff used, How much, Measured in" in json.dumps(refused.json())
    body = {"take_off": sent(), "columns": json.dumps(COLUMNS)}
    assert api.post(address, body, format="multipart").status_code == 201
    assert api.post(address, {"take_off": sent()}, format="multipart").status_code == 201
    rows = api.get("/api/v1/take-off-headings/").json()["results"]
    assert {row["column"]: row["heading"] for row in rows} == COLUMNS
    for row in rows:
        assert api.delete(f"/api/v1/take-off-headings/{row['id']}/").status_code == 204
    assert api.get("/api/v1/take-off-headings/").json()["results"] == []


@pytest.mark.parametrize(
    "columns",
    [
        "[]",
        '{"material": 3}',
        '{"material": " "}',
        "nothing",
        '"text"',
        r'{"material": "\ud800"}',
        r'{"\ud800": "Stuff"}',
        r'{"material": "a\u0000b"}',
    ],
)
def test_columns_that_are_no_object_of_headings_are_refused(cast, project, columns):
    body = {"take_off": sent(), "columns": columns}
    answer = client_of(cast.member).post(f"/api/v1/projects/{project.pk}/designs/", body, format="multipart")
    assert answer.status_code == 400


def test_files_that_nobody_explained_are_forgotten_after_a_week(waiting):
    assert forget_old_waiting() == 0
    WaitingTakeOff.objects.update(brought_at=timezone.now() - timedelta(days=8))
    StoredFile.objects.update(stored_at=timezone.now() - timedelta(days=8))
    assert forget_old_waiting() == 1
    assert not StoredFile.objects.filter(pk=waiting.file_id).exists()


def test_the_command_takes_columns(db, tmp_path, cast):
    bill = tmp_path / "bill.csv"
    bill.write_bytes(BILL)
    given = [f"--column={column}={heading}" for column, heading in COLUMNS.items()]
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("assess", f"--take-off={bill}", *given, "--json", stdout=out)
    assert "take-off-missing-column" not in out.getvalue()
    assert ended.value.code in (0, 2), out.getvalue()
