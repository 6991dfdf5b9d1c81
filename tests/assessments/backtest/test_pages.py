"""The pages of a back-test, in both languages, and what they tell to whom."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from assessments.backtest import running
from assessments.backtest.changes import alias_of
from assessments.backtest.models import BackTest
from assessments.models import Project, Scorecard
from standard_site.accounts.models import Membership, Role, RoleGrant, User
from tests.assessments.backtest.town import Town

HIDDEN = ("House ", "Practice")


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def start(town: Town, **given: Any) -> Any:
    data = {"base": town.base.pk, "submitted_only": "on", **given}
    return browser(town.author).post(f"/en/authoring/{town.draft.pk}/back-test/", data)


@pytest.fixture
def done(town: Town) -> BackTest:
    start(town)
    row = BackTest.objects.get()
    running.execute(str(row.pk), "worker")
    row.refresh_from_db()
    return row


def text_of(user: User, address: str) -> str:
    answer = browser(user).get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_from_the_form_to_the_result_without_any_script(town: Town) -> None:
    form = text_of(town.author, f"/en/authoring/{town.draft.pk}/back-test/")
    assert "Start the back-test" in form
    answer = start(town)
    row = BackTest.objects.get()
    address = f"/en/authoring/back-tests/{row.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, address)
    waiting = text_of(town.author, address)
    assert 'http-equiv="refresh"' in waiting
    running.claim(str(row.pk), "worker")
    BackTest.objects.update(judged=5)
    part = browser(town.author).get(address, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "5 of 10" in part
    assert 'value="50"' in part
    BackTest.objects.update(status="waiting")
    running.execute(str(row.pk), "worker")
    assert browser(town.author).get(address, headers={"hx-request": "true"})["HX-Refresh"] == "true"
    page = text_of(town.author, address)
    assert "2 submissions come to another gate or rating" in page
    assert "7 of 10 submissions" in page
    assert "Achieved → Not achieved: <strong>2</strong>" in page
    assert "Pass → no rating: <strong>1</strong>" in page
    assert "1 submission has no stored metrics." in page
    assert start(town)["Location"] == address  # the same again is the same


@pytest.mark.parametrize(("language", "words"), [("en", "Criterion by criterion"), ("zh-hans", "逐条对比")])
def test_both_languages(town: Town, done: BackTest, language: str, words: str) -> None:
    assert words in text_of(town.author, f"/{language}/authoring/back-tests/{done.pk}/")


def test_an_author_sees_rows_without_names(town: Town, done: BackTest) -> None:
    alias = alias_of(town.cards["middle"].pk)
    for address in ("", "changes/1/", "export/csv/", "export/json/"):
        page = text_of(town.author, f"/en/authoring/back-tests/{done.pk}/{address}")
        assert alias in page
        assert str(town.cards["middle"].pk) not in page
        assert not [name for name in HIDDEN if name in page]
    assert "Value:" not in text_of(town.author, f"/en/authoring/back-tests/{done.pk}/changes/1/")


def test_members_and_operators_see_names_and_values(town: Town, done: BackTest) -> None:
    Membership.objects.create(user=town.author, organisation=town.practice)
    page = text_of(town.author, f"/en/authoring/back-tests/{done.pk}/")
    assert "House 2" in page
    assert "Value: 80" in text_of(town.author, f"/en/authoring/back-tests/{done.pk}/changes/1/")
    Membership.objects.filter(organisation=town.practice).delete()
    RoleGrant.objects.create(user=town.author, role=Role.OPERATOR)
    assert "Practice" in text_of(User.objects.get(pk=town.author.pk), f"/en/authoring/back-tests/{done.pk}/")


def test_what_changed_for_one(town: Town, done: BackTest) -> None:
    page = text_of(town.author, f"/en/authoring/back-tests/{done.pk}/changes/2/")
    assert "≤ 100" in page
    assert "≤ 70" in page
    assert browser(town.author).get(f"/en/authoring/back-tests/{done.pk}/changes/3/").status_code == 404


def test_the_list_can_be_narrowed_to_a_criterion(town: Town, done: BackTest) -> None:
    address = f"/en/authoring/back-tests/{done.pk}/"
    assert "changes/1/" in text_of(town.author, address + "?criterion=s01-carbon")
    nobody = text_of(town.author, address + "?criterion=s01")
    assert "changes/1/" not in nobody


def test_the_table_to_take_away(town: Town, done: BackTest) -> None:
    Project.objects.update(name="=cmd()")
    Membership.objects.create(user=town.author, organisation=town.practice)
    answer = browser(town.author).get(f"/en/authoring/back-tests/{done.pk}/export/csv/")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line["rating_before"] for line in lines] == ["pass", ""]
    assert lines[0] | {"alias": ""} == {
        "number": "1",
        "alias": "",
        "project": "'=cmd()",
        "organisation": "Practice",
        "typologies": "home",
        "construction_start_year": "2026",
        "gate_before": "achieved",
        "gate_after": "not_achieved",
        "rating_before": "pass",
        "rating_after": "",
        "score_before": "33.333333333",
        "score_after": "33.333333333",
        "criteria": "s01-carbon",
        "requirements": "s01-carbon.limit: achieved 0 > not_achieved 0",
    }
    whole = json.loads(browser(town.author).get(f"/en/authoring/back-tests/{done.pk}/export/json/").content)
    assert whole["result"]["changers"] == len(whole["changes"]) == 2
    assert whole["tested"] == {"key": "small", "digest": done.content_digest}


def test_refusals_stand_on_the_form(town: Town) -> None:
    nobody = start(town, year_from="2090")
    assert nobody.status_code == 422
    assert "population-empty" in nobody.content.decode()
    backwards = start(town, year_from="2030", year_to="2020")
    assert "The last year lies before the first." in backwards.content.decode()
    assert not BackTest.objects.exists()


def test_cancelling_from_the_page(town: Town) -> None:
    start(town)
    row = BackTest.objects.get()
    browser(town.author).post(f"/en/authoring/back-tests/{row.pk}/cancel/")
    assert "was cancelled" in text_of(town.author, f"/en/authoring/back-tests/{row.pk}/")
    assert browser(town.author).get(f"/en/authoring/back-tests/{row.pk}/export/csv/").status_code == 404


def test_empty_states(town: Town) -> None:
    Scorecard.objects.all().delete()
    assert "Nothing has been scored yet" in text_of(town.author, f"/en/authoring/{town.draft.pk}/back-test/")
    assert "Nothing has been scored yet" in text_of(town.author, "/en/authoring/back-test/")


def test_an_edition_against_another(town: Town) -> None:
    answer = browser(town.author).post(
        "/en/authoring/back-test/", {"edition": town.base.pk, "base": town.base.pk}
    )
    running.execute(str(BackTest.objects.get().pk), "worker")
    assert "0 submissions come to another" in text_of(town.author, answer["Location"])
