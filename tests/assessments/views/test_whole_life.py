"""The whole life of a scored design on its page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from assessments.models import Assessment
from assessments.presentation.whole_life import whole_life_shown
from assessments.whole_life_members import members_of
from rules.actions.store import store_edition
from tests.assessments.cast import Cast, make_scored
from tests.assessments.exports.buildings import office
from tests.assessments.views.conftest import Browse
from tests.rules.editions import island

SUBJECT = {
    "uses": [{"typology": "office_whole", "gia_m2": 2400.0}],
    "gia_m2": 2400.0,
    "useful_floor_area_m2": 1950.0,
    "gross_floor_area_m2": None,
}


def whole_life() -> dict[str, Any]:
    lives = {f"{period}yr": life for period, life in office().lives.items()}
    return {"whole_life": members_of(lives, island(), 2400.0)}


def document() -> dict[str, Any]:
    energy = {"site_eui_kwh_per_m2_yr": {"value": 150.0}}
    return {"subject": SUBJECT, "operating": {"direct_kgco2": 21_888.0}, "metrics": energy, **whole_life()}


def test_the_stored_numbers_give_the_same_views_as_the_lines() -> None:
    shown = whole_life_shown(document())
    uk, eu, cn = shown.views
    assert uk.total_kg_per_m2 == office().views[0].total_kg_per_m2
    assert eu.total_kg_per_m2 == office().views[1].total_kg_per_m2
    assert (cn.total_kg == office().views[2].total_kg, cn.total_kg_per_m2) == (True, None)
    assert [picture.chart.id.removeprefix("chart-life-") for picture in shown.pictures] == [
        "modules",
        "views",
        "elements",
        "materials",
        "flows",
        "yearly",
        "years",
    ]
    assert shown.standings[0][0].percentile is not None


def test_several_uses_have_no_group_of_their_own() -> None:
    mixed = {**SUBJECT, "uses": [*SUBJECT["uses"], {"typology": "retail", "gia_m2": 100.0}]}
    assert whole_life_shown({**document(), "subject": mixed}).standings == ()


def test_a_scorecard_without_a_whole_life_says_what_it_needs(
    cast: Cast, scored: Assessment, browse: Browse
) -> None:
    address = reverse("assessments:whole-life", args=[scored.pk])
    client = browse(cast.member)
    assert "No whole life is worked out here" in client.get(address).content.decode()
    assert address in client.get(reverse("assessments:assessment", args=[scored.pk])).content.decode()
    assert browse(cast.stranger).get(address).status_code == 404


def test_the_page_shows_views_steps_and_standing(cast: Cast, scored: Assessment, browse: Browse) -> None:
    type(scored.scorecard).objects.filter(pk=scored.scorecard.pk).update(
        document={**scored.scorecard.document, **whole_life()}
    )
    page = browse(cast.member).get(reverse("assessments:whole-life", args=[scored.pk])).content.decode()
    for words in ("United Kingdom", "UK → EU", "50 years in place of 60", "chart-life-years", "Lodging"):
        assert words in page


def test_designs_under_different_editions_are_told_so(cast: Cast, scored: Assessment, browse: Browse) -> None:
    same = make_scored(cast, scored.design)
    project = scored.design.project
    project.edition = store_edition(settings.EDITIONS_DIR / "island-2026-r2")
    project.save(update_fields=["edition"])
    other = make_scored(cast, scored.design)
    for each in (scored, same, other):
        each.scorecard.document |= {"subject": SUBJECT, **whole_life()}
        each.scorecard.save(update_fields=["document"])
    address = reverse("assessments:whole-life-comparison", args=[project.pk])
    pages = {
        one.pk: browse(cast.member).get(address, {"a": [str(scored.pk), str(one.pk)]}).content.decode()
        for one in (same, other)
    }
    assert {pk: "under different editions" in page for pk, page in pages.items()} == {
        same.pk: False,
        other.pk: True,
    }
    assert f"({scored.edition.key}, island-2026-r2)" in pages[other.pk]
