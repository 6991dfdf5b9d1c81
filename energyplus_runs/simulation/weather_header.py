"""The eight header lines of an EPW file: where the station stands, its soil, which hours the rows are of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.weather_text import Told

LINES = (
    "LOCATION", "DESIGN CONDITIONS", "TYPICAL/EXTREME PERIODS", "GROUND TEMPERATURES",
    "HOLIDAYS/DAYLIGHT SAVINGS", "COMMENTS 1", "COMMENTS 2", "DATA PERIODS",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@")
_NEEDED_DEPTHS_M = (0.5, 4.0)  # asked for by the protocol's step of ground temperatures
_CLOCK_H = 3.5  # western China keeps Beijing's time 3.2 h away from the sun's
# Place in the line, name, unit, range.
_POSITION = (
    (6, "Latitude", "°", -90.0, 90.0),
    (7, "Longitude", "°", -180.0, 180.0),
    (8, "TimeZone", "h", -12.0, 14.0),
    (9, "Elevation", "m", -400.0, 6000.0),
)
Row = Sequence[str]


def check_header(rows: Sequence[Row], told: Told) -> bool:
    """Whether the header can be read; what is wrong with it is told with line and field."""
    before = len(told.findings)
    for number, (row, wanted) in enumerate(zip(rows, LINES, strict=False), start=1):
        if row[0].strip().upper() != wanted:
            told.say("weather-header-line", number, found=row[0], expected=wanted)
    if len(rows) < len(LINES):
        told.say("weather-header-short", found=len(rows), expected=len(LINES))
    if len(told.findings) > before:
        return False
    for check, number in _CHECKS:
        check(rows[number - 1], number, told)
    return True


def _location(row: Row, line: int, told: Told) -> None:
    if len(row) < 10:
        told.say("weather-location-short", line, found=len(row), expected=10)
        return
    for place, text in enumerate(row[1:6], start=1):
        if text.strip().startswith(_FORMULA):
            told.say("weather-formula", line, f"LOCATION {place}", text=text)
    known = {}
    for place, name, unit, lowest, highest in _POSITION:
        value = parse_number(row[place].strip())
        if value is None or not lowest <= value <= highest:
            limits = {"lowest": lowest, "highest": highest, "unit": unit}
            told.say("weather-location-value", line, name, found=row[place], **limits)
        else:
            known[name] = value
    _clock(known.get("Longitude"), known.get("TimeZone"), line, told)


def _clock(longitude: float | None, zone_h: float | None, line: int, told: Told) -> None:
    """A time zone far from the longitude is mostly a sign that was lost."""
    if longitude is None or zone_h is None:
        return
    away_h = abs((zone_h - longitude / 15 + 12) % 24 - 12)
    if away_h > _CLOCK_H:
        told.say(
            "weather-clock-far", line, "TimeZone", zone=zone_h, longitude=longitude, hours=f"{away_h:.1f}"
        )


def _ground(row: Row, line: int, told: Told) -> None:
    count = parse_number(row[1].strip()) if len(row) > 1 else None
    if count is None or count != int(count) or not 0 <= count <= 10 or len(row) < 2 + 16 * int(count):
        told.say("weather-ground-unreadable", line)
        return
    starts = [2 + 16 * index for index in range(int(count))]
    values = [
        parse_number(text.strip()) for start in starts for text in (row[start], *row[start + 4 : start + 16])
    ]
    if None in values:
        told.say("weather-ground-unreadable", line)
        return
    depths = {parse_number(row[start].strip()) for start in starts}
    missing = [f"{depth:g}" for depth in _NEEDED_DEPTHS_M if depth not in depths]
    if missing:
        told.say("weather-ground-depths", line, depths=", ".join(missing))


def _periods(row: Row, line: int, told: Told) -> None:
    """One period of the whole year, one row an hour."""
    fields = [text.strip() for text in row[1:7]]
    numbers = [parse_number(text) for text in fields[:2]]
    days = ["".join(text.split()) for text in fields[4:6]]
    if numbers != [1.0, 1.0] or days != ["1/1", "12/31"]:
        told.say("weather-data-periods", line, found=", ".join(fields))


_CHECKS: Sequence[tuple[Callable[[Row, int, Told], None], int]] = (
    (_location, 1),
    (_ground, 4),
    (_periods, 8),
)
