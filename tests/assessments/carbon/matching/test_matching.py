"""What the text of a line is read as, and what is and is not proposed for it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.carbon.matching import Matcher, Way, way_to
from assessments.carbon.matching_text import read
from assessments.carbon.units import Unit
from tests.assessments.carbon.matching.test_labelled import factors

FACTORS = {factor.key: factor for factor in factors()}
MATCHER = Matcher(FACTORS.values())


@pytest.mark.parametrize(
    ("text", "thickness"),
    [
        ("200厚加气混凝土砌块墙", 200),
        ("混凝土板 厚120", 120),
        ("钢板 δ=0.75", 0.75),
        ("EPS insulation 50mm", 50),
        ("Float glass 6 mm", 6),
        ("Aluminium sheet, 2.5mm thick", 2.5),
        ("Low-E 中空玻璃 6+12A+6", None),
        ("瓷砖 600×600", None),
        ("页岩砖 240×115×53mm", None),
        ("Board 20 mm or 40 mm", None),
        ("碎石 5-25mm", None),
        ("UPVC DN110", None),
        ("0厚", None),
    ],
)
def test_thickness_only_where_the_text_names_one(text: str, thickness: float | None) -> None:
    assert read(text).thickness_mm == thickness


@pytest.mark.parametrize(
    ("text", "cube"),
    [
        ("C30 columns", 30),
        ("Ｃ３０混凝土", 30),
        ("C25/30", 30),
        ("C30/37", 37),
        ("C30 or C50", None),
        ("AC30", None),
        ("concrete", None),
    ],
)
def test_strength_is_compared_by_cube(text: str, cube: int | None) -> None:
    assert read(text).cube_mpa == cube


def test_another_strength_is_never_ready() -> None:
    first = MATCHER.propose("C35 concrete", Unit.M3)[0]
    assert (first.factor.key, first.ready) == ("concrete-c30", False)


def test_traditional_script_is_read() -> None:
    assert MATCHER.propose("熱軋H鋼", Unit.T)[0].factor.key == "steel-h-section"


def test_an_unreachable_unit_is_never_ready() -> None:
    by_volume = MATCHER.propose("C30 concrete slab 200 mm", Unit.M3)[0]
    by_area = MATCHER.propose("C30 concrete slab 200 mm", Unit.M2)[0]
    by_piece = MATCHER.propose("C30 concrete slab 200 mm", Unit.PIECE)[0]
    assert (by_volume.ready, by_volume.way, by_volume.thickness_mm) == (True, Way.SAME, None)
    assert (by_area.ready, by_area.way, by_area.thickness_mm) == (True, Way.THICKNESS, 200)
    assert (by_piece.ready, by_piece.way) == (False, Way.NONE)


@pytest.mark.parametrize(
    ("key", "unit", "thickness", "way"),
    [
        ("steel-rebar", Unit.KG, None, Way.MASS),
        ("steel-plate", Unit.M2, 16.0, Way.THICKNESS_AND_DENSITY),
        ("steel-plate", Unit.M2, None, Way.NONE),
        ("eps-board", Unit.M3, None, Way.NONE),  # the edition has no density of it
        ("concrete-c30", Unit.KG, None, Way.DENSITY),
        ("concrete-c30", Unit.M, 200.0, Way.NONE),
        ("window-pvc-steel", Unit.PIECE, None, Way.NONE),
    ],
)
def test_ways_between_units(key: str, unit: Unit, thickness: float | None, way: Way) -> None:
    assert way_to(FACTORS[key], unit, thickness) is way


def test_a_factor_that_does_not_count_is_never_ready() -> None:
    idle = replace(FACTORS["steel-rebar"], usable=False)
    first = Matcher([idle]).propose("steel rebar", Unit.T)[0]
    assert (first.factor, first.ready) == (idle, False)


def test_two_factors_that_fit_alike_are_both_left_to_choose() -> None:
    found = MATCHER.propose("断桥铝合金窗", Unit.M2)
    assert {one.factor.key for one in found[:2]} == {
        "window-aluminium-primary",
        "window-aluminium-recycled-30",
    }
    assert not found[0].ready


def test_without_factors_nothing_is_proposed() -> None:
    assert Matcher([]).propose("concrete") == ()


@settings(max_examples=50)
@given(st.text(max_size=100))
def test_any_text_is_answered_within_bounds(text: str) -> None:
    found = MATCHER.propose(text, Unit.M3)
    assert len(found) == 5
    assert all(0 <= one.score <= 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert not any(one.ready for one in found[1:])


@settings(max_examples=5)
@given(st.permutations(list(FACTORS.values())))
def test_the_order_of_factors_changes_nothing(order: list[object]) -> None:
    asked = "现浇商品混凝土 C30"
    assert Matcher(order).propose(asked) == MATCHER.propose(asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Buffer tank, steel", Unit.KG),
        ("钢板散热器", Unit.KG),
        ("Construction rubble (not glass), landfill", Unit.KG),
        ("建筑垃圾（非玻璃）填埋", Unit.KG),
        ("Glass-fibre reinforced polyester (30 % fibre)", Unit.KG),
        ("Reinforcing steel mesh", Unit.KG),
        ("膨胀页岩", Unit.KG),
        ("机制砂 0/2 mm", Unit.KG),
        ("PE-X 给水管", Unit.KG),
        ("黏土粉", Unit.KG),
        ("Facing brick, clay", Unit.M3),
        ("Cement screed", Unit.KG),
        ("Precast double-tee slab TT60, 20–28 strands L12.5, 2–4 kg reinforcement", Unit.M2),
    ],
)
def test_a_text_with_an_unknown_word_is_never_ready(text: str, unit: Unit) -> None:
    assert not any(one.ready for one in MATCHER.propose(text, unit))


def test_numbers_and_codes_are_no_unknown_words() -> None:
    assert read("UPVC排水管 DN110×3.2").understood
    assert read("Q235B 钢板 δ=16").understood
    assert not read("钢板散热器").understood
