"""Drafts through the API: the whole way from a base to a published edition, and what keeps two people apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from rules.actions.store import keep_edition
from rules.engine.loading import load_edition_files
from rules.models import Draft, Edition
from standard_site.accounts.models import Organisation, Role, User
from tests.assessments.cast import client_of, person, published_after
from tests.rules.editions import small_files

DRAFTS = "/api/v1/drafts/"
TODAY = timezone.localdate()


@pytest.fixture
def authority(db: None, settings: Any) -> Organisation:
    settings.EDITION_CHECKS = []  # the small edition has no annexes
    keep_edition(load_edition_files(small_files()))
    return Organisation.objects.create(name="Writers")


@pytest.fixture
def editor(authority: Organisation) -> APIClient:
    return client_of(person("writer", Role.STANDARD_AUTHOR, organisation=authority))


@pytest.fixture
def colleague(authority: Organisation) -> APIClient:
    return client_of(person("colleague", Role.STANDARD_AUTHOR, organisation=authority))


@pytest.fixture
def guest(db: None) -> APIClient:
    user: User = person("visitor")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return client_of(user)


@pytest.fixture
def address(editor: APIClient, authority: Organisation) -> str:
    """The address of a draft that starts from the small edition."""
    body = {"organisation": authority.pk, "key": "small-2027", "base": "small"}
    answer = editor.post(DRAFTS, body)
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert (shown["state"], shown["base"]["key"], shown["organisation"]["name"]) == (
        "draft",
        "small",
        "Writers",
    )
    return f"{DRAFTS}{shown['id']}/"


def _finding(answer: Any) -> str:
    return str(answer.json()["findings"][0]["code"])


def test_the_second_saver_is_shown_both_texts(editor: APIClient, colleague: APIClient, address: str) -> None:
    file = address + "files/ratings.yaml/"
    seen = editor.get(file)
    assert (seen["ETag"], seen.json()["version"]) == ('"1"', 1)
    text = seen.json()["text"]
    mine = editor.put(file, {"text": text + "# mine\n", "reason": "First"}, headers={"If-Match": '"1"'})
    assert (mine.status_code, mine["ETag"]) == (200, '"2"')
    yours = colleague.put(file, {"text": text + "# yours\n"}, headers={"If-Match": '"1"'})
    problem = yours.json()
    assert (yours.status_code, problem["code"], _finding(yours)) == (
        412,
        "edit-conflict",
        "file-changed-meanwhile",
    )
    assert (problem["theirs"]["text"], problem["yours"]) == (text + "# mine\n", text + "# yours\n")
    both = colleague.put(file, {"text": text + "# mine\n# yours\n"}, headers={"If-Match": '"2"'})
    assert both.json()["version"] == 3
    assert editor.get(file, headers={"If-None-Match": '"3"'}).status_code == 304
    steps = editor.get(address + "history/").json()["results"]
    assert [(step["verb"], step["version"], step["reason"]) for step in steps] == [
        ("changed", 3, ""),
        ("changed", 2, "First"),
        ("created", 0, ""),
    ]
    step = editor.get(f"{address}history/{steps[1]['id']}/").json()
    assert (step["before"], step["after"]) == (text, text + "# mine\n")


@pytest.mark.parametrize("sent", [{}, {"If-Match": "*"}, {"If-Match": "3"}, {"If-Match": '"1", "2"'}])
def test_nothing_is_saved_unseen(editor: APIClient, address: str, sent: dict[str, str]) -> None:
    answers = [
        editor.put(address + "files/ratings.yaml/", {"text": "x"}, headers=sent),
        editor.delete(address + "files/ratings.yaml/", headers=sent),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
        (428, "precondition-required")
    }


def test_files_come_and_go(editor: APIClient, address: str) -> None:
    added = editor.post(address + "files/", {"path": "tables/new.csv", "text": "a\n 1\n"})
    assert (added.status_code, added.json()["text"]) == (201, "a\n 1\n")
    again = editor.post(address + "files/", {"path": "tables/new.csv", "text": "b\n"})
    assert (again.status_code, _finding(again)) == (409, "file-exists-already")
    listed = editor.get(address + "files/").json()
    assert {row["path"] for row in listed} == {*small_files(), "tables/new.csv"}
    gone = editor.delete(address + "files/tables/new.csv/?reason=Empty", headers={"If-Match": '"1"'})
    assert gone.status_code == 204
    assert editor.get(address + "files/tables/new.csv/").status_code == 404
    assert editor.get(address + "history/").json()["results"][0]["reason"] == "Empty"
    assert editor.get(address + "files/..%2F..%2Fsettings.yaml/").status_code == 404


def test_from_draft_to_edition(editor: APIClient, guest: APIClient, address: str) -> None:
    """A mistake is named, a comment answered, the days given; afterwards the edition says what became of it."""
    _a_mistake_is_named(editor, address)
    _a_comment_is_answered(editor, guest, address)
    published = editor.post(address + "publish/", {"effective_from": TODAY.isoformat()})
    assert published.status_code == 201, published.json()
    assert published.json()["life"]["registration_opens"] == TODAY.isoformat()
    _the_edition_tells_its_life(editor, guest, "/api/v1/editions/small-2027/")


def _a_mistake_is_named(editor: APIClient, address: str) -> None:
    criterion = address + "files/criteria/s01-carbon.yaml/"
    text = editor.get(criterion).json()["text"]
    wrong = text.replace("  unit: kgCO2e/m2\n", "  unit: kgCO2e\n", 1)
    editor.put(criterion, {"text": wrong}, headers={"If-Match": '"1"'})
    checked = editor.get(address + "check/").json()
    assert (checked["loads"], checked["examples"]) == (False, [])
    assert checked["errors"][0]["where"]["file"] == "criteria/s01-carbon.yaml"
    assert checked["errors"][0] in checked["blockers"]
    editor.put(criterion, {"text": text}, headers={"If-Match": '"2"'})
    checked = editor.get(address + "check/").json()
    assert (checked["loads"], checked["errors"]) == (True, [])
    assert {example["passed"] for example in checked["examples"]} == {True}
    assert [finding["code"] for finding in checked["blockers"]] == ["effective-from-missing"]


def _a_comment_is_answered(editor: APIClient, guest: APIClient, address: str) -> None:
    assert guest.get(address).status_code == 404
    assert editor.post(address + "guests/", {"email": "visitor@example.org"}).status_code == 201
    last = (TODAY + timedelta(days=7)).isoformat()
    assert editor.post(address + "open-consultation/", {"closes_on": last}).json()["in_consultation"] is True
    said = guest.post(address + "comments/", {"criterion": "s01-carbon", "text": "Why 100?"}).json()
    assert guest.get(address + "guests/").status_code == 403
    thread = f"{address}comments/{said['id']}/"
    early = editor.post(address + "publish/", {"effective_from": TODAY.isoformat()})
    assert {finding["code"] for finding in early.json()["findings"]} == {
        "consultation-open",
        "comments-unanswered",
    }
    answered = editor.post(thread + "replies/", {"text": "See page 1."}).json()
    assert (answered["state"], [reply["text"] for reply in answered["replies"]]) == (
        "answered",
        ["See page 1."],
    )
    assert editor.post(thread + "close/").json()["state"] == "closed"
    assert editor.post(address + "close-consultation/").json()["state"] == "draft"


def _the_edition_tells_its_life(editor: APIClient, guest: APIClient, edition: str) -> None:
    shown = APIClient().get(edition)
    assert (shown.json()["status"], shown.json()["life"]["state"]) == ("published", "published")
    assert [event["verb"] for event in APIClient().get(edition + "events/").json()["results"]] == [
        "published"
    ]
    reason = {"reason": {"en": "A limit was wrong.", "zh-hans": "某限值有误。"}}
    assert guest.post(edition + "withdraw/", reason).status_code == 403
    assert editor.post(edition + "withdraw/", reason).json()["life"]["withdrawal_reason"] == reason["reason"]
    later = APIClient().get(edition)
    assert later["ETag"] != shown["ETag"]  # what it says of its life has changed, its content has not
    assert later.json()["digest"] == shown.json()["digest"]
    assert editor.post(edition + "withdraw/", reason).status_code == 409
    for method in (editor.put, editor.patch, editor.delete):
        assert method(edition, {}).status_code == 405


def test_publishing_twice_with_one_key_publishes_once(editor: APIClient, address: str) -> None:
    body = {"effective_from": TODAY.isoformat()}
    answers = [editor.post(address + "publish/", body, headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert editor.post(address + "publish/", body).status_code == 409


def test_an_archive_goes_out_and_comes_in(editor: APIClient, authority: Organisation, address: str) -> None:
    archive = editor.get(address + "export/")
    assert archive["Content-Type"] == "application/zip"
    upload = SimpleUploadedFile("small.zip", archive.content)
    body = {"organisation": authority.pk, "archive": upload}
    made = editor.post(DRAFTS + "import/", body, format="multipart")
    assert made.status_code == 201, made.json()
    assert editor.get(f"{DRAFTS}{made.json()['id']}/export/").content == archive.content
    broken = {"organisation": authority.pk, "archive": SimpleUploadedFile("x.zip", b"PK")}
    refused = editor.post(DRAFTS + "import/", broken, format="multipart")
    assert (refused.status_code, _finding(refused)) == (422, "archive-unreadable")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"key": "small-2027"}, 400, "field-one-base"),
        ({"key": "small-2027", "base": "none"}, 422, "base-unknown"),
        ({"key": "small-2027", "draft": "00000000-0000-4000-8000-000000000000"}, 422, "draft-unknown"),
        ({"key": "Small", "base": "small"}, 422, "key-malformed"),
    ],
)
def test_what_cannot_be_started(
    editor: APIClient, authority: Organisation, body: dict[str, str], status: int, code: str
) -> None:
    answer = editor.post(DRAFTS, body | {"organisation": authority.pk})
    assert (answer.status_code, _finding(answer)) == (status, code)


def test_days_outside_any_calendar_of_ours_are_refused(editor: APIClient, address: str) -> None:
    answer = editor.post(address + "publish/", {"effective_from": "0001-01-01"})
    assert (answer.status_code, _finding(answer)) == (422, "date-implausible")


def test_others_neither_see_nor_start_drafts(
    member: APIClient, authority: Organisation, address: str
) -> None:
    assert member.get(DRAFTS).json()["results"] == []
    assert member.get(address).status_code == 404
    body = {"organisation": authority.pk, "key": "mine", "base": "small"}
    assert member.post(DRAFTS, body).status_code == 403
    assert APIClient().get(DRAFTS).status_code == 401
    assert Draft.objects.count() == 1


def test_the_list_costs_the_same_however_long(editor: APIClient, authority: Organisation) -> None:
    base = Edition.objects.get(key="small")
    user = User.objects.get(email="writer@example.org")
    counts = []
    for number in range(2):
        Draft.objects.create(key=f"d{number}", organisation=authority, base=base, created_by=user)
        with CaptureQueriesContext(connection) as queries:
            assert len(editor.get(DRAFTS).json()["results"]) == number + 1
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_a_project_moves_to_a_later_edition(member: APIClient, project: Any, edition: Edition) -> None:
    address = f"/api/v1/projects/{project.pk}/"
    assert member.get(address + "later-editions/").json() == []
    later = published_after(edition, "island-2027-r1")
    assert [row["key"] for row in member.get(address + "later-editions/").json()] == [later.key]
    moved = member.post(address + "move/", {"edition": later.key})
    assert (moved.status_code, moved.json()["edition"]["digest"]) == (200, later.digest)
    back = member.post(address + "move/", {"edition": edition.key})
    assert (back.status_code, _finding(back)) == (409, "edition-not-later")
    assert member.get(address + "history/").json()["results"][0]["verb"] == "project-moved"
