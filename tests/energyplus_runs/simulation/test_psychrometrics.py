"""Moist air against published values, and what holds of all air."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from energyplus_runs.simulation.psychrometrics import (
    dew_point_c,
    humidity_ratio,
    saturation_pressure_pa,
    vapour_pressure_pa,
    wet_bulb_c,
)

SEA_LEVEL_PA = 101325.0


def one(value: float) -> np.ndarray:
    return np.array([value])


@pytest.mark.parametrize(
    ("temperature_c", "pressure_pa"),
    # ASHRAE Handbook of Fundamentals 2017, chapter 1, table 3
    [(-20.0, 103.24), (0.0, 611.2), (20.0, 2338.8), (25.0, 3169.2), (40.0, 7383.5), (100.0, 101418.0)],
)
def test_saturation_pressure_is_the_handbooks(temperature_c: float, pressure_pa: float) -> None:
    assert saturation_pressure_pa(one(temperature_c))[0] == pytest.approx(pressure_pa, rel=3e-4)


def test_the_handbooks_example_of_a_wet_bulb() -> None:
    # ASHRAE Handbook of Fundamentals 2017, chapter 1, example 1: air of 40 °C dry bulb and 20 °C wet bulb at sea level holds
    # 6.5 g/kg, its relative humidity is 14 % and its dew point 7 °C, all read off a chart.
    pressure = one(SEA_LEVEL_PA)
    vapour = saturation_pressure_pa(one(40.0)) * 0.14
    assert wet_bulb_c(one(40.0), one(14.0), pressure)[0] == pytest.approx(20.0, abs=0.05)
    assert humidity_ratio(vapour, pressure)[0] == pytest.approx(0.0065, abs=0.0001)
    assert dew_point_c(vapour)[0] == pytest.approx(7.0, abs=0.5)


def test_frozen_wicks_follow_the_equation_over_ice() -> None:
    # At -5 °C and saturation the wick is as cold as the air; drier air cools it.
    wet = wet_bulb_c(np.array([-5.0, -5.0]), np.array([100.0, 50.0]), np.full(2, SEA_LEVEL_PA))
    assert wet[0] == pytest.approx(-5.0, abs=0.02)
    assert -8.0 < wet[1] < -6.0


@given(st.floats(-20, 45), st.floats(1, 100), st.floats(80000, 105000), st.floats(0.1, 5))
def test_wet_bulb_lies_between_dew_point_and_dry_bulb_and_grows_with_humidity(
    dry_c: float, humidity: float, pressure: float, more: float
) -> None:
    air = one(dry_c), one(humidity), one(pressure)
    wet = wet_bulb_c(*air)[0]
    vapour = saturation_pressure_pa(air[0]) * humidity / 100
    assert dew_point_c(vapour)[0] - 0.1 <= wet <= dry_c  # over ice the formulas differ in the second decimal
    assert wet_bulb_c(air[0], one(min(100.0, humidity + more)), air[2])[0] >= wet
    ratio = humidity_ratio(vapour, air[2])
    assert vapour_pressure_pa(ratio, air[2])[0] == pytest.approx(vapour[0], rel=1e-12)
