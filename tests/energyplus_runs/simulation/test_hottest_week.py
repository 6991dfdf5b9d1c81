"""The hours an outage falls in."""

from __future__ import annotations

from datetime import date

import pytest

from energyplus_runs.simulation.epw_file import parse_epw
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.hottest_week import hottest_hours
from tests.energyplus_runs.simulation.case_models import STATION, as_file, steady_year

JUNE, OCTOBER = date(2001, 6, 1), date(2001, 10, 31)
# Hours before 1 June: 31 + 28 + 31 + 30 + 31 = 151 days; before 1 November 304 days.
FIRST_HOUR, END_HOUR = 151 * 24, 304 * 24


def made_hot(hours: range) -> list[list[str]]:
    rows = steady_year()
    for hour in hours:
        rows[hour][6] = "30"
    return rows


def test_the_hottest_hours_may_begin_at_any_hour() -> None:
    begin = FIRST_HOUR + 24 * 40 + 13
    found = hottest_hours(as_file(made_hot(range(begin, begin + 168))), 168, JUNE, OCTOBER)
    assert (found.first, found.count) == (begin, 168)
    assert found.mean_wet_bulb_c == pytest.approx(22.0, abs=0.2)  # 30 °C at 50 % has its wet bulb near 22 °C


def test_humid_air_is_hotter_to_people_than_dry_air() -> None:
    rows = made_hot(range(FIRST_HOUR + 500, FIRST_HOUR + 668))
    for hour in range(FIRST_HOUR + 1000, FIRST_HOUR + 1168):
        rows[hour][6], rows[hour][8] = "29", "90"
    assert hottest_hours(as_file(rows), 168, JUNE, OCTOBER).first == FIRST_HOUR + 1000


def test_heat_outside_the_season_is_left_out_and_the_first_of_equals_is_taken() -> None:
    outside = as_file(made_hot(range(FIRST_HOUR - 168, FIRST_HOUR)))
    assert hottest_hours(outside, 168, JUNE, OCTOBER).first == FIRST_HOUR
    last = as_file(made_hot(range(END_HOUR - 168, 8760)))
    assert hottest_hours(last, 168, JUNE, OCTOBER).first == END_HOUR - 168


def test_a_season_that_is_too_short_or_without_humidity_is_refused() -> None:
    with pytest.raises(ValueError, match="168"):
        hottest_hours(as_file(steady_year()), 168, JUNE, date(2001, 6, 6))
    rows = steady_year()
    rows[FIRST_HOUR + 7][8] = "999"
    with pytest.raises(SimulationError) as refused:
        hottest_hours(as_file(rows), 168, JUNE, OCTOBER)
    assert "relative_humidity" in refused.value.findings[0].message["en"]


def test_the_week_of_the_shipped_year() -> None:
    # 2 July, hour 15 (14:00 to 15:00): (181 + 1) * 24 + 14 = 4382 hours after 1 January 00:00.
    found = hottest_hours(parse_epw(STATION.epw.path.read_bytes()), 168, JUNE, OCTOBER)
    assert found.first == 4382
    assert found.mean_wet_bulb_c == pytest.approx(27.13, abs=0.005)
