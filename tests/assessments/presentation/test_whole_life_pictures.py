"""The pictures of a whole life: what their titles find, what they leave out and say so, and where each part leads."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from assessments.benchmarks.standing import standings
from assessments.models import Assessment, Design
from assessments.presentation.whole_life import whole_life_shown
from assessments.presentation.whole_life_charts import pictures_of_parts
from assessments.presentation.whole_life_comparison import Side, labels_of, title_of
from assessments.presentation.whole_life_parts import Life, Picture
from assessments.presentation.whole_life_standing import charts_of_standings
from assessments.presentation.whole_life_years import pictures_of_years
from assessments.whole_life_members import members_of
from rules.models import Edition
from tests.assessments.exports.buildings import guesthouse_before, office
from tests.rules.editions import island

BUDGET = {
    "budget_edition": "igcc-2024",
    "start_year": 2025,
    "probability_percent": 50,
    "world_gtco2": 130.0,
    "allocation": "per-person",
    "zone_kgco2": 2.6e8,
    "share_used": 1.5,
    "overshoot_year": 2040,
    "debt_kgco2e": 12_345.0,
    "years": [],
}


@pytest.fixture(autouse=True)
def english() -> None:
    translation.activate("en")


def life(ledger: Any, **changed: Any) -> Life:
    lives = {f"{period}yr": one for period, one in ledger.lives.items()}
    member = members_of(lives, island(), 2400.0)["60yr"]
    return Life({**member, **changed}, str.upper, "/lines/")


def pictures(of: Life, ledger: Any) -> dict[str, Picture]:
    found = [*pictures_of_parts(of, ledger.views), *pictures_of_years(of)]
    return {picture.chart.id.removeprefix("chart-life-"): picture for picture in found}


def test_each_picture_says_what_it_finds() -> None:
    found = pictures(life(office()), office())
    # docs/whole-life-views.md: B6 2,088,000 of 3,211,868 kg in all
    assert found["modules"].title == "B6 is 65 % of the 3,212 t CO₂e of 60 years"
    assert "European Union 1,398, China 739" in found["views"].title
    # the China view does not count B7; of the UK view 23,520 kg / 2,400 m²
    assert ("B7", "9.8", "10.1", "not counted") in found["views"].chart.table
    assert found["elements"].title.startswith("Frame carries")
    # upfront 755,521; a year of use has B1 162, B2–B3 310, B6 34,800 and B7 392
    assert found["yearly"].title == "756 t CO₂e in 2027, then 36 t in a typical year"
    assert "sets no budget" in found["years"].notes[0]


def test_a_title_claims_no_more_than_is_known() -> None:
    whole = life(office())
    first, *others = whole.member["by_element"]
    unknown = {**first, "modules": {**first["modules"], "A1-A3": None}}
    upfront, *later = whole.member["years"]
    open_end = [upfront, *({**year, "cumulated_kgco2e": None} for year in later)]
    found = pictures(life(office(), by_element=[unknown, *others], years=open_end), office())
    assert "of what is known of the carbon of the materials" in found["elements"].title
    assert "of what is known of the carbon of the materials" in found["materials"].title
    assert found["flows"].title.startswith("The largest flow that is known is")
    # the other elements have A1–A3, and that is drawn
    told = "Not known of every line, so in the picture only as far as it is known: A1-A3."
    assert [told in found[name].notes for name in ("elements", "materials", "flows")] == [True, True, True]
    assert found["years"].title == "Year by year, so far as it is known"


@pytest.mark.parametrize(
    ("totals", "title"),
    [
        ((80.0, 100.0), "First: 20 % less than Second over 60 years"),
        ((0.0, 0.0), "No difference over 60 years"),
        ((-1.0, 0.0), "What is known of each over 60 years"),
        ((-5.0, -3.0), "What is known of each over 60 years"),
        ((None, 3.0), "What is known of each over 60 years"),
        ((None, None), "What is known of each over 60 years"),
    ],
)
def test_designs_are_compared_by_share_only_where_there_is_one(
    totals: tuple[float | None, float | None], title: str
) -> None:
    named = zip(("First", "Second"), totals, strict=True)
    sides = [Side(Assessment(), name, {"A1-A3": total}) for name, total in named]
    assert title_of(sides, 60) == title


def test_one_design_scored_twice_is_told_apart() -> None:
    rules = Edition(key="island-2026-r2")
    days = [datetime(2026, 11, day, 8, tzinfo=UTC) for day in (2, 3)]
    again = [Assessment(design=Design(number=7), edition=rules, requested_at=day) for day in days]
    other = Assessment(design=Design(number=8, label="Timber"), edition=rules, requested_at=days[0])
    first, second, third = labels_of([*again, other])
    assert first.startswith("Design 7 · island-2026-r2 · ")
    assert first != second
    assert third == "Design 8, Timber"


def test_a_total_below_zero_has_no_shares() -> None:
    found = pictures(life(office(), total_kgco2e=-5.0), office())
    assert found["modules"].title == "B6 is the largest of the modules that are known"


def test_every_part_leads_to_its_lines() -> None:
    found = pictures(life(office()), office())
    assert found["modules"].chart.data["bars"][0]["href"] == "/lines/?period=60&module=A1-A3"
    tiles = {tile["name"]: tile["href"] for tile in found["materials"].chart.data["tiles"]}
    assert tiles["CONCRETE"] == "/lines/?period=60&material=concrete"
    assert '<a href="/lines/?period=60&amp;element=Frame">Frame</a>' in str(found["elements"].chart.table)


def test_a_name_from_a_file_is_never_markup() -> None:
    of = life(office())
    text = Life({**of.member}, lambda _label: "<script>", "/lines/").linked("<script>", material='a&b"')
    assert str(text) == '<a href="/lines/?period=60&amp;material=a%26b%22">&lt;script&gt;</a>'


def test_what_flows_into_an_element_flows_out_of_it() -> None:
    links = pictures(life(office()), office())["flows"].chart.data["links"]
    into: dict[str, float] = defaultdict(float)
    out: dict[str, float] = defaultdict(float)
    for link in links:
        into[link["target"]] += link["value"]
        out[link["source"]] += link["value"]
    elements = [name for name in into if name.startswith("e:")]
    assert elements == ["e:Frame", "e:Envelope", "e:Partitions"]
    for name in elements:
        assert math.isclose(into[name], out[name], rel_tol=1e-12)


def test_what_is_not_known_is_named_and_not_drawn() -> None:
    found = pictures(life(guesthouse_before()), guesthouse_before())
    assert "C1" not in [bar["name"] for bar in found["modules"].chart.data["bars"]]
    assert found["modules"].title.endswith("is the largest of the modules that are known")
    assert "C1, C2, C3, C4" in found["modules"].notes[0]
    cells = {row[0]: row[1] for row in found["modules"].chart.table}
    assert cells['<a href="/lines/?period=60&amp;module=C1">C1</a>'] == "not determined"


def test_budgets_are_drawn_with_the_year_they_are_passed() -> None:
    member = life(office()).member
    years = [{"allowed_so_far": float(index)} for index in range(61)]
    later = {
        **BUDGET,
        "years": years,
        "allocation": "present-emissions",
        "overshoot_year": None,
        "share_used": None,
    }
    of = life(office(), budgets=[{**BUDGET, "years": years}, later])
    picture = pictures(of, office())["years"]
    assert picture.title == "Every 1.5 °C budget that is passed is passed in 2040"
    drawn = picture.chart.data["budgets"]
    assert [(one["name"], one["overshoot"]) for one in drawn] == [
        ("Budget by people, 50 %", "2040"),
        ("Budget by present emissions, 50 %", None),
    ]
    assert "igcc-2024: 130 GtCO₂ from 2025" in picture.notes[0]
    assert len(picture.chart.table) == len(member["years"]) == 61


def test_a_distribution_counts_every_building_once() -> None:
    stands = standings("office_whole", {"embodied": 467.0, "upfront": None, "energy": 1e6})
    charts = {standing.collection: chart for standing, chart in charts_of_standings(stands)}
    clf = charts["clf"]
    assert clf is not None
    same, others = clf.data["same"]["values"], clf.data["others"]["values"]
    assert sum(same) == len(stands[0].others)
    assert min(others) >= 0
    assert f"of {sum(same) + sum(others)} buildings" in clf.caption
    assert clf.table[clf.data["here"]][3] == "●"
    measured = charts["singapore_measured"]
    assert measured is not None
    assert (
        measured.data["here"] == len(measured.data["bins"]) - 1
    )  # far beyond all: within the last, open bin


def test_the_reference_building_stands_beside_the_china_view() -> None:
    subject: dict[str, Any] = {
        "gia_m2": 2000.0,
        "useful_floor_area_m2": None,
        "gross_floor_area_m2": 2500.0,
        "uses": [],
    }
    metrics = {
        "reference_operating_carbon_kgco2_per_m2_yr": {"value": 30.0},
        "operating_carbon_kgco2_per_m2_yr": {"value": 20.0},
    }
    document = {
        "subject": subject,
        "operating": None,
        "metrics": metrics,
        "whole_life": {"60yr": life(office()).member},
    }
    # (30 − 20) · 2000 / 2500
    assert whole_life_shown(document).reduction_kgco2_per_m2_yr == 8.0
    without = {**subject, "gross_floor_area_m2": None}
    assert whole_life_shown({**document, "subject": without}).reduction_kgco2_per_m2_yr is None
    assert whole_life_shown({**document, "metrics": {}}).reduction_kgco2_per_m2_yr is None
