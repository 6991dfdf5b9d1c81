"""The steps of a result in sentences: names, years and numbers as the page's language writes them."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import override

from rules.engine.loading import load_edition
from rules.engine.schema import Edition
from rules.values import exact_text, named_text
from rules.working import lookup_text, numbers_text, rounding_text

LIMITS = "upfront_carbon_limits"
FORMULA = f'1 - upfront_carbon_kgco2e_per_m2 / lookup("{LIMITS}", typology, works, construction_start_year)'


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition(settings.EDITIONS_DIR / "island-2026-r0")


def lookup(**changes: Any) -> dict[str, Any]:
    row = {"series": "hotels", "works": "new", "year": 2027, "value": 605.0, "typology": "hotel"}
    step = {"step": "lookup", "table": LIMITS, "unit": "kgCO2e/m2", "operator": "single", "result": 605.0}
    return {**step, "rows": [{**row, "gia_m2": 2160.0}], **changes}


def given(key: str, value: Any, unit: str = "1") -> dict[str, Any]:
    return {"key": key, "value": value, "unit": unit}


@pytest.mark.parametrize(
    ("value", "text"),
    [(1391.335, "1,391.335"), (2027.0, "2,027"), (415.3615655, "415.362"), (0.3648, "0.3648"), (0.0, "0")],
)
def test_numbers_to_check_a_sum_by(value: float, text: str) -> None:
    with override("en"):
        assert exact_text(value) == text


def test_a_year_has_no_separator_and_a_key_has_its_name(edition: Edition) -> None:
    with override("zh-hans"):
        assert named_text(edition, "construction_start_year", 2027.0) == "2027"
        assert named_text(edition, "grid_region", "hainan") == "海南"
        assert named_text(edition, "typology", ["hotel", "flats"]) == "酒店、多高层住宅"
        assert named_text(edition, "works", "new") == "新建建筑"


def test_a_row_is_named_by_what_it_was_found_by(edition: Edition) -> None:
    with override("en"):
        assert lookup_text(lookup(), edition).endswith(
            ": Hotel · New building · 2027: 605\N{NO-BREAK SPACE}kgCO₂e/m²"
        )
    with override("zh-hans"):
        assert "酒店 · 新建建筑 · 2027：605" in lookup_text(lookup(), edition)
        assert lookup_text(lookup(rows=[], result=None), edition).endswith("未给出数值。")


def test_the_formula_with_its_numbers(edition: Edition) -> None:
    inputs = [given("upfront_carbon_kgco2e_per_m2", 1391.335, "kgCO2e/m2"), given("typology", ["hotel"])]
    inputs += [given("works", "new"), given("construction_start_year", 2027.0)]
    step = {"formula": FORMULA, "inputs": inputs}
    unit = "\N{NO-BREAK SPACE}kgCO₂e/m²"
    with override("en"):
        assert numbers_text(step, [lookup()], edition) == f"1 − 1,391.335{unit} ÷ 605{unit}"
        inputs[0] = given("upfront_carbon_kgco2e_per_m2", None, "kgCO2e/m2")
        assert numbers_text(step, [lookup()], edition) == f"1 − ? ÷ 605{unit}"


def test_rounding_says_its_step() -> None:
    step = {"before": 31.34519579, "round_to": 0.01, "result": 31.35, "unit": "%"}
    with override("zh-hans"):
        assert rounding_text(step) == "按 0.01 修约：31.35\N{NO-BREAK SPACE}%"
