"""A building's part in a carbon budget, worked by hand, and how the line falls."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.carbon.budget import (
    Allocation,
    Shares,
    WorldBudget,
    allowed_kgco2,
    budget_line,
    zone_budget_kgco2,
)
from assessments.carbon.whole_life import YearCarbon

BUDGET = WorldBudget("igcc-2024", 2025, 50, 130.0)
# A zone of 80,000 among 8e9 people: 130e12 · 1e-5 = 1.3e9; a quarter for buildings, 20 % held back: 2.6e8 kgCO2.
SHARES = Shares(80_000.0, 8e9, 0.25, 0.2, 5.2e7, 42.4e12, 0.5, 10_000.0, 0.5, 1e6)


def years(*emitted: float | None) -> list[YearCarbon]:
    return [YearCarbon(2025 + index, {"B6": value}) for index, value in enumerate(emitted)]


def test_both_ways_to_share_a_budget() -> None:
    assert zone_budget_kgco2(BUDGET, SHARES, Allocation.PER_PERSON) == pytest.approx(2.6e8)
    # 130e12 · 5.2e7/42.4e12 = 1.5943396e8
    assert zone_budget_kgco2(BUDGET, SHARES, Allocation.PRESENT_EMISSIONS) == pytest.approx(1.5943396e8)


def test_a_building_against_its_line() -> None:
    line = budget_line(years(3_000.0, 10.0, 30.0), 1.0, BUDGET, SHARES, Allocation.PER_PERSON)
    assert line is not None
    # T = 2·2.6e8/5.2e7 = 10 years. 2025: 5.2e7·0.95 · 0.5/10,000 = 2,470; 2026: 5.2e7·0.85 · 0.5/1e6 = 22.1; 2027: ·0.75 = 19.5
    assert [each.allowed for each in line.years] == pytest.approx([2_470.0, 22.1, 19.5])
    assert (line.overshoot_year, line.debt_kgco2e) == (2025, pytest.approx(530.0 + 10.5))
    assert line.share_used == pytest.approx(3_040.0 / 2_511.6)
    assert (line.budget.edition, line.budget.start_year, line.budget.probability) == ("igcc-2024", 2025, 50)


def test_a_building_within_its_line_never_overshoots() -> None:
    line = budget_line(years(2_000.0, 10.0), 1.0, BUDGET, SHARES, Allocation.PER_PERSON)
    assert line is not None
    assert (line.overshoot_year, line.debt_kgco2e) == (None, 0.0)


@pytest.mark.parametrize(("emitted", "shares"), [((1.0, None), SHARES), ((1.0, 1.0), None), ((), SHARES)])
def test_without_shares_or_with_a_year_unknown_there_is_no_line(
    emitted: tuple[float | None, ...], shares: Shares | None
) -> None:
    assert budget_line(years(*emitted), 1.0, BUDGET, shares, Allocation.PER_PERSON) is None


def test_no_budget_left_allows_nothing() -> None:
    spent = replace(BUDGET, gtco2=0.0)
    line = budget_line(years(1.0), 1.0, spent, SHARES, Allocation.PER_PERSON)
    assert line is not None
    assert (line.share_used, line.overshoot_year) == (None, 2025)


@given(st.integers(1, 40), st.floats(1.0, 1e9))
def test_whole_years_use_up_the_budget(length_yr: int, present: float) -> None:
    zone = present * length_yr / 2
    allowed = [allowed_kgco2(2025 + year, 2025, zone, present) for year in range(60)]
    assert math.fsum(allowed) == pytest.approx(zone)
    assert allowed == sorted(allowed, reverse=True)
