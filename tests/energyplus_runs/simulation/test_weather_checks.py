"""The reader of weather files that anybody hands in: one bad file for each mistake, found with its line and column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from energyplus_runs.simulation.installation import find_engine
from energyplus_runs.simulation.schema_index import load_schema
from energyplus_runs.simulation.weather import WEATHER_FOLDER, load_places, read_epw
from energyplus_runs.simulation.weather_checks import MOST_BYTES, EpwCheck, check_epw
from energyplus_runs.simulation.weather_design_days import check_ddy, check_stat
from energyplus_runs.simulation.weather_solar import sines_of_height
from standard_site.lib.findings import Finding, has_errors
from tests.energyplus_runs.weather_files import DDY, LAT, LON, ZONE, Lines, cell, epw

Spoil = Callable[[Lines], object]


def checked(data: bytes) -> EpwCheck:
    return check_epw(data, "made.epw")


def told(findings: tuple[Finding, ...]) -> list[tuple[str, int | None, str | None]]:
    return [(finding.code, finding.where.line, finding.where.field) for finding in findings]


def test_a_good_file_has_no_findings_and_its_figures() -> None:
    check = checked(epw())
    assert check.findings == ()
    summary = check.summary
    assert summary is not None
    assert (summary.city, summary.lat, summary.hours) == ("Sanya", LAT, 8760)
    # 25 °C, a daily wave that sums to nothing, and 0.01 K times the mean of 0 … 6 over 365 days
    drift = 0.01 * sum(day % 7 for day in range(365)) / 365
    assert summary.annual_mean_dry_bulb_c == pytest.approx(25 + drift, abs=1e-3)
    assert summary.humidity_percent == pytest.approx([75.0] * 12)


def test_the_shipped_stations_pass_and_the_two_readers_agree() -> None:
    for station in load_places().stations.values():
        check = check_epw(station.epw.path.read_bytes(), station.epw.path.name)
        assert not has_errors(check.findings)
        assert check.summary is not None
        known = read_epw(station.epw.path)
        assert check.summary.annual_mean_dry_bulb_c == pytest.approx(known.annual_mean_dry_bulb_c)
        assert check.summary.dry_bulb_c == pytest.approx(known.monthly_mean_dry_bulb_c)


def test_line_ends_that_the_engine_knows_are_the_same() -> None:
    assert checked(epw().replace(b"\n", b"\r\n")) == checked(epw())
    alone = checked(epw().replace(b"\n", b"\r"))
    assert [finding.code for finding in alone.findings] == ["weather-not-plain"]


@pytest.mark.parametrize(
    ("spoil", "code", "line", "column"),
    [
        (cell(1, 0, "LOC"), "weather-header-line", 1, None),
        (lambda lines: lines.__delitem__(slice(5, None)), "weather-header-short", None, None),
        (cell(1, 6, "91"), "weather-location-value", 1, "Latitude"),
        (cell(1, 7, "east"), "weather-location-value", 1, "Longitude"),
        (cell(1, 8, "15"), "weather-location-value", 1, "TimeZone"),
        (cell(1, 9, "9000"), "weather-location-value", 1, "Elevation"),
        (cell(1, 1, "=cmd()"), "weather-formula", 1, "LOCATION 1"),
        (lambda lines: lines.__setitem__(0, "LOCATION,Sanya"), "weather-location-short", 1, None),
        (cell(4, 1, "3"), "weather-ground-unreadable", 4, None),
        (cell(4, 6, "warm"), "weather-ground-unreadable", 4, None),
        (cell(4, 2, ".4"), "weather-ground-depths", 4, None),
        (cell(8, 2, "2"), "weather-data-periods", 8, None),
        (cell(8, 6, "6/30"), "weather-data-periods", 8, None),
        (lambda lines: lines.pop(), "weather-hours-count", None, None),
        (lambda lines: lines.insert(100, lines[100]), "weather-hour-order", 102, "Month/Day/Hour"),
        (lambda lines: lines.pop(50), "weather-hour-order", 51, "Month/Day/Hour"),
        (lambda lines: lines.reverse(), "weather-header-line", 1, None),
        (cell(20, 3, "x"), "weather-hour-order", 20, "Month/Day/Hour"),
        (lambda lines: lines.__setitem__(30, "2005,1,1"), "weather-fields", 31, None),
        (lambda lines: lines.__setitem__(30, "," * 5000), "weather-fields", 31, None),
        (lambda lines: lines.__setitem__(30, "9" * 30_000), "weather-line-too-long", 31, None),
        (lambda lines: lines.extend(["x"] * 20_000), "weather-too-many-lines", None, None),
        (cell(6, 1, "a\x1bb"), "weather-control-character", 6, None),
        (cell(6, 1, "a\u202eb"), "weather-control-character", 6, None),
        (cell(40, 6, "71"), "weather-out-of-range", 40, "Dry Bulb Temperature"),
        (cell(40, 6, "99.9"), "weather-missing-value", 40, "Dry Bulb Temperature"),
        (cell(40, 6, "warm"), "weather-no-number", 40, "Dry Bulb Temperature"),
        (cell(40, 6, "nan"), "weather-no-number", 40, "Dry Bulb Temperature"),
        (cell(40, 7, "-71"), "weather-out-of-range", 40, "Dew Point Temperature"),
        (cell(40, 8, "111"), "weather-out-of-range", 40, "Relative Humidity"),
        (cell(40, 9, "1013"), "weather-out-of-range", 40, "Atmospheric Station Pressure"),
        (cell(40, 14, "1501"), "weather-out-of-range", 40, "Direct Normal Radiation"),
        (cell(40, 15, "9999"), "weather-missing-value", 40, "Diffuse Horizontal Radiation"),
        (cell(40, 20, "361"), "weather-out-of-range", 40, "Wind Direction"),
        (cell(40, 21, "41"), "weather-out-of-range", 40, "Wind Speed"),
        (cell(40, 23, "11"), "weather-out-of-range", 40, "Opaque Sky Cover"),
        (cell(40, 7, "69"), "weather-dew-point", None, None),
    ],
)
def test_each_mistake_is_told_with_its_place(
    spoil: Spoil, code: str, line: int | None, column: str | None
) -> None:
    assert (code, line, column) in told(checked(epw(spoil)).findings)


def of_all_rows(change: Callable[[list[str], int], object]) -> Spoil:
    def spoil(lines: Lines) -> None:
        for index in range(8, len(lines)):
            fields = lines[index].split(",")
            change(fields, index - 8)
            lines[index] = ",".join(fields)

    return spoil


def double_global(fields: list[str], _hour: int) -> None:
    fields[13] = str(int(fields[13]) * 2)


def no_global(fields: list[str], _hour: int) -> None:
    fields[13] = "9999"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (of_all_rows(double_global), "weather-radiation-differs"),
        (of_all_rows(no_global), "weather-no-global"),
        (of_all_rows(lambda fields, hour: fields.__setitem__(6, f"{hour % 24}")), "weather-days-repeat"),
        (cell(1, 8, "-4"), "weather-sun-at-night"),
        (cell(1, 8, "-4"), "weather-clock-far"),
    ],
)
def test_what_only_the_year_shows(spoil: Spoil, code: str) -> None:
    assert code in {finding.code for finding in checked(epw(spoil)).findings}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "weather-empty"),
        (b"\r\n\r\n", "weather-empty"),
        (b"PK\x03\x04rest", "weather-not-text"),
        (b"LOCATION\x00", "weather-not-text"),
        (b"x" * (MOST_BYTES + 1), "weather-too-large"),
    ],
)
def test_what_is_no_weather_file(data: bytes, code: str) -> None:
    assert [finding.code for finding in checked(data).findings] == [code]


def test_many_mistakes_of_a_kind_are_counted_and_not_listed() -> None:
    findings = checked(epw(of_all_rows(lambda fields, _hour: fields.__setitem__(21, "99")))).findings
    assert len(findings) == 11
    assert findings[-1].code == "weather-more-alike"
    assert "8750 more" in findings[-1].message["en"]


def test_a_leap_year_is_taken_with_a_warning() -> None:
    def leap(lines: Lines) -> None:
        day = lines[8 + 58 * 24 : 8 + 59 * 24]  # 28 February
        lines[8 + 59 * 24 : 8 + 59 * 24] = [line.replace(",2,28,", ",2,29,", 1) for line in day]

    check = checked(epw(leap))
    assert [finding.code for finding in check.findings] == ["weather-leap-year"]
    assert check.summary is not None
    assert check.summary.hours == 8784


def test_the_sun_stands_where_it_does() -> None:
    """Noon of 21 March (day 80) at 18.25° N on the meridian of the zone: 90 - 18.25 + declination -0.40 = 71.3°."""
    sines = sines_of_height(8760, 18.25, 120.0, 8.0)
    assert max(sines[79 * 24 : 80 * 24]) == pytest.approx(0.947, abs=0.01)  # sin 71.3°
    assert sines_of_height(24, LAT, LON, ZONE)[0] < -0.9  # midnight


class TestDesignDays:
    WANTED = ("Ann Htg 99.6% Condns DB", "Ann Clg .4% Condns DP=>MDB")

    def codes(self, data: bytes, wanted: tuple[str, ...] = ()) -> list[str]:
        summary = checked(epw()).summary
        assert summary is not None
        schema = load_schema(find_engine().schema)
        return [finding.code for finding in check_ddy(data, "made.ddy", summary, schema, wanted)]

    def test_good_ones(self) -> None:
        assert self.codes(DDY, self.WANTED) == []

    @pytest.mark.parametrize(
        ("data", "codes"),
        [
            (b"Site:Location,A,18.25,109.5,8,7;", ["weather-no-design-days"]),
            (DDY.replace(b"18.25", b"28.25"), ["weather-other-station"]),
            (DDY.replace(b"DP=>MDB", b"DP"), ["weather-design-day-lacks"]),
            (DDY.replace(b",34,6;", b",34,6" + b",1" * 40 + b";"), ["weather-design-day-fields"] * 4),
            (b"", ["weather-empty"]),
            (b"x" * 1_100_000, ["weather-too-large"]),
        ],
    )
    def test_bad_ones(self, data: bytes, codes: list[str]) -> None:
        assert self.codes(data, self.WANTED) == codes

    def test_an_unfinished_object_is_refused(self) -> None:
        assert self.codes(DDY + b"SizingPeriod:DesignDay,Lost") != []


def test_statistics_must_be_text() -> None:
    shipped: Any = next(WEATHER_FOLDER.glob("*.stat"))
    assert check_stat(shipped.read_bytes(), shipped.name) == ()
    assert [finding.code for finding in check_stat(b"\x00\x01", "a.stat")] == ["weather-not-text"]
