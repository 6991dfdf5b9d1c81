"""A criterion tried with one's own numbers, and its worked examples: on the page, by address, in both languages."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from rules.actions.store import keep_edition
from rules.engine.examples import read_examples, run_example
from rules.engine.loading import load_edition_files
from rules.engine.schema import Criterion
from rules.models import Edition
from rules.trial_form import TrialForm, example_query
from rules.trials import tried, worked_examples
from standard_site.lib.words import OUTCOMES

from .editions import island, small, small_files

KEY = "small"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def stored(db: None) -> Edition:
    return keep_edition(small())


def trial_url(key: str = "s01-carbon", query: str = "") -> str:
    return reverse("rules:trial", args=[KEY, key]) + (f"?{query}" if query else "")


def form_of(key: str, query: str) -> TrialForm:
    return TrialForm(island(), island().criterion(key), QueryDict(query))


HOME = "works=new&stage=design&use1=home&construction_start_year=2026&gia_m2=1,000&carbon_kgco2e=109990"


def test_the_form_asks_only_for_what_the_criterion_uses() -> None:
    fields = set(TrialForm(small(), small().criterion("s02-share")).fields)
    assert fields == {"kind", "stage", "construction_start_year", "share_percent"}
    fields = set(TrialForm(island(), island().criterion("b01-upfront-carbon")).fields)
    assert {"works", "stage", "construction_start_year", "use1", "use1_m2", "use3_m2", "gia_m2"} <= fields
    assert "upfront_carbon_kgco2e_per_m2" not in fields  # derived from what is asked for
    assert "site_energy_kwh_per_yr" not in fields


@pytest.mark.parametrize("criterion", island().criteria, ids=lambda criterion: criterion.code)
def test_an_examples_numbers_in_the_form_come_out_as_in_the_example(criterion: Criterion) -> None:
    for example in read_examples(island().files, criterion.key):
        form = form_of(criterion.key, example_query(island(), criterion, example))
        assert form.is_valid() or not form.is_bound, (example.name, form.errors)
        if form.is_bound:
            expected = run_example(island(), example).result
            shown = tried(island(), criterion, form.subject(), form.metrics())
            assert shown.outcome == expected.outcome, example.name


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_trial_is_answered_by_its_address(client: Client, stored: Edition, language: str) -> None:
    # (109,990 + 10) / 1,000 = 110 > 100; 110 > 80: 0 of 3 credits
    with override(language):
        page = client.get(trial_url(query=HOME))
        outcome = str(OUTCOMES["not_achieved"])
    html = page.content.decode()
    assert page.status_code == 200 and "<title>" in html
    result = html[html.index('id="trial-answer"') :]
    assert outcome in result
    assert "110\N{NO-BREAK SPACE}kgCO₂e/m²" in result and "≤\N{NO-BREAK SPACE}100" in result
    assert 'value="1,000"' in html  # the form keeps what was entered
    assert result.count("<li>") >= 4  # every step


def test_htmx_gets_only_the_part(client: Client, stored: Edition) -> None:
    query = HOME.replace("&carbon_kgco2e=109990", "")
    response = client.get(trial_url(query=query), headers=HTMX)
    html = response.content.decode()
    assert html.startswith('<section class="card mb-3" id="trial"') and "<title>" not in html
    assert "HX-Request" in response["Vary"]
    assert "Missing:</strong> Carbon" in html


WRONG = [
    ("gia_m2", "ten", "Enter a number."),
    ("gia_m2", "nan", "Enter a number."),
    ("gia_m2", "1e999", "Enter a number."),
    ("gia_m2", "10,00", "Enter a number."),
    ("gia_m2", "0", "Enter a number greater than 0."),
    ("carbon_kgco2e", "-1", "greater than or equal to 0"),
    ("stage", "dream", "Select a valid choice"),
    ("use1", "castle", "Select a valid choice"),
    ("construction_start_year", "2026.5", "Enter a whole number"),
    ("construction_start_year", "99999", "less than or equal to 2200"),
]


def test_what_is_wrong_is_said_by_its_field(client: Client, stored: Edition) -> None:
    for field, value, message in WRONG:
        html = client.get(trial_url(), {**dict(parse_qsl(HOME)), field: value}).content.decode()
        error = re.search(rf'id="trial-{field}_error">(.*?)</div></div>', html, re.DOTALL)
        assert error is not None and message in error[1]
        assert 'id="trial-answer"' not in html


def test_an_odd_address_is_answered(client: Client, stored: Edition) -> None:
    odd = (
        "gia_m2=" + "9" * 400,
        "works=%00",
        "use1=%F0%9F%8F%A0&use1_m2=%E2%88%92",
        "x=1",
        "works=new&works=",
    )
    assert [query for query in odd if client.get(trial_url(query=query)).status_code != 200] == []


def test_lists_and_yes_or_no_can_be_entered() -> None:
    leaks = ("expression: inten", "expression: sum(leaks_kgco2e) / gia_m2 + inten")
    edition = small(s01_carbon_yaml=leaks)
    query = "stage=design&works=new&use1=home&construction_start_year=2026&gia_m2=10&carbon_kgco2e=690&leaks_kgco2e="
    form = TrialForm(edition, edition.criterion("s01-carbon"), QueryDict(query + "100; 1,000 20"))
    assert form.is_valid()
    assert form.metrics()["leaks_kgco2e"].value == (100, 1000, 20)
    # (100 + 1,000 + 20) / 10 + (690 + 10) / 10 = 182
    shown = tried(edition, edition.criterion("s01-carbon"), form.subject(), form.metrics())
    assert shown.value.startswith("182")
    wrong = TrialForm(edition, edition.criterion("s01-carbon"), QueryDict(query + "100; ten"))
    assert "leaks_kgco2e" in wrong.errors


def test_a_limit_between_two_rows_names_both() -> None:
    edition = small()
    criterion = edition.criterion("s02-share")
    form = TrialForm(
        edition, criterion, QueryDict("stage=planning&construction_start_year=2026&share_percent=30")
    )
    assert form.is_valid()
    shown = tried(edition, criterion, form.subject(), form.metrics())
    assert shown.outcome == "achieved"
    lookup = next(step for step in shown.trace if "Floors" in step)
    assert "2025" in lookup and "2035" in lookup and "25" in lookup


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_shows_examples_references_and_the_form(client: Client, db: None, language: str) -> None:
    keep_edition(small())
    with override(language):
        html = client.get(reverse("rules:criterion", args=["small", "s02-share"])).content.decode()
    for example in worked_examples(small(), small().criterion("s02-share")):
        assert example.passed
    assert ("进位为 25" if language == "zh-hans" else "up to 25; 30 ≥ 25") in html
    assert (
        "<strong>3.1</strong>" in html and ("与之相近" if language == "zh-hans" else "Close to it.") in html
    )
    assert 'name="share_percent"' in html
    assert html.count(reverse("rules:trial", args=["small", "s02-share"])[3:]) >= 6


def test_examples_that_cannot_be_read_are_said_to_be_so(client: Client, db: None) -> None:
    files = small_files(s02_share_yaml=("key: s02", "key: s02"))
    files["examples/s02-share.yaml"] = b"cases: ["
    keep_edition(load_edition_files(files))
    html = client.get(reverse("rules:criterion", args=["small", "s02-share"])).content.decode()
    assert "yaml-unreadable" in html and 'name="share_percent"' in html


def test_no_such_criterion(client: Client, stored: Edition) -> None:
    assert client.get(trial_url("nothing")).status_code == 404
    assert client.post(trial_url()).status_code == 405
