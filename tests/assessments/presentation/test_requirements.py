"""A requirement as a page shows it: bar, limit and what would move it, by hand-worked numbers."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments.presentation.requirements import requirement_shown
from assessments.presentation.telling_apart import criterion_value_text
from rules.values import value_text


@pytest.fixture(autouse=True)
def english() -> None:
    translation.activate("en")


def entry(**changes: Any) -> dict[str, Any]:
    """A limit of 605 kgCO2e/m² that 726 misses."""
    return {
        "key": "limit",
        "kind": "mandatory",
        "title": {"en": "At most the limit", "zh-hans": "不超过限值"},
        "value": 726.0,
        "comparison": "at_most",
        "limit": 605.0,
        "unit": "kgCO2e/m2",
        "provisional": False,
        "inactive": False,
        "outcome": "not_achieved",
        "credits": 0.0,
        "credits_available": 0.0,
        "steps": [],
        "missing": [],
        "reasons": [],
        "sources": [],
        **changes,
    }


def step(limit: float, credits: float, outcome: str, inactive: bool = False) -> dict[str, Any]:
    return {"limit": limit, "credits": credits, "outcome": outcome, "inactive": inactive}


def test_how_much_less_is_needed() -> None:
    # 726 - 605 = 121; 121 / 726 = 16.7 %
    assert requirement_shown(entry()).gap == "121\N{NO-BREAK SPACE}kgCO₂e/m² less (17 % of the value)"


def test_how_much_more_is_needed() -> None:
    # 20 - 12 = 8 percentage points, said as points because 8 % of 12 % would be something else
    shown = requirement_shown(entry(value=12.0, limit=20.0, unit="%", comparison="at_least"))
    assert shown.gap == "8 percentage points more"


def test_what_is_achieved_needs_nothing() -> None:
    assert requirement_shown(entry(value=500.0, outcome="achieved")).gap == ""


def test_the_nearest_step_that_earns_more() -> None:
    steps = [step(10.0, 1, "achieved"), step(20.0, 2, "not_achieved"), step(40.0, 4, "not_achieved")]
    shown = requirement_shown(
        entry(
            kind="credit",
            value=15.0,
            limit=10.0,
            unit="%",
            comparison="at_least",
            steps=steps,
            outcome="achieved",
        )
    )
    # 20 - 15 = 5
    assert shown.gap == "5 percentage points more earns 2 credits."


def test_an_inactive_step_moves_nothing() -> None:
    steps = [step(10.0, 1, "not_applicable", inactive=True)]
    assert requirement_shown(entry(kind="credit", steps=steps)).gap == ""


def test_exactly_at_a_limit_that_must_be_passed() -> None:
    shown = requirement_shown(entry(value=605.0, comparison="less_than"))
    assert shown.gap == "Just past 605\N{NO-BREAK SPACE}kgCO₂e/m²"


def test_the_bar_stands_in_proportion() -> None:
    bar = requirement_shown(entry()).bar
    # the whole is 1.15 × 726 = 834.9: value 726 / 834.9 = 86.96 %, limit 605 / 834.9 = 72.46 %
    assert bar is not None
    assert bar.value == pytest.approx(86.956, abs=0.001)
    assert bar.limit == pytest.approx(72.464, abs=0.001)


@pytest.mark.parametrize(
    "changes", [{"value": None}, {"limit": None}, {"value": -3.0}, {"limit": 0.0}, {"value": True}]
)
def test_no_bar_where_one_would_mislead(changes: dict[str, Any]) -> None:
    assert requirement_shown(entry(**changes)).bar is None


@given(st.floats(min_value=0, max_value=1e12), st.floats(min_value=1e-9, max_value=1e12))
def test_a_bar_never_leaves_its_box(value: float, limit: float) -> None:
    bar = requirement_shown(entry(value=value, limit=limit)).bar
    assert bar is not None
    assert 0 <= bar.value <= 100
    assert 0 < bar.limit <= 100


@pytest.mark.parametrize(
    ("value", "limit", "shown", "limit_shown"),
    [
        (605.4, 605.0, "605.4", "605.0"),  # not "605 ≤ 605, not achieved"
        (605.001, 605.0, "605.001", "605.000"),
        (604.6, 605.0, "604.6", "605.0"),
        (605.0, 605.0, "605", "605"),
        (726.0, 605.0, "726", "605"),
        (99.96, 100.0, "99.96", "100.00"),
    ],
)
def test_a_value_never_looks_like_the_limit_it_misses(
    value: float, limit: float, shown: str, limit_shown: str
) -> None:
    found = requirement_shown(entry(value=value, limit=limit))
    assert found.value == f"{shown}\N{NO-BREAK SPACE}kgCO₂e/m²"
    assert found.limit == f"≤\N{NO-BREAK SPACE}{limit_shown}\N{NO-BREAK SPACE}kgCO₂e/m²"


def test_a_criterions_value_and_its_steps_are_told_apart_too() -> None:
    steps = [step(20.0, 2, "achieved"), step(30.0, 3, "not_achieved")]
    need = entry(value=29.96, limit=20.0, unit="%", comparison="at_least", steps=steps, outcome="achieved")
    assert [one.limit for one in requirement_shown(need).steps] == [
        "≥\N{NO-BREAK SPACE}20.00\N{NO-BREAK SPACE}%",
        "≥\N{NO-BREAK SPACE}30.00\N{NO-BREAK SPACE}%",
    ]
    assert (
        criterion_value_text({"value": 29.96, "unit": "%", "requirements": [need]})
        == "29.96\N{NO-BREAK SPACE}%"
    )


@given(st.floats(min_value=1e-6, max_value=1e9), st.floats(min_value=-1e-3, max_value=1e-3))
def test_what_is_shown_orders_as_what_is_compared(value: float, difference: float) -> None:
    limit = round(value * (1 + difference), 3)
    value = round(value, 3)
    found = requirement_shown(entry(value=value, limit=limit))
    assert (found.limit == f"≤\N{NO-BREAK SPACE}{found.value}") == (value == limit)


def test_what_is_not_known_is_never_zero() -> None:
    shown = requirement_shown(entry(value=None, limit=None, outcome="undetermined"))
    assert shown.value == "not determined"
    assert shown.limit == "≤\N{NO-BREAK SPACE}not determined"
    assert shown.gap == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "not determined"),
        (float("nan"), "not determined"),
        ([], "none"),
        ([675.0, 1.0], "675\N{NO-BREAK SPACE}kWh, 1\N{NO-BREAK SPACE}kWh"),
        (0.0, "0\N{NO-BREAK SPACE}kWh"),
        ("hainan", "hainan"),
    ],
)
def test_values_in_words(value: Any, text: str) -> None:
    assert value_text(value, "kWh") == text
