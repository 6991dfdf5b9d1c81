"""Typical years moved to another climate: the formulas by hand, and what must hold of any weather."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from energyplus_runs.simulation.climate_change import ChangeFactors, change_weather
from energyplus_runs.simulation.epw_file import Column, EpwFile, parse_epw
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.morphing import morph
from tests.energyplus_runs.simulation.case_models import (
    STATION,
    as_file,
    case_of,
    factors,
    settings,
    steady_year,
)
from tests.energyplus_runs.simulation.preparation_models import box

TYPICAL = STATION.epw.path.read_bytes()
BEFORE = parse_epw(TYPICAL)
JULY = BEFORE.month_of_hours() == 7


def later(**monthly: float) -> EpwFile:
    return parse_epw(change_weather(TYPICAL, {"kind": "future-climate", "factors": factors(**monthly)}))


def july(file: EpwFile, column: Column) -> float:
    return float(file.numbers(column)[JULY].mean())


def test_a_shift_moves_every_hour_and_keeps_the_rest() -> None:
    warmer = later(dry_bulb_mean_k=1.5)
    difference = warmer.numbers(Column.DRY_BULB_C) - BEFORE.numbers(Column.DRY_BULB_C)
    assert difference == pytest.approx(1.5, abs=1e-9)
    for column in (Column.PRESSURE_PA, Column.WIND_SPEED_M_S, Column.GLOBAL_HORIZONTAL_WH_M2):
        assert np.array_equal(warmer.numbers(column), BEFORE.numbers(column))
    assert np.all(warmer.numbers(Column.SKY_INFRARED_WH_M2) >= BEFORE.numbers(Column.SKY_INFRARED_WH_M2))


def test_stretch_and_shift_of_the_temperature_by_hand() -> None:
    # A day of 12 h at 20 °C and 12 h at 30 °C: mean 25, daily spread 10 K. Factors +2 K mean, +3 K maximum, +1 K minimum:
    # stretch (3 - 1) / 10 = 0.2, so 20 -> 20 + 2 + 0.2 * (20 - 25) = 21 and 30 -> 30 + 2 + 0.2 * 5 = 33.
    rows = steady_year()
    for hour, row in enumerate(rows):
        row[6] = "20" if hour % 24 < 12 else "30"
    monthly = {
        "dry_bulb_mean_k": [2.0] * 12,
        "dry_bulb_daily_max_k": [3.0] * 12,
        "dry_bulb_daily_min_k": [1.0] * 12,
    }
    changed = parse_epw(morph(as_file(rows), monthly, "made")).numbers(Column.DRY_BULB_C)
    assert changed.reshape(-1, 24)[100] == pytest.approx([21.0] * 12 + [33.0] * 12)


def test_water_in_the_air_grows_with_its_factor_by_hand() -> None:
    # Without warming, 10 % more specific humidity at 50 %: vapour pressure grows by a little less than 10 %, for the water
    # displaces air: 1584.6 Pa -> w 0.00988 -> q 0.009785 * 1.1 = 0.010763 -> w 0.010880 -> 1742.3 Pa of 3169.2 Pa = 55.0 %.
    monthly = {"dry_bulb_mean_k": [0.0] * 12, "specific_humidity_fraction": [0.1] * 12}
    changed = parse_epw(morph(as_file(steady_year()), monthly, "made"))
    assert changed.numbers(Column.RELATIVE_HUMIDITY_PERCENT) == pytest.approx(55.0, abs=0.05)


def test_sun_wind_and_pressure_change_by_their_month() -> None:
    changed = later(
        dry_bulb_mean_k=0.0, global_horizontal_fraction=0.05, wind_speed_fraction=-0.1, pressure_pa=50.0
    )
    for column in (
        Column.GLOBAL_HORIZONTAL_WH_M2,
        Column.DIRECT_NORMAL_WH_M2,
        Column.DIFFUSE_HORIZONTAL_WH_M2,
    ):
        assert july(changed, column) == pytest.approx(1.05 * july(BEFORE, column), rel=1e-4)
    assert july(changed, Column.WIND_SPEED_M_S) == pytest.approx(
        0.9 * july(BEFORE, Column.WIND_SPEED_M_S), rel=1e-3
    )
    assert july(changed, Column.PRESSURE_PA) == july(BEFORE, Column.PRESSURE_PA) + 50.0


@hypothesis_settings(max_examples=10, deadline=None)
@given(st.floats(-2, 5), st.floats(-1, 1), st.floats(-0.3, 0.5), st.floats(-0.3, 0.2), st.floats(-0.3, 0.3))
def test_any_factors_leave_weather_that_can_be(
    mean_k: float, spread_k: float, water: float, sun: float, wind: float
) -> None:
    changed = later(
        dry_bulb_mean_k=mean_k,
        dry_bulb_daily_max_k=mean_k + spread_k,
        dry_bulb_daily_min_k=mean_k - spread_k,
        specific_humidity_fraction=water,
        global_horizontal_fraction=sun,
        wind_speed_fraction=wind,
    )
    humidity = changed.numbers(Column.RELATIVE_HUMIDITY_PERCENT)
    assert changed.hours == 8760
    assert humidity.min() >= 1.0
    assert humidity.max() <= 100.0
    assert np.all(changed.numbers(Column.DEW_POINT_C) <= changed.numbers(Column.DRY_BULB_C))
    shift = changed.numbers(Column.DRY_BULB_C) - BEFORE.numbers(Column.DRY_BULB_C)
    assert float(shift[JULY].mean()) == pytest.approx(mean_k, abs=0.005)  # written to a hundredth of a degree
    diffuse, whole = (
        changed.numbers(Column.DIFFUSE_HORIZONTAL_WH_M2),
        changed.numbers(Column.GLOBAL_HORIZONTAL_WH_M2),
    )
    before = BEFORE.numbers(Column.DIFFUSE_HORIZONTAL_WH_M2) <= BEFORE.numbers(Column.GLOBAL_HORIZONTAL_WH_M2)
    assert np.all((diffuse <= whole + 0.1)[before])


@pytest.mark.parametrize(
    "monthly",
    [
        {"dry_bulb_mean_k": 0.0, "global_horizontal_fraction": 1.5},
        {"dry_bulb_mean_k": 0.0, "dry_bulb_daily_max_k": -10.0, "dry_bulb_daily_min_k": 10.0},
    ],
)
def test_weather_that_cannot_be_is_refused(monthly: dict[str, float]) -> None:
    with pytest.raises(SimulationError) as refused:
        later(**monthly)
    assert refused.value.findings[0].code == "weather-not-physical"


def test_the_file_says_what_was_done_to_it_and_by_whose_figures() -> None:
    told = ",".join(later(dry_bulb_mean_k=1.0).header[5])
    assert told.startswith("COMMENTS 1,MORPHED from 2000s to 2050s by made-up; made for a test; nowhere; P: ")
    assert (
        ","
        not in ChangeFactors.read({"kind": "future-climate", "factors": factors(dry_bulb_mean_k=1.0)}).comment
    )


def test_an_outage_falls_in_the_hottest_hours_of_the_later_weather(engine: Engine) -> None:
    # 5 K warmer by day and by night in June alone: the week moves from July into June.
    given = factors(dry_bulb_mean_k=0.0)
    given["monthly"]["dry_bulb_mean_k"][5] = 5.0
    case = case_of(box(), engine, {"kind": "future-climate", "factors": given}, settings("outage"))
    told = {finding.code: finding.message["en"] for finding in case.prepared.findings}
    assert "from 06-" in told["outage-hours"]
    assert "weather-morphed" in told
    assert case.weather is not None


def test_factors_of_another_station_are_refused(engine: Engine) -> None:
    given = {**factors(dry_bulb_mean_k=1.0), "station": "haikou"}
    with pytest.raises(SimulationError) as refused:
        case_of(box(), engine, {"kind": "future-climate", "factors": given})
    assert "haikou" in str(refused.value)
