"""The worked examples of docs/algorithms/whole-life-carbon.md, number by number, and what must hold whatever the numbers are."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.carbon.end_of_life import EndOfLife
from assessments.carbon.legs import Leg
from assessments.carbon.life_cycle import upfront_carbon
from assessments.carbon.refrigerants import RefrigerantItem
from assessments.carbon.replacement import replaced_by, replacements
from assessments.carbon.take_off import TakeOffLine
from assessments.carbon.time_line import cumulated
from assessments.carbon.uncertainty import Spread
from assessments.carbon.whole_life import EMBODIED, END_OF_LIFE, MODULES, UPFRONT, WholeLife
from assessments.carbon.whole_life_sum import whole_life
from assessments.carbon.whole_life_use import energy_by_course
from assessments.factors import parameters_of, whole_life_parameters_of
from tests.assessments.carbon.lives import EDITION, LIBRARY, building, item, live

CLADDING = item("K", "example-cladding", 50.0, "m2", service_life_yr=20.0)
SLAB = item("S", "concrete-c30", 100.0, "m3", origin="local-ready-mix")
WINDOW = item("W", "example-window", 20.0, "m2")
TIMBER = item("T", "example-timber", 10.0, "m3", element="Structure")


def near(value: Any) -> Any:
    """To 1e-9, as the worked examples are held."""
    return pytest.approx(value, rel=1e-12, abs=1e-9)


def of(whole: WholeLife, *modules: str) -> list[float | None]:
    return [whole.modules[module] for module in modules]


def codes(whole: WholeLife) -> set[str]:
    return {finding.code for finding in whole.findings}


def test_a_concrete_slab() -> None:
    whole = live(SLAB)
    # 100·295 = 29,500; 230 t · 20 km · 0.078 = 358.8; ceil(50/60) − 1 = 0
    assert of(whole, "A1-A3", "A4", "B4") == near([29_500, 358.8, 0])
    # 230 t · 100 km · 0.078 = 1,794; like Danish C25/30: 230,000 kg · 6.73/2,246 and · 4.97/2,246
    c3, c4 = 689.1807658059, 508.9492430988
    assert of(whole, "C2", "C3", "C4") == near([1_794, c3, c4])
    # 5 % · (29,500 + 358.8 + 1,794 + 689.1807658059 + 508.9492430988)
    assert of(whole, "A5.3") == near([1_642.5465004452])
    assert (whole.missing, whole.embodied, whole.low) == (("C1",), None, None)
    assert whole.upfront == near(29_500 + 358.8 + 1_642.5465004452 + 4_000)  # A5.2 = 40 · 100 m2


def test_taking_the_building_down_is_shared_by_mass_where_no_factor_states_it() -> None:
    whole = live(SLAB, WINDOW, beside=building(deconstruction_kgco2e=1_153.0))
    # 230,000 kg of slab and 600 kg of window: 1,153/230,600 = 0.005; the window's factor states 20 · 1
    assert [line.modules["C1"] for line in whole.lines] == near([1_150.0, 20.0])
    assert whole.modules["C1"] == near(1_170.0)
    weightless = replace(WINDOW, factor_key="window-pvc-steel", material="window-pvc-steel")
    assert live(SLAB, weightless, beside=building(deconstruction_kgco2e=1_153.0)).modules["C1"] is None


def test_the_way_to_treatment_stands_in_where_no_factor_states_it() -> None:
    whole = live(SLAB, WINDOW)
    # 1,794 for the slab; the window's factor states 20 · 2 = 40
    assert of(whole, "C2") == near([1_834])
    assert whole.lines[0].origins["C2"].en.startswith("C2 = 230 t ×")
    parameters = parameters_of(EDITION)
    for legs in ((Leg("by-balloon", 50.0),), None):
        ends = EndOfLife(parameters.transport, legs)
        found = upfront_carbon((SLAB,), LIBRARY, replace(parameters, end_of_life=ends), 100.0)
        whole = whole_life(found, building(), whole_life_parameters_of(EDITION), 50)
        assert of(whole, *END_OF_LIFE) == [None] * 4
        assert whole.modules["A5.3"] == near(1_492.94)  # 5 % · (29,500 + 358.8)


def test_a_window_replaced_once() -> None:
    whole = live(WINDOW)
    # 20·100 = 2,000; 0.6 t · 100 km · 0.078 = 4.68; 1 % · (2,000 + 4.68 + 20·(2 + 3 + 4)) = 21.8468
    assert of(whole, "A1-A3", "A4", "A5.3") == near([2_000, 4.68, 21.8468])
    assert of(whole, *END_OF_LIFE) == near([20, 40, 60, 80])
    # ceil(50/30) − 1 = 1; 2,000 + 4.68 + 21.8468 + 200
    assert (whole.lines[0].replacements, whole.modules["B4"]) == (1, near(2_226.5268))
    assert whole.apart["D1"] == near(-200)  # 20 · −5, twice


def test_a_split_air_conditioner_that_leaks() -> None:
    whole = live(WINDOW, beside=building(RefrigerantItem("R-32", 1.2, 0.05)))
    # 1.2 kg · 677 = 812.4 kgCO2e; · 5 %/yr = 40.62, · 50 = 2,031; at the end 15 % = 121.86, on the 20 of the window
    assert of(whole, "B1", "C1") == near([2_031, 141.86])
    assert live(WINDOW, beside=building(RefrigerantItem("R-32", 1.2))).modules["B1"] is None


def test_an_imported_steel_frame_by_road_and_sea() -> None:
    whole = live(item("F", "steel-h-section", 10.0, "t", origin="imported-steel"))
    # 10·2,350; 10 t · (100·0.078 + 1,000·0.012) = 198; ceil(50/60) − 1 = 0
    assert of(whole, "A1-A3", "A4", "B4") == near([23_500, 198, 0])
    # 10 t · 7.8; like a Danish steel section 10,000 kg · 0.00068207, nothing through C3
    assert of(whole, "C2", "C3", "C4") == near([78, 0, 6.8207])
    assert of(whole, "A5.3") == near([237.828207])  # 1 % · (23,698 + 84.8207)


def test_a_timber_wall_with_the_carbon_it_stores() -> None:
    whole = live(TIMBER)
    # 10·80; 4.7 t · 7.8 = 36.66; 2 % · (800 + 36.66 + 90) = 18.5332
    assert of(whole, "A1-A3", "A4", "A5.3", "B4") == near([800, 36.66, 18.5332, 0])
    # EN 16449: 44/12 · 0.5 · 470/1.12 = 769.3452380952 kgCO2/m3
    assert whole.biogenic_kgco2 == near(7_693.452380952381)
    # 800 + 36.66 + 4,000 + 18.5332 + 10·(1 + 2 + 3 + 4): nothing of what is stored
    assert whole.embodied == near(4_955.1932)


def test_a_coastal_cladding_replaced_twice() -> None:
    whole = live(CLADDING)
    # 50·40; 0.4 t · 7.8 = 3.12; 1 % · (2,000 + 3.12 + 450) = 24.5312; ceil(50/20) − 1 = 2
    # 2 · (2,000 + 3.12 + 24.5312 + 500) = 5,055.3024
    assert of(whole, "A1-A3", "A4", "A5.3", "B4") == near([2_000, 3.12, 24.5312, 5_055.3024])
    assert {each.year: each.modules["B4"] for each in whole.years[1:] if each.modules["B4"]} == {
        2047: near(2_527.6512),
        2067: near(2_527.6512),
    }
    # B6 = 1,000 kWh · 0.5777 · 50 = 28,885; all: 2,000 + 3.12 + 4,000 + 24.5312 + 5,055.3024 + 28,885 + 500
    assert whole.total == near(40_467.9536)
    assert (whole.low, whole.high) == (None, None)  # no part of the range has a coefficient
    assert codes(whole) == {"whole-life-no-exposure", "whole-life-spread-without-source"}


def test_salt_air_shortens_a_life_only_where_the_edition_says_so() -> None:
    lives = whole_life_parameters_of(EDITION).service_lives
    exposed = replace(lives, exposure={"window": 0.5})
    found = [each.of(WINDOW, None) for each in (lives, exposed)]
    assert found == [None, None]  # nothing names its service life
    named = replace(WINDOW, element="Windows")
    assert [each.of(named, None).years for each in (lives, exposed)] == [30.0, 15.0]  # type: ignore[union-attr]
    steel = next(factor for factor in LIBRARY if factor.service_life_key == "structure")
    assert lives.of(named, steel).years == 30.0  # type: ignore[union-attr]  # where it stands, not what it is made of
    assert lives.of(WINDOW, steel).years == 60.0  # type: ignore[union-attr]
    declared = replace(named, service_life_yr=12.0)
    assert exposed.of(declared, None).years == 12.0  # type: ignore[union-attr]  # a life at the site already


def test_declared_modules_stand_in_and_are_spread() -> None:
    whole = live(WINDOW, beside=building(declared={"B4": 500.0, "B5": 100.0, "B7": 50.0, "C3": 7.0}))
    assert of(whole, "B4", "B5", "C3") == [500.0, 100.0, 7.0]
    assert whole.years[1].modules["B4"] == 10.0
    assert whole.origins["C3"].en == "C3 as declared"


def test_a_course_of_the_grid_holds_the_last_factor_it_gives() -> None:
    parameters = replace(whole_life_parameters_of(EDITION), grid_course={2030: 0.4, 2060: 0.1})
    # years of use 2028…2077: 2028–2059 are 32 years by 0.4, 2060–2077 are 18 by 0.1: 1,000 · (12.8 + 1.8)
    assert energy_by_course(building(), 50, parameters) == near(14_600)


def test_a_range_adds_contingency_upwards_alone() -> None:
    spread = Spread(contingency=0.15, data_quality=0.05, quantities=0.02)
    assert spread.around(100.0) == pytest.approx((93.0, 122.0))
    assert spread.around(None) == (None, None)
    assert Spread().around(100.0) == (None, None)
    assert spread.findings() == ()
    declared = live(CLADDING, beside=building(contingency=0.1))
    assert declared.embodied is not None
    assert (declared.low, declared.high) == (declared.embodied, near(declared.embodied * 1.1))


def test_a_line_without_a_service_life_leaves_replacement_open() -> None:
    whole = live(item("X", "example-cladding", 1.0, "m2"))
    assert (whole.lines[0].replacements, whole.modules["B4"], whole.apart["D1"]) == (None, None, None)
    assert "service-life-unknown" in codes(whole)
    assert list(cumulated(whole.years)[:2]) == [whole.upfront, None]


def test_a_service_life_of_a_second_is_none() -> None:
    whole = live(replace(CLADDING, service_life_yr=1e-300))
    assert (whole.modules["B4"], "service-life-too-short" in codes(whole)) == (None, True)


@pytest.mark.parametrize(
    ("period", "life", "count"),
    [
        (50, 25, 1),
        (50, 24.9, 2),
        (60, 60, 0),
        (60, 61, 0),
        (60, 0.1 * 3, 199),
        (50, 20 * 0.593, 4),
        (50, 50 / 3, 2),
    ],
)
def test_replacements(period: float, life: float, count: int) -> None:
    assert replacements(period, life) == count


LIVES = st.floats(0.5, 200.0)


@given(LIVES, st.integers(1, 120), st.integers(0, 60))
def test_a_longer_period_never_replaces_less(life: float, period: int, more: int) -> None:
    assert replacements(period, life) <= replacements(period + more, life)
    over = [replaced_by(year, period, life) for year in range(period + 1)]
    assert over == sorted(over)
    assert over[-1] == replacements(period, life)
    assert (
        math.isclose(period / life, round(period / life), rel_tol=1e-6)
        or over[-1] == math.ceil(period / life) - 1
    )


@st.composite
def bills(draw: st.DrawFn) -> list[TakeOffLine]:
    lines = []
    for index in range(draw(st.integers(1, 4))):
        like = draw(st.sampled_from([WINDOW, CLADDING, TIMBER]))
        life = draw(st.one_of(st.none(), LIVES))
        amount = draw(st.floats(0.01, 1e4))
        lines.append(replace(like, line_id=f"L{index}", quantity=amount, service_life_yr=life))
    return lines


def same(one: WholeLife, other: WholeLife, times: float = 1.0) -> None:
    for module in MODULES:
        left, right = one.modules[module], other.modules[module]
        assert (left is None) == (right is None)
        assert left is None or right is None or right == near(left * times)


@settings(max_examples=25, deadline=None)
@given(bills(), st.integers(10, 80))
def test_properties_of_a_whole_life(lines: list[TakeOffLine], period: int) -> None:
    whole = live(*lines, years=period)
    first = replace(lines[0], quantity=lines[0].quantity / 2)
    same(whole, live(first, replace(first, line_id="half"), *lines[1:], years=period))
    double = [replace(each, quantity=2 * each.quantity) for each in lines]
    twice = live(*double, years=period, gia_m2=200.0)
    assert (whole.embodied is None) == (twice.embodied is None)
    if whole.embodied is not None and twice.embodied is not None:
        assert twice.embodied / 200 == near(whole.embodied / 100)
        assert whole.embodied == near(sum(whole.modules[module] or 0 for module in EMBODIED))
    assert (whole.embodied is None) == any(whole.modules[module] is None for module in EMBODIED)


@settings(max_examples=20, deadline=None)
@given(bills(), st.integers(10, 80))
def test_years_add_up_to_the_modules(lines: list[TakeOffLine], period: int) -> None:
    whole = live(*lines, years=period)
    assert [each.year for each in whole.years] == list(range(2027, 2028 + period))
    for module in MODULES:
        parts = [each.modules[module] for each in whole.years if module in each.modules]
        total = None if None in parts else math.fsum(part for part in parts if part is not None)
        assert total == (None if whole.modules[module] is None else near(whole.modules[module]))
    assert whole.years[0].modules.keys() == set(UPFRONT)


@settings(max_examples=20, deadline=None)
@given(bills(), st.integers(10, 80), st.integers(0, 40))
def test_a_longer_period_never_has_less_replacement(lines: list[TakeOffLine], period: int, more: int) -> None:
    short, long = live(*lines, years=period).modules["B4"], live(*lines, years=period + more).modules["B4"]
    assert (short is None) == (long is None)
    assert short is None or long is None or short <= long * (1 + 1e-12)
