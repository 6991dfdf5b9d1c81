"""The readable standard: open to everyone, in both languages, revalidated by digest."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from rules.actions.store import keep_edition, store_edition
from rules.charts import limit_charts
from rules.engine.expressions import parse
from rules.engine.schema import Edition as LoadedEdition
from rules.models import Edition
from rules.reading import formula
from standard_site.accounts.models import User
from tests.rules.editions import small

KEY = "island-2026-r0"
LANGUAGES = ("en", "zh-hans")


@pytest.fixture
def stored(db: None) -> Edition:
    return store_edition(settings.EDITIONS_DIR / KEY)


@pytest.fixture
def loaded(stored: Edition) -> LoadedEdition:
    return stored.loaded()


def edition_url() -> str:
    return reverse("rules:edition", args=[KEY])


def criterion_url(key: str = "b01-upfront-carbon") -> str:
    return reverse("rules:criterion", args=[KEY, key])


def test_an_empty_service_says_so(client: Client, db: None) -> None:
    assert "No edition has been taken in yet" in client.get(reverse("rules:editions")).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_for_anyone(client: Client, loaded: LoadedEdition, language: str) -> None:
    with override(language):
        urls = [reverse("rules:editions"), edition_url()]
        urls += [criterion_url(criterion.key) for criterion in loaded.criteria]
        urls += [reverse("rules:table", args=[KEY, key]) for key in loaded.tables]
        assert [url for url in urls if client.get(url).status_code != 200] == []


def test_few_rows_stand_beside_the_criterion_by_name_and_only_those_it_reaches(
    client: Client, stored: Edition
) -> None:
    with override("en"):
        page = client.get(criterion_url("c04-renewable-energy-balance")).content.decode()
    shown = re.findall(
        r'<th scope="row" class="fw-normal">([^<]+)</th><td class="text-end">([^<]+)</td>', page
    )
    assert ("Non-fossil share of energy · 2025", "22") in shown
    assert ("Non-fossil share of energy · 2030", "54") in shown
    assert not [name for name, _ in shown if "vehicles" in name]
    assert "“Non-fossil share of energy”, 2030" in page
    with override("zh-hans"):
        page = client.get(criterion_url("c12-vehicle-charging")).content.decode()
    assert '具备充电接线条件的停车位占比</th><td class="text-end">–</td>' in page


def test_unknown_keys_are_not_found(client: Client, stored: Edition) -> None:
    for name, args in (
        ("edition", ["nothing"]),
        ("criterion", [KEY, "nothing"]),
        ("table", [KEY, "nothing"]),
        ("criterion", ["nothing", "b01-upfront-carbon"]),
    ):
        assert client.get(reverse(f"rules:{name}", args=args)).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_criterion_shows_its_text_in_both_languages(
    client: Client, loaded: LoadedEdition, language: str
) -> None:
    criterion = loaded.criterion("b01-upfront-carbon")
    with override(language):
        html = client.get(criterion_url()).content.decode()
    assert criterion.intent.en in html and criterion.intent.zh_hans in html


def test_the_notice_stands_wherever_the_edition_is_read(client: Client, stored: Edition) -> None:
    for url in (reverse("rules:editions"), edition_url(), criterion_url()):
        assert "not the Baoting/BRE standard" in client.get(url).content.decode()


@pytest.mark.slow
def test_provisional_and_unconfirmed_rows_are_marked(client: Client, loaded: LoadedEdition) -> None:
    for criterion in loaded.criteria:
        html = client.get(criterion_url(criterion.key)).content.decode()
        marked = any(requirement.unconfirmed for requirement in criterion.requirements)
        assert ("To be confirmed: shown for reading only" in html) is marked
    transcribed = client.get(criterion_url("b05-operating-carbon")).content.decode()
    assert "Provisional: its number is a transcription" in transcribed
    # B01 takes its numbers from a table: there the rows carry the mark, one by one.
    by_row = client.get(criterion_url()).content.decode()
    assert "source-f2" in by_row
    assert "Provisional where the row it finds is a transcription" in by_row


def test_the_chart_and_its_table_hold_the_editions_numbers(loaded: LoadedEdition) -> None:
    table = loaded.tables["upfront_carbon_limits"]
    new = next(chart for chart in limit_charts(loaded, table) if "new" in chart.id)
    years = [int(step) for step in new.data["steps"]]
    assert years == sorted(years)
    offices = loaded.typologies["office_whole"]
    series = next(one for one in new.data["series"] if offices.label.en in one["name"])
    rows = {
        row["year"]: row
        for row in table.rows
        if row["works"] == "new" and row["series"] == "offices_whole_building"
    }
    assert series["values"] == [rows[year]["limit_kgco2e_per_m2"] if year in rows else None for year in years]


def test_formulas_are_put_in_words(loaded: LoadedEdition) -> None:
    node = parse("gia_m2 * 2 if construction_start_year >= 2030 and gia_m2 > 1 else gia_m2 / 3 - 1")
    worded = formula(loaded, node).worded
    area = "Gross internal area"
    assert worded == f"{area} × 2 if Year construction starts ≥ 2030 and {area} > 1 else {area} ÷ 3 − 1"
    with override("zh-hans"):
        assert "开工年份 ≥ 2030 且" in formula(loaded, node).worded


def test_a_page_asked_for_again_costs_only_its_digest(client: Client, stored: Edition) -> None:
    first = client.get(criterion_url())
    assert "no-cache" in first["Cache-Control"] and first["Last-Modified"]
    again = client.get(criterion_url(), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again  # the stored page keeps the policy that fits its nonce


def test_the_copy_is_not_reused_by_another_reader_or_language(
    client: Client, client_for: Callable[[User], Client], user: User, stored: Edition
) -> None:
    tag = client.get(criterion_url())["ETag"]
    assert client_for(user).get(criterion_url(), headers={"if-none-match": tag}).status_code == 200
    with override("zh-hans"):
        assert client.get(criterion_url(), headers={"if-none-match": tag}).status_code == 200


def test_a_changed_draft_is_a_new_page(client: Client, stored: Edition) -> None:
    keep_edition(small())
    address = reverse("rules:edition", args=["small"])
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    keep_edition(small(edition_yaml=("Small edition", "Smaller edition")))
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200
    # the shipped one, and the small one by its newest state alone
    assert len(re.findall(r"<article", client.get(reverse("rules:editions")).content.decode())) == 2
