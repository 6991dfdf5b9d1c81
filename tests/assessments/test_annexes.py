"""The annexes of an edition as `edition check` sees them: what its cases supply and how they are set."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assessments.annexes import check_annexes
from rules.engine.loading import load_edition
from rules.engine.schema import Edition

FOLDER = Path(__file__).resolve().parents[2] / "rules" / "editions" / "island-2026-r1"


@cache
def draft() -> Edition:
    return load_edition(FOLDER)


def with_outage(**changes: Any) -> Edition:
    """The second edition with entries of its case `outage` replaced."""
    scenarios = copy.deepcopy(dict(draft().annexes["scenarios"]))
    scenarios["cases"]["outage"] |= changes
    return replace(draft(), annexes={**draft().annexes, "scenarios": scenarios})


def test_the_draft_edition_is_sound_and_so_is_one_without_cases() -> None:
    assert check_annexes(draft()) == ()
    without = {key: annex for key, annex in draft().annexes.items() if key != "scenarios"}
    assert check_annexes(replace(draft(), annexes=without)) == ()


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"supplies": ["outage_hours"]}, "case-supplies-unknown", "outage_hours"),
        ({"supplies": ["peak_electricity_w"]}, "case-supplies-not-read", "peak_electricity_w"),
        ({"supplies": []}, "protocol-invalid", "supplies"),
        ({"hours": 9000}, "protocol-invalid", "hours"),
        ({"treatments": [{"kind": "outage"}]}, "case-settings-invalid", "window"),
        ({"treatments": [{"kind": "typhoon"}]}, "treatment-unknown", "typhoon"),
    ],
)
def test_a_wrong_case_is_named(changes: dict[str, Any], code: str, words: str) -> None:
    mistakes = check_annexes(with_outage(**changes))
    assert {mistake.code for mistake in mistakes} == {code}
    assert all(mistake.file == "scenarios.yaml" for mistake in mistakes)
    assert any(words in mistake.message["en"] for mistake in mistakes)


def test_an_edition_needs_a_protocol() -> None:
    assert [mistake.code for mistake in check_annexes(replace(draft(), annexes={}))] == ["annex-missing"]


def test_a_recipe_must_be_there_and_know_the_typologies_of_the_edition() -> None:
    without = {key: annex for key, annex in draft().annexes.items() if key != "reference_building"}
    assert [mistake.code for mistake in check_annexes(replace(draft(), annexes=without))] == ["annex-missing"]
    strange = copy.deepcopy(dict(draft().annexes["reference_building"]))
    strange["recipes"]["gb-2016"]["typologies"]["castle"] = None
    mistakes = check_annexes(replace(draft(), annexes={**draft().annexes, "reference_building": strange}))
    assert [mistake.code for mistake in mistakes] == ["recipe-typology-unknown"]
    assert "castle" in mistakes[0].message["en"]


def test_a_case_names_a_recipe_of_the_annex() -> None:
    scenarios = copy.deepcopy(dict(draft().annexes["scenarios"]))
    scenarios["cases"]["reference"]["treatments"][0]["recipe"] = "gb-1999"
    mistakes = check_annexes(replace(draft(), annexes={**draft().annexes, "scenarios": scenarios}))
    assert [mistake.code for mistake in mistakes] == ["reference-annex-invalid"]


def test_a_material_treated_like_another_has_both_of_them_and_leaves_nothing_open() -> None:
    edition = load_edition(FOLDER.parent / "island-2026-r2")
    assert check_annexes(edition) == ()
    table = edition.tables["end_of_life_like"]
    brick = next(row for row in table.rows if row["material"] == "brick-shale-hollow")
    for changes in ({"like": "dk-nothing"}, {"material": "brick-nothing"}, {"c4_kgco2e_per_kg": None}):
        tables = {**edition.tables, table.key: replace(table, rows=({**brick, **changes},))}
        mistakes = check_annexes(replace(edition, tables=tables))
        assert [mistake.code for mistake in mistakes] == ["end-of-life-open"]
