"""Whether the files beside an EPW belong to it: design days (DDY) and statistics (STAT)."""

from __future__ import annotations

from collections.abc import Sequence

from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.schema_index import SchemaIndex
from energyplus_runs.simulation.tokens import RawObject, tokenise
from energyplus_runs.simulation.weather_checks import WeatherSummary
from energyplus_runs.simulation.weather_text import Told, lines_of
from standard_site.lib.findings import Finding

MOST_BYTES = 1024 * 1024
_NEAR_DEG = 0.2  # a station that moved across the field is still the same
_DESIGN_DAY, _LOCATION = "sizingperiod:designday", "site:location"


def check_ddy(
    data: bytes, file_name: str, station: WeatherSummary, schema: SchemaIndex, wanted: Sequence[str]
) -> tuple[Finding, ...]:
    """What is wrong with a file of design days for this station; `wanted` are the endings of names a protocol asks for."""
    told = Told(file_name)
    text = _text(data, told)
    if not text:
        return told.all()
    tokens = tokenise(text)
    if tokens.findings:
        return tokens.findings
    days = [item for item in tokens.objects if item.type_name.lower() == _DESIGN_DAY]
    if not days:
        told.say("weather-no-design-days")
    for item in tokens.objects:
        if item.type_name.lower() == _LOCATION:
            _same_place(item, station, told)
    spec = schema.find(_DESIGN_DAY)
    for day in days:
        if spec is not None and len(day.fields) > len(spec.fields):
            told.say("weather-design-day-fields", day.line, found=len(day.fields), most=len(spec.fields))
    _wanted(days, wanted, told)
    return told.all()


def check_stat(data: bytes, file_name: str) -> tuple[Finding, ...]:
    """What is wrong with a file of statistics: the engine reads it, so it must be text of a bounded size."""
    told = Told(file_name)
    _text(data, told)
    return told.all()


def _text(data: bytes, told: Told) -> str:
    if len(data) > MOST_BYTES:
        told.say("weather-too-large", found_mb=len(data) // 1024**2, most_mb=MOST_BYTES // 1024**2)
        return ""
    return "\n".join(lines_of(data, told))


def _same_place(item: RawObject, station: WeatherSummary, told: Told) -> None:
    lat, lon = ([*(parse_number(text) for text in item.fields[1:3]), None, None])[:2]
    if lat is None or lon is None:
        return
    if max(abs(lat - station.lat), abs(lon - station.lon)) > _NEAR_DEG:
        told.say(
            "weather-other-station",
            item.line,
            found=f"{lat:g}, {lon:g}",
            expected=f"{station.lat:g}, {station.lon:g}",
        )


def _wanted(days: Sequence[RawObject], wanted: Sequence[str], told: Told) -> None:
    """Each ending must stand for one day, as the step of design days needs it."""
    names = [day.fields[0] if day.fields else "" for day in days]
    for ending in wanted:
        count = sum(name == ending or name.endswith(f" {ending}") for name in names)
        if days and count != 1:
            told.say("weather-design-day-lacks", wanted=ending, count=count)
