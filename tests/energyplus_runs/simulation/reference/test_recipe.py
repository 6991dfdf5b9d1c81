"""The limits of the recipe, by side, share of windows, class and size; worked by hand from the tables."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from energyplus_runs.simulation.reference.recipe import Element, Facade
from energyplus_runs.simulation.reference.thermal import heat_storage_w_per_m2k
from energyplus_runs.simulation.reference.unitary import rated_cop
from tests.energyplus_runs.simulation.reference.made import recipe

A, B = recipe().class_of(300.01), recipe().class_of(300.0)


@pytest.mark.parametrize(
    ("azimuth", "side"),
    [
        (0, Facade.NORTH), (59.99, Facade.NORTH), (60, Facade.EAST), (90, Facade.EAST), (150, Facade.EAST),
        (150.01, Facade.SOUTH), (180, Facade.SOUTH), (209.99, Facade.SOUTH), (210, Facade.WEST), (300, Facade.WEST),
        (300.01, Facade.NORTH), (359.9999999, Facade.NORTH), (360, Facade.NORTH), (-90, Facade.WEST),
    ],
)  # fmt: skip
def test_sides_of_clause_3_2_6(azimuth: float, side: Facade) -> None:
    assert recipe().facade_of(azimuth) is side


@given(st.floats(min_value=-720, max_value=720))
def test_every_direction_has_one_side_and_turns_keep_it(azimuth: float) -> None:
    assert recipe().facade_of(azimuth) is recipe().facade_of(azimuth + 360)


def test_class_by_floor_area() -> None:
    assert (A.key, B.key, recipe().class_of(1).key) == ("a", "b", "b")


@pytest.mark.parametrize(
    ("ratio", "k", "shgc", "shgc_north"),
    [
        (0.0, 5.2, 0.52, None), (0.2, 5.2, 0.52, None), (0.2001, 4.0, 0.44, 0.52), (0.3, 4.0, 0.44, 0.52),
        (0.4, 3.0, 0.35, 0.44), (0.5, 2.7, 0.35, 0.4), (0.6, 2.5, 0.26, 0.35), (0.7, 2.5, 0.24, 0.3),
        (0.8, 2.5, 0.22, 0.26), (0.81, 2.0, 0.18, 0.26), (1.0, 2.0, 0.18, 0.26),
    ],
)  # fmt: skip
def test_windows_of_table_3_3_1_5(ratio: float, k: float, shgc: float, shgc_north: float | None) -> None:
    assert A.window(Facade.WEST, ratio) == (k, shgc)
    assert A.window(Facade.NORTH, ratio) == (k, shgc_north)


def test_visible_transmittance_of_clause_3_2_4() -> None:
    assert recipe().glazing(A, Facade.SOUTH, 0.3999).visible_transmittance == 0.6
    assert recipe().glazing(A, Facade.SOUTH, 0.4).visible_transmittance == 0.4


def test_opaque_limits_by_inertia() -> None:
    assert [A.k_w_per_m2k(element, 2.5) for element in Element] == [0.5, 0.8, 1.5]
    assert [A.k_w_per_m2k(element, 2.51) for element in Element] == [0.8, 1.5, 1.5]
    assert [B.k_w_per_m2k(element, 0.0) for element in Element] == [0.9, 1.5, None]


def test_concrete_stores_what_the_tables_say() -> None:
    # sqrt(2 π · 1.74 · 2500 · 920 / 86400) = sqrt(291.04) = 17.06; GB 50176 tabulates 17.2
    storing = heat_storage_w_per_m2k(1.74, 2500, 920, 86400)
    assert storing == pytest.approx(17.06, abs=0.01)
    assert 0.2 / 1.74 * storing == pytest.approx(1.96, abs=0.005)


@pytest.mark.parametrize(
    ("capacity_w", "ducted", "eer"),
    [
        (3000, False, 3.2), (5000, False, 3.2), (9000, False, 2.85), (20000, False, 2.75),
        (3000, True, 3.2), (9000, True, 2.6), (20000, True, 2.55),
    ],
)  # fmt: skip
def test_cop_of_a_coil_gives_back_the_eer_of_its_unit(capacity_w: float, ducted: bool, eer: float) -> None:
    flow = capacity_w * 5e-5  # m³/s, 180 m³/h for each kW
    cop = rated_cop(recipe(), capacity_w, flow, ducted=ducted)
    assert cop is not None
    fan_w = 773.3 * flow
    assert (capacity_w - fan_w) / (capacity_w / cop + fan_w) == pytest.approx(eer, rel=1e-12)


def test_cop_worked_by_hand() -> None:
    # 3600 W gross, 0.2 m³/s: fan 154.66 W, net 3445.34 W, in all 3445.34/3.2 = 1076.67 W, without fan 922.01 W
    assert rated_cop(recipe(), 3600, 0.2, ducted=False) == pytest.approx(3600 / 922.0088, rel=1e-6)


def test_coil_that_is_all_fan_has_no_cop() -> None:
    assert rated_cop(recipe(), 1000, 1.3, ducted=False) is None


@given(st.floats(min_value=500, max_value=500_000), st.floats(min_value=3e-5, max_value=8e-5), st.booleans())
def test_cop_is_always_better_than_the_eer(capacity_w: float, flow_per_w: float, ducted: bool) -> None:
    cop = rated_cop(recipe(), capacity_w, capacity_w * flow_per_w, ducted=ducted)
    assert cop is not None
    assert math.isfinite(cop)
    assert cop > 2.55
