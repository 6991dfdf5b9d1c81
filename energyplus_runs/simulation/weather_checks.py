"""Whether an EPW file that somebody hands in can be simulated with: every mistake with its line and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.weather_columns import (
    COLUMNS,
    DEW_POINT,
    DIFFUSE,
    DIRECT,
    DRY_BULB,
    FEWEST_FIELDS,
    GLOBAL,
    HUMIDITY,
    MOST_FIELDS,
    Limits,
)  # fmt: skip
from energyplus_runs.simulation.weather_header import LINES, check_header
from energyplus_runs.simulation.weather_solar import sines_of_height, solar_balance
from energyplus_runs.simulation.weather_text import Told, lines_of
from standard_site.lib.findings import Finding, has_errors

MOST_BYTES = 8 * 1024 * 1024  # five times a usual file
_YEARS = {8760: 28, 8784: 29}  # hours of a year: days of its February
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_HOURS_OFF, _YEAR_OFF, _DARK = 0.30, 0.15, 0.01  # published typical years reach 0.23, 0.10 and 0.002
_DEW_POINT_K = 0.5
_FROZEN_DAYS = 3
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeatherSummary:
    """A typical year in figures: position [°, m, h from UTC], means [°C, %], sums of global radiation [kWh/m²].

    The lists go from January to December.
    """

    city: str
    lat: float
    lon: float
    time_zone_h: float
    elevation_m: float
    hours: int
    annual_mean_dry_bulb_c: float
    dry_bulb_c: tuple[float, ...]
    lowest_c: tuple[float, ...]
    highest_c: tuple[float, ...]
    humidity_percent: tuple[float, ...]
    global_kwh_per_m2: tuple[float | None, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class EpwCheck:
    """What was found; the summary is None when an error was."""

    findings: tuple[Finding, ...]
    summary: WeatherSummary | None


def check_epw(data: bytes, file_name: str) -> EpwCheck:
    """Read an EPW file as if its sender meant harm, in time linear in its size."""
    told = Told(file_name)
    if len(data) > MOST_BYTES:
        told.say("weather-too-large", found_mb=len(data) // 1024**2, most_mb=MOST_BYTES // 1024**2)
        return EpwCheck(told.all(), None)
    rows = [line.split(",", MOST_FIELDS) for line in lines_of(data, told)]
    if not rows or not check_header(rows[: len(LINES)], told) or not _check_rows(rows[len(LINES) :], told):
        return EpwCheck(told.all(), None)
    columns = {limits.index: _column(rows[len(LINES) :], limits, told) for limits in COLUMNS}
    if has_errors(told.findings):
        return EpwCheck(told.all(), None)
    summary = _summary(rows, columns)
    _plausible(columns, summary, told)
    return EpwCheck(told.all(), summary if not has_errors(told.findings) else None)


def _check_rows(rows: Sequence[Sequence[str]], told: Told) -> bool:
    """Whether the rows are the hours of one year, each with its fields."""
    if len(rows) not in _YEARS:
        told.say("weather-hours-count", found=len(rows))
    elif len(rows) == 8784:
        told.say("weather-leap-year")
    expected = _hours_of_year(_YEARS.get(len(rows), 28))
    for line, row in enumerate(rows, start=len(LINES) + 1):
        if not FEWEST_FIELDS <= len(row) <= MOST_FIELDS:
            told.say("weather-fields", line, found=len(row), fewest=FEWEST_FIELDS, most=MOST_FIELDS)
            return False
        stamp, due = tuple(parse_number(text.strip()) for text in row[1:4]), next(expected, None)
        if stamp != due:
            found, wanted = ("/".join(_digits(part) for part in one or ()) for one in (stamp, due))
            told.say("weather-hour-order", line, "Month/Day/Hour", found=found, expected=wanted or "–")
            return False  # one hour too many or too few moves all that follow
    return not has_errors(told.findings)


def _hours_of_year(february: int) -> Iterator[tuple[float, ...]]:
    for month, days in enumerate(_MONTH_DAYS, start=1):
        for day in range(1, (february if month == 2 else days) + 1):
            yield from ((month, day, hour) for hour in range(1, 25))


def _digits(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def _column(rows: Sequence[Sequence[str]], limits: Limits, told: Told) -> Values:
    """One column as numbers, NaN where the file has none; what is wrong is told by line."""
    values = np.full(len(rows), np.nan)
    for index, row in enumerate(rows):
        text = row[limits.index].strip()
        value, line = parse_number(text), index + len(LINES) + 1
        if value is None:
            told.say("weather-no-number", line, limits.name, found=text)
        elif value >= limits.missing_from:
            if limits.needed:
                told.say("weather-missing-value", line, limits.name, found=text)
        elif not limits.lowest <= value <= limits.highest:
            bounds = {"lowest": f"{limits.lowest:g}", "highest": f"{limits.highest:g}", "unit": limits.unit}
            told.say("weather-out-of-range", line, limits.name, found=text, **bounds)
        else:
            values[index] = value
    return values


def _plausible(columns: dict[int, Values], summary: WeatherSummary, told: Told) -> None:
    """What no single value shows: humidity, radiation and repetition over the year."""
    wet = int((columns[DEW_POINT] > columns[DRY_BULB] + _DEW_POINT_K).sum())
    if wet:
        told.say("weather-dew-point", hours=wet)
    sines = sines_of_height(summary.hours, summary.lat, summary.lon, summary.time_zone_h)
    sun = solar_balance(columns[GLOBAL], columns[DIRECT], columns[DIFFUSE], sines)
    if sun.dark is None:
        told.say("weather-no-global")
    elif sun.dark > _DARK:
        told.say("weather-sun-at-night", share=f"{100 * sun.dark:.1f}")
    elif (sun.hours_off or 0) > _HOURS_OFF or (sun.year_off or 0) > _YEAR_OFF:
        hours, year = (f"{100 * (share or 0):.0f}" for share in (sun.hours_off, sun.year_off))
        told.say("weather-radiation-differs", hours=hours, year=year)
    _frozen(columns, told)


def _frozen(columns: dict[int, Values], told: Told) -> None:
    """Days that repeat the day before to the last digit: an instrument that stood still, or a gap filled by copying."""
    days = columns[DRY_BULB].reshape(-1, 24)
    humid = columns[HUMIDITY].reshape(-1, 24)
    same = (days[1:] == days[:-1]).all(axis=1) & (humid[1:] == humid[:-1]).all(axis=1)
    if int(same.sum()) >= _FROZEN_DAYS:
        first = int(np.argmax(same)) + 1
        told.say("weather-days-repeat", len(LINES) + 24 * first + 1, days=int(same.sum()))


def _summary(rows: Sequence[Sequence[str]], columns: dict[int, Values]) -> WeatherSummary:
    location = rows[0]
    months = np.array([int(row[1]) for row in rows[len(LINES) :]])
    lat, lon, zone, elevation = (float(text) for text in location[6:10])
    dry = [columns[DRY_BULB][months == month] for month in range(1, 13)]
    return WeatherSummary(
        city=location[1].strip()[:100],
        lat=lat,
        lon=lon,
        time_zone_h=zone,
        elevation_m=elevation,
        hours=len(months),
        annual_mean_dry_bulb_c=float(columns[DRY_BULB].mean()),
        dry_bulb_c=tuple(float(part.mean()) for part in dry),
        lowest_c=tuple(float(part.min()) for part in dry),
        highest_c=tuple(float(part.max()) for part in dry),
        humidity_percent=tuple(float(columns[HUMIDITY][months == month].mean()) for month in range(1, 13)),
        global_kwh_per_m2=tuple(_sum_kwh(columns[GLOBAL][months == month]) for month in range(1, 13)),
    )


def _sum_kwh(values: Values) -> float | None:
    """The sum of a month [kWh/m²]; None when an hour of it is not known."""
    return None if np.isnan(values).any() else float(values.sum()) / 1000
