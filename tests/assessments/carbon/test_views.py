"""The three views, worked by hand on one building."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from assessments.carbon.views import Areas, ChinaEnergy, View, differences, line_differences, three_views
from assessments.carbon.whole_life import MODULES, LineWholeLife, WholeLife

ONCE = {"A1-A3": 100.0, "A4": 10.0, "A5.3": 5.0, "C1": 1.0, "C2": 2.0, "C3": 3.0, "C4": 4.0}
WHOLE = {"A5.2": 40.0, "B1": 6.0, "B2-B3": 7.0, "B5": 0.0, "B6": 600.0, "B7": 60.0}
AREAS = Areas(gia_m2=10.0, useful_floor_area_m2=8.0, gross_floor_area_m2=12.5)
CHINA = ChinaEnergy(operation_kgco2_per_yr=9.0, reduction_kgco2_per_m2_yr=7.5)


def life(period: int, replacements: int | None) -> WholeLife:
    # one replacement is 100 + 10 + 5 + 1 + 2 + 3 + 4 = 125 kg
    b4 = None if replacements is None else 125.0 * replacements
    modules = {**ONCE, "B4": b4, **WHOLE, "B6": 10.0 * period, "B7": 1.0 * period}
    line = LineWholeLife(
        "L1", "Frame", "steel", "steel", 1.0, "t", 1000.0, replacements, {**ONCE, "B4": b4}, None, {}
    )
    ordered = {module: modules[module] for module in MODULES}
    return WholeLife(period, ordered, {"D1": -50.0, "D2": -5.0}, -30.0, (line,), (), None, None, (), ())


LIVES = {60: life(60, 2), 50: life(50, 1)}


def views(**changed: object) -> tuple[View, ...]:
    return three_views(LIVES, replace(AREAS, **changed), CHINA)


def test_the_united_kingdom_counts_sixty_years_by_gia():
    uk = views()[0]
    assert uk.upfront_kg_per_m2 == 15.5  # (100 + 10 + 40 + 5) / 10
    # 155 + 6 + 7 + 250 + 0 + 600 + 60 + (1 + 2 + 3 + 4) = 1,088 kg; / 10 m2
    assert uk.total_kg_per_m2 == pytest.approx(108.8, rel=1e-12)


def test_the_union_counts_fifty_years_by_useful_area():
    eu = views()[1]
    # 155 + 6 + 7 + 125 + 0 + 500 + 50 + 10 = 853 kg; / 8 m2; / 50 years
    assert eu.total_kg_per_m2 == pytest.approx(106.625, rel=1e-12)
    assert eu.total_kg_per_m2_yr == pytest.approx(2.1325, rel=1e-12)


def test_china_counts_its_stages_by_gross_area_and_direct_operation():
    cn = views()[2]
    # 100 + 10 + 40 + 5 + demolition 1 + 9 kgCO2 · 50 years = 606 kg; / 12.5 m2
    assert cn.total_kg_per_m2 == pytest.approx(48.48, rel=1e-12)
    assert {term.module: term.gas for term in cn.terms if term.gas == "kgCO2"} == {"B6": "kgCO2"}
    assert cn.reduction_kgco2_per_m2_yr == 7.5
    assert "kgCO₂" in cn.notes[0].en


@pytest.mark.parametrize(
    ("index", "area"), [(0, "gia_m2"), (1, "useful_floor_area_m2"), (2, "gross_floor_area_m2")]
)
def test_an_area_that_is_not_declared_leaves_only_its_view_open(index, area):
    found = views(**{area: None})
    assert [view.total_kg_per_m2 is None for view in found] == [number == index for number in range(3)]
    assert "not declared" in found[index].notes[-1].en


def test_a_period_that_was_not_worked_out_is_not_scaled_from_another():
    uk, eu, _ = three_views({60: LIVES[60]}, AREAS, CHINA)
    assert (uk.total_kg is None, eu.total_kg) == (False, None)


def test_what_is_not_known_stays_so():
    uk, eu, cn = three_views({60: life(60, None), 50: life(50, None)}, AREAS)
    assert (uk.total_kg, eu.total_kg, cn.total_kg) == (None, None, None)
    assert uk.upfront_kg_per_m2 == 15.5  # what does not need it is known all the same


@pytest.mark.parametrize("after", [1, 2])
def test_the_steps_between_two_views_are_the_whole_difference(after):
    uk, other = views()[0], views()[after]
    steps = differences(uk, other)
    assert math.fsum(step.change_kg for step in steps) == pytest.approx(other.total_kg - uk.total_kg)
    assert all(step.reason.en and step.reason.zh_hans for step in steps)


def test_every_step_says_why():
    uk, eu, cn = views()
    to_eu = {step.name: (step.change_kg, step.reason.en) for step in differences(uk, eu)}
    assert to_eu["B4"] == (-125.0, "50 years in place of 60")
    assert to_eu["C3"] == (0.0, "the same in both")
    to_cn = {step.name: (step.change_kg, step.reason.en) for step in differences(eu, cn)}
    assert to_cn["B6"][0] == -50.0  # 9 · 50 − 10 · 50
    assert "provincial" in to_cn["B6"][1]
    assert to_cn["C4"] == (-4.0, "the stages of GB/T 51366, as transcribed, have no place for C4")
    back = {step.name: step.reason.en for step in differences(cn, eu)}
    assert back["C4"] == "C4 is counted only here"


def test_every_line_says_why():
    uk, eu, cn = views()
    (line,) = line_differences(uk, eu)
    assert (line.change_kg, line.reason.en) == (-125.0, "replaced 1 times in place of 2")
    (line,) = line_differences(eu, cn)
    assert line.change_kg == -134.0  # B4 125 and C2–C4 9 are not counted
    assert line.reason.en == "no longer counted: B4, C2, C3, C4; counted in addition: –"


def test_module_d_and_stored_carbon_are_in_no_view():
    for view in views():
        assert not {"D1", "D2", "biogenic"} & {term.module for term in view.terms}
