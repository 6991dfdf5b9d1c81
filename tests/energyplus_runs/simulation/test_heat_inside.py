"""Outage and free-running year with the real engine: power is gone, sums are the engine's own, shade makes rooms safer."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.resilience import HeatIndexHours, Resilience, ZoneComfort
from energyplus_runs.simulation.results import Results, read_results
from energyplus_runs.simulation.runner import run
from tests.energyplus_runs.simulation.case_models import SHADE, STATION, case_of, settings
from tests.energyplus_runs.simulation.preparation_models import box, box_zh

pytestmark = pytest.mark.engine

_ENGINE_TABLE = """
    SELECT Value FROM TabularDataWithStrings
    WHERE ReportName = ? AND TableName = ? AND RowName = 'OFFICE' AND ColumnName LIKE ?
"""
_PERIOD = "ReportingPeriod-OUTAGE 168 H-ThermalResilienceSummary"
_ANNUAL = "AnnualThermalResilienceSummary"


@pytest.fixture(scope="module")
def simulate(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Runs a model in a case of the second edition and gives the results file."""

    def simulated(text: str, case: str) -> Path:
        prepared = case_of(text, engine, settings(case)).prepared.text
        outcome = run(engine, prepared, STATION.epw.path, tmp_path_factory.mktemp(case), trusted=True)
        assert outcome.sql is not None, outcome.findings
        return outcome.sql

    return simulated


@pytest.fixture(scope="module")
def office(simulate: Callable[..., Path]) -> Path:
    return simulate(box(), "outage")


@pytest.fixture(scope="module")
def free_office(simulate: Callable[..., Path]) -> Path:
    return simulate(box(), "free-running")


@pytest.fixture
def copy(office: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(office, tmp_path))


def heat(sql: Path) -> Resilience:
    results = read_results(sql)
    assert results.findings == ()
    assert results.resilience is not None
    return results.resilience


def spoilt(copy: Path, statement: str) -> Results:
    with closing(sqlite3.connect(copy)) as database, database:
        database.execute(statement)
    return read_results(copy)


def tabled(sql: Path, *address: str) -> float:
    with closing(sqlite3.connect(sql)) as database:
        ((value,),) = database.execute(_ENGINE_TABLE, address).fetchall()
    return float(value)


def test_a_week_without_power_in_a_year_with_it(office: Path) -> None:
    results = read_results(office)
    assert results.simulated_hours == 8760.0
    assert results.resilience is not None
    outage = results.resilience.outage
    assert outage is not None
    assert outage.hours == 168.0
    assert set(outage.used_joules) == {
        "Electricity:Facility",
        "NaturalGas:Facility",
        "DistrictHeatingWater:Facility",
    }
    assert set(outage.used_joules.values()) == {0.0}
    # Lights by day 10 h at 1 and 14 h at 0.1 = 11.4 h; without power from 2 July 14:00 to 9 July 14:00, which are seven
    # whole days of 11.4 h: 8 W/m2 * 80 m2 * 11.4 h * (365 - 7) / 1000 = 2611.968 kWh.
    lights = next(use.kwh for use in results.end_uses if use.end_use == "interior_lighting")
    assert lights == pytest.approx(2611.968, rel=1e-12)


def test_degree_hours_are_the_engines_own(office: Path) -> None:
    outage = heat(office).outage
    assert outage is not None
    (zone,) = outage.zones
    assert zone.zone == "OFFICE"
    assert zone.set_above_30_k_h > 100.0
    assert zone.highest_set_c > 30.0
    table = tabled(office, _PERIOD, "Cooling SET Degree-Hours", "SET > 30°C Degree-Hours")
    assert zone.set_above_30_k_h == pytest.approx(table, rel=1e-9)
    assert heat(office).metrics()["outage_set_above_30_k_h"] == zone.set_above_30_k_h


def test_hours_of_heat_index_are_the_engines_own(office: Path) -> None:
    (zone,) = heat(office).heat_index or ()
    for column, hours in (("Safe%", zone.safe_h), ("Caution%", zone.caution_h), ("Danger%", zone.danger_h)):
        assert hours == tabled(office, _ANNUAL, "Heat Index OccupiedHours", column)


def test_a_canopy_makes_the_week_safer(office: Path, simulate: Callable[..., Path]) -> None:
    plain, shaded = heat(office).outage, heat(simulate(box() + SHADE, "outage")).outage
    assert plain is not None and plain.worst is not None
    assert shaded is not None and shaded.worst is not None
    assert shaded.worst.set_above_30_k_h < 0.9 * plain.worst.set_above_30_k_h


def test_sun_on_the_roof_powers_nothing_in_an_outage(simulate: Callable[..., Path]) -> None:
    outage = heat(simulate(box_zh(), "outage")).outage
    assert outage is not None
    assert outage.used_joules["Electricity:Facility"] == 0.0
    assert outage.used_joules["DistrictCooling:Facility"] == 0.0
    assert [zone.zone for zone in outage.zones] == ["大堂"]


def test_a_year_without_cooling(free_office: Path) -> None:
    results = read_results(free_office)
    assert results.findings == ()
    assert results.resilience is not None
    (zone,) = results.resilience.free_running or ()
    assert (zone.zone, zone.occupied_h) == ("OFFICE", 8760.0)  # somebody is there at all hours
    # |operative - (0.31 t + 17.8)| <= 3.5 counted step by step, t the mean of the thirty days before; the means of the calendar
    # months, which the station's statistics hold, would make 8460.25 of it
    assert zone.comfortable_h == 8368.0
    used = {use.end_use: use.kwh for use in results.end_uses if use.carrier == "electricity"}
    assert (used["cooling"], used["heating"], used["fans"]) == (0.0, 0.0, 0.0)
    assert used["interior_lighting"] == pytest.approx(2663.04, rel=1e-12)  # lights go on: see test_results
    assert results.resilience.metrics()["occupied_h_per_yr"] == 8760.0


def test_power_that_was_left_is_named_and_no_value_given(copy: Path) -> None:
    results = spoilt(
        copy,
        "UPDATE ReportData SET Value = 1800000 WHERE ReportDataIndex = (SELECT MAX(r.ReportDataIndex)"
        " FROM ReportData r JOIN ReportDataDictionary d USING (ReportDataDictionaryIndex) JOIN Time t"
        " USING (TimeIndex) WHERE d.Name = 'NaturalGas:Facility' AND d.ReportingFrequency = 'Hourly'"
        " AND t.Month = 7 AND t.Day = 4)",
    )
    (finding,) = results.findings
    assert (finding.code, finding.severity) == ("outage-power-left", "error")
    assert "0.5 kWh of NaturalGas" in finding.message["en"]
    assert "天然气" in finding.message["zh-hans"]
    assert results.resilience is not None
    assert results.resilience.outage is None
    assert "outage_set_above_30_k_h" not in results.resilience.metrics()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE Strings SET Value = replace(Value, '168 H', '167 H')", "outage-hours-differ"),
        (
            "UPDATE TabularData SET Value = '1' WHERE ColumnNameIndex IN (SELECT StringIndex FROM Strings"
            " WHERE Value = 'SET > 30°C Degree-Hours')",
            "outage-table-differs",
        ),
    ],
)
def test_a_result_that_contradicts_itself_is_refused(copy: Path, statement: str, code: str) -> None:
    results = spoilt(copy, statement)
    assert [finding.code for finding in results.findings] == [code]
    assert results.resilience is not None
    assert results.resilience.outage is None


def test_nobody_inside_leaves_the_value_unknown(copy: Path) -> None:
    results = spoilt(copy, "UPDATE NominalPeople SET NumberOfPeople = 0")
    assert [(finding.code, finding.severity) for finding in results.findings] == [
        ("nobody-inside", "warning")
    ]
    assert results.resilience is not None
    assert "outage_set_above_30_k_h" not in results.resilience.metrics()


def test_a_year_that_was_cooled_after_all_is_refused(free_office: Path, tmp_path: Path) -> None:
    results = spoilt(
        Path(shutil.copy(free_office, tmp_path)),
        "UPDATE ReportDataDictionary SET Name = CASE Name WHEN 'Cooling:Electricity' THEN 'Fans:Electricity'"
        " WHEN 'Fans:Electricity' THEN 'Cooling:Electricity' WHEN 'InteriorLights:Electricity' THEN"
        " 'Heating:Electricity' WHEN 'Heating:Electricity' THEN 'InteriorLights:Electricity' ELSE Name END",
    )
    assert [finding.code for finding in results.findings] == ["free-running-conditioned"]
    assert results.resilience is not None
    assert results.resilience.free_running is None


def test_stored_results_come_back_also_those_from_before(office: Path, free_office: Path) -> None:
    for sql in (office, free_office):
        results = read_results(sql)
        data: dict[str, Any] = json.loads(json.dumps(results.to_json()))
        assert Results.from_json(data) == results
        del data["resilience"]
        assert Results.from_json(data).resilience is None


def test_the_worst_zone_gives_all_its_classes_and_both_parts_of_the_share() -> None:
    # Above 26.7 °C: 80 h and 30 h; above 39.4 °C: 5 h each; above 51.7 °C: none and 1 h, so the second is worse.
    mild, severe = HeatIndexHours("A", 5, 70, 5, 5, 0), HeatIndexHours("B", 5, 10, 15, 4, 1)
    # Comfortable in 80 of 100 h is a greater share than 700 of 1,000 h.
    rare, often = ZoneComfort("A", 100, 80), ZoneComfort("B", 1000, 700)
    assert Resilience(heat_index=(mild, severe), free_running=(rare, often)).metrics() == {
        "heat_index_caution_h_per_yr": 10,
        "heat_index_extreme_caution_h_per_yr": 15,
        "heat_index_danger_h_per_yr": 4,
        "heat_index_extreme_danger_h_per_yr": 1,
        "comfortable_without_cooling_h_per_yr": 700,
        "occupied_h_per_yr": 1000,
    }
    assert Resilience().metrics() == {}
