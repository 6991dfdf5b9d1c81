"""The whole life of a scored design as files, on its page and in the API."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.exports.files import FORMS, file_name
from assessments.exports.workbook import total_name
from assessments.models import Assessment, Scorecard
from rules.actions.store import store_edition
from standard_site.celery import app
from tests.assessments.cast import Cast, make_cast, make_project, make_scored, shipped_edition
from tests.assessments.exports.spreadsheet import Spreadsheet

SAMPLE = settings.BASE_DIR / "assessments" / "samples" / "rainforest-guesthouse"


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Cast:
    translation.activate("en")
    settings.STORAGE_DIR = tmp_path / "storage"
    monkeypatch.setattr(app.conf, "broker_url", "memory://")
    shipped_edition()
    return make_cast()


@pytest.fixture
def scored(cast: Cast) -> Assessment:
    """The sample guesthouse under the edition that works out the whole life, of its take-off alone."""
    project = make_project(cast, name='雨林 "=客舍"\r\n../x')
    project.edition = store_edition(settings.EDITIONS_DIR / "island-2026-r2")
    project.save(update_fields=["edition"])
    take_off = Upload("take_off.csv", [(SAMPLE / "take_off.csv").read_bytes()])
    return make_scored(cast, add_design(cast.member, project, DesignFiles(take_off=take_off)))


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.member, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(scored: Assessment, form: str) -> str:
    return reverse("assessments:whole-life-file", args=[scored.pk, form])


def test_the_workbook_comes_to_what_the_scorecard_says(scored: Assessment, client: Client) -> None:
    answer = client.get(page(scored, "workbook"))
    assert answer.status_code == 200, answer.content
    sheet = Spreadsheet(answer.content)
    known = 0
    for life in scored.scorecard.document["whole_life"].values():
        for module, said in life["modules"].items():
            found = sheet.named(total_name(module, life["period_yr"]))
            assert found == ("not known" if said is None else pytest.approx(said, rel=1e-9)), module
            known += said is not None
    assert known >= 8  # A1-A3, A4, A5.2 and A5.3 over both periods at the least


def test_every_form_is_the_same_on_page_and_api_and_named(scored: Assessment, client: Client) -> None:
    shown = client.get(reverse("assessments:whole-life", args=[scored.pk])).content.decode()
    for form in FORMS:
        address = page(scored, form)
        ours, theirs = client.get(address), client.get(f"/api/v1/scorecards/{scored.pk}/exports/{form}/")
        assert (ours.status_code, theirs.status_code) == (200, 200)
        disposition = ours["Content-Disposition"]
        assert disposition.startswith("attachment; filename*=utf-8''%E9%9B%A8%E6%9E%97-")
        assert disposition == theirs["Content-Disposition"]
        assert address in shown
        if form != "workbook":
            assert ours.content == theirs.content
    lcax = json.loads(client.get(page(scored, "lcax-50yr")).content)
    assert lcax["referenceStudyPeriod"] == 50
    assert load_workbook(io.BytesIO(client.get(page(scored, "workbook")).content)).sheetnames[2] == "Lines"


def test_an_unknown_form_is_not_found(scored: Assessment, client: Client) -> None:
    assert client.get(page(scored, "word")).status_code == 404
    assert client.get(f"/api/v1/scorecards/{scored.pk}/exports/word/").status_code == 404


def test_too_many_lines_are_refused_with_another_way(
    scored: Assessment, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FORMS, "workbook", replace(FORMS["workbook"], most_lines=3))
    answer = client.get(page(scored, "workbook"))
    assert answer.status_code == 409
    assert "at most 3" in answer.content.decode()
    assert client.get(page(scored, "lines-60yr")).status_code == 200


@pytest.mark.parametrize(("language", "said"), [("en", "does not come to"), ("zh-hans", "与评分卡不一致")])
def test_neither_files_nor_lines_are_shown_that_differ_from_their_scorecard(
    scored: Assessment, client: Client, language: str, said: str
) -> None:
    for life in scored.scorecard.document["whole_life"].values():
        life["modules"]["A4"] = life["modules"]["A4"] * 1.001
    Scorecard.objects.filter(pk=scored.scorecard.pk).update(document=scored.scorecard.document)
    for form in FORMS:
        answer = client.get(
            f"/api/v1/scorecards/{scored.pk}/exports/{form}/", headers={"accept-language": language}
        )
        assert answer.status_code == 409
        assert said in answer.content.decode()
        assert "A4 (50), A4 (60)" in answer.content.decode()
    address = reverse("assessments:whole-life-lines", args=[scored.pk])
    shown = client.get(address.replace("/en/", f"/{language}/"), {"module": "A4"})
    assert shown.status_code == 409
    assert "A4 (50), A4 (60)" in shown.content.decode()


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("=cmd|' /C calc'!A0", "cmd-C-calc-A0-lines"),
        ("../../etc/passwd", "etc-passwd-lines"),
        ("\r\nSet-Cookie: a=b", "Set-Cookie-a-b-lines"),
        ("", "building-lines"),
        ("+-@=", "building-lines"),
        ("雨林客舍", "雨林客舍-lines"),
        ("＝１＋１", "１-１-lines"),
    ],
)
def test_a_file_name_is_neither_path_nor_formula(name: str, begins: str) -> None:
    assert file_name(name, date(2026, 11, 23), "lines-60yr") == f"{begins}-60yr-2026-11-23.csv"


def test_a_long_name_is_cut() -> None:
    assert len(file_name("长" * 500, date(2026, 11, 23), "workbook")) < 120
