from __future__ import annotations

import json
import math
import shutil
import sqlite3
from pathlib import Path

import pytest

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.results import Results, read_results
from tests.energyplus_runs.simulation.conftest import Ran

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def office(box_run: Ran) -> Results:
    assert box_run.outcome.sql is not None
    return read_results(box_run.outcome.sql)


@pytest.fixture
def copy(box_run: Ran, tmp_path: Path) -> Path:
    """A results file to spoil."""
    assert box_run.outcome.sql is not None
    return Path(shutil.copy(box_run.outcome.sql, tmp_path))


def spoilt(copy: Path, *statements: str) -> Results:
    with sqlite3.connect(copy) as database:
        for statement in statements:
            database.execute(statement)
    database.close()
    return read_results(copy)


def codes(results: Results) -> list[str]:
    return [finding.code for finding in results.findings]


def energy(results: Results, end_use: str, carrier: str) -> float:
    return next(use.kwh for use in results.end_uses if (use.end_use, use.carrier) == (end_use, carrier))


def test_schedules_and_powers_give_the_energy_to_the_last_digit(office: Results) -> None:
    # Day hours: 10 h at 1 and 14 h at 0.1 = 11.4 h a day; 80 m2.
    # Lights 8 W/m2: 8 * 80 * 11.4 * 365 / 1000 = 2663.04 kWh.
    # Plugs 10 W/m2: 3328.8 kWh. Cooker 500 W: 2080.5 kWh.
    assert energy(office, "interior_lighting", "electricity") == pytest.approx(2663.04, rel=1e-12)
    assert energy(office, "interior_equipment", "electricity") == pytest.approx(3328.8, rel=1e-12)
    assert energy(office, "interior_equipment", "natural_gas") == pytest.approx(2080.5, rel=1e-12)
    # Taps: 2e-6 m3/s * 3600 s/h * 11.4 h * 365 = 29.9592 m3.
    assert office.water_m3 == pytest.approx(29.9592, rel=1e-12)


def test_joules_become_kwh_once(office: Results) -> None:
    assert all(use.kwh == use.joules / 3.6e6 for use in office.end_uses)
    assert all(office.carriers[key] == joules / 3.6e6 for key, joules in office.carriers_joules.items())


def test_end_uses_make_up_the_carriers_and_months_the_year(office: Results) -> None:
    assert office.findings == ()
    for carrier, total in office.carriers.items():
        parts = [use.kwh for use in office.end_uses if use.carrier == carrier]
        assert math.fsum(parts) == pytest.approx(total, rel=1e-12)
    for use in office.end_uses:
        months = [value for value in use.monthly_kwh if value is not None]
        assert len(months) == 12
        assert math.fsum(months) == pytest.approx(use.kwh, rel=1e-9)


def test_hours_areas_and_what_is_absent(office: Results) -> None:
    assert office.simulated_hours == 8760.0
    assert (office.total_building_area_m2, office.conditioned_area_m2) == (80.0, 80.0)
    assert office.unmet_heating_h == 0.0  # set points held: measured zero
    assert office.photovoltaic_kwh is None  # no photovoltaics: not measured
    assert office.produced_electricity_kwh is None
    assert set(office.carriers) == {"electricity", "natural_gas", "district_heating_water"}
    assert office.purchased_electricity_kwh == pytest.approx(office.carriers["electricity"], rel=1e-12)
    assert office.surplus_electricity_kwh == 0.0


def test_the_peak_is_the_years_and_not_a_month_the_engine_forgot(office: Results, box_run: Ran) -> None:
    assert box_run.outcome.sql is not None
    # Lights and plugs alone take (8 + 10) * 80 = 1,440 W; the porch light 60 W at most.
    assert office.peak_electricity_w is not None
    assert 1440.0 < office.peak_electricity_w < 6000.0
    assert office.peak_electricity_at is not None


def test_photovoltaics_balance_in_the_lobby_with_a_chinese_name(box_zh_run: Ran) -> None:
    assert box_zh_run.outcome.sql is not None
    lobby = read_results(box_zh_run.outcome.sql)
    assert lobby.findings == ()
    assert lobby.photovoltaic_kwh is not None
    assert lobby.produced_electricity_kwh is not None
    assert lobby.purchased_electricity_kwh is not None
    assert lobby.surplus_electricity_kwh is not None
    assert lobby.photovoltaic_kwh > lobby.produced_electricity_kwh > 0  # the inverter loses some
    assert lobby.power_conversion_kwh is not None
    after_inverter = lobby.photovoltaic_kwh + lobby.power_conversion_kwh
    assert after_inverter == pytest.approx(lobby.produced_electricity_kwh, rel=1e-9)
    bought = lobby.purchased_electricity_kwh - lobby.surplus_electricity_kwh
    assert bought == pytest.approx(lobby.carriers["electricity"] - lobby.produced_electricity_kwh, rel=1e-9)
    assert lobby.carriers["district_cooling"] > 0
    assert lobby.water_m3 is None
    # Electricity of lights and plugs: (8 + 10) * 80 * 11.4 * 365 / 1000 = 5991.84 kWh,
    # peak (8 + 10) * 80 = 1,440 W.
    assert lobby.carriers["electricity"] == pytest.approx(5991.84, rel=1e-12)
    assert lobby.peak_electricity_w == pytest.approx(1440.0, rel=1e-12)


def test_json_carries_every_bit(office: Results, copy: Path) -> None:
    assert Results.from_json(json.loads(json.dumps(office.to_json()))) == office
    cut = spoilt(copy, "DELETE FROM Time WHERE Month = 5")
    assert cut.findings
    assert Results.from_json(json.loads(json.dumps(cut.to_json(), ensure_ascii=False))) == cut


def test_a_missing_end_use_is_named_with_its_difference(copy: Path) -> None:
    results = spoilt(
        copy, "UPDATE ReportDataDictionary SET Name = 'X' WHERE Name = 'InteriorLights:Electricity'"
    )
    (finding,) = results.findings
    assert finding.code == "end-uses-do-not-add-up"
    assert "electricity" in finding.message["zh-hans"]
    assert "2663.04 kWh" in finding.message["en"]


def test_a_changed_month_is_found(copy: Path) -> None:
    results = spoilt(
        copy,
        "UPDATE ReportData SET Value = Value + 3600000 WHERE ReportDataDictionaryIndex IN (SELECT"
        " ReportDataDictionaryIndex FROM ReportDataDictionary WHERE Name = 'Fans:Electricity' AND"
        " ReportingFrequency = 'Monthly') AND TimeIndex = 1",
    )
    assert codes(results) == ["months-do-not-add-up"]
    assert "Fans:Electricity" in results.findings[0].message["en"]


def test_less_than_nothing_is_no_use_of_energy(copy: Path) -> None:
    # -3.6e6 J is -1 kWh, in one month of twelve; the sums then differ too
    results = spoilt(
        copy,
        "UPDATE ReportData SET Value = -3600000 WHERE ReportDataDictionaryIndex IN (SELECT"
        " ReportDataDictionaryIndex FROM ReportDataDictionary WHERE Name = 'Electricity:Facility' AND"
        " ReportingFrequency = 'Monthly') AND TimeIndex = 1",
    )
    assert codes(results)[0] == "energy-below-zero"
    assert "-1 kWh of electricity" in results.findings[0].message["en"]


@pytest.mark.parametrize(("hours", "found"), [(8760.0, []), (168.0, ["hours-not-a-year"])])
def test_hours_are_those_that_the_case_declares(box_run: Ran, hours: float, found: list[str]) -> None:
    assert box_run.outcome.sql is not None
    assert codes(read_results(box_run.outcome.sql, hours)) == found


def test_a_part_of_a_year_is_refused(copy: Path) -> None:
    # Without its last month, and without the run period's own row: 8760 - 31 * 24 = 8016 h.
    results = spoilt(copy, "DELETE FROM Time WHERE IntervalType = 4 OR Month = 12")
    assert results.simulated_hours == 8016.0
    assert "hours-not-a-year" in codes(results)
    assert results.end_uses[0].monthly_kwh[11] is None


def test_design_days_alone_hold_no_energy(copy: Path) -> None:
    results = spoilt(copy, "UPDATE EnvironmentPeriods SET EnvironmentType = 1")
    assert (results.simulated_hours, results.carriers, results.end_uses) == (0.0, {}, ())
    assert {"hours-not-a-year", "no-energy-meters", "peak-missing"} <= set(codes(results))
    assert results.peak_electricity_w is None


def test_a_missing_table_is_none_and_a_missing_row_an_error(copy: Path) -> None:
    missing = spoilt(copy, "UPDATE Strings SET Value = 'Other' WHERE Value = 'SystemSummary'")
    assert (missing.unmet_heating_h, missing.unmet_cooling_h) == (None, None)
    assert [(finding.code, finding.severity) for finding in missing.findings] == [
        ("table-missing", "warning")
    ]
    renamed = spoilt(copy, "UPDATE Strings SET Value = 'Whole' WHERE Value = 'Total Building Area'")
    assert renamed.total_building_area_m2 is None
    assert "table-row-unknown" in codes(renamed)


def test_areas_in_feet_are_refused(copy: Path) -> None:
    results = spoilt(copy, "UPDATE Strings SET Value = 'ft2' WHERE Value = 'm2'")
    assert results.conditioned_area_m2 is None
    assert codes(results) == ["table-row-unknown", "table-row-unknown"]


@pytest.mark.parametrize("content", [None, b"", b"not a database", b"SQLite format 3\x00" + bytes(200)])
def test_what_is_no_results_database_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "eplusout.sql"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SimulationError) as refused:
        read_results(file)
    assert refused.value.findings[0].code == "results-unreadable"


def test_a_link_to_another_file_is_not_followed(copy: Path) -> None:
    link = copy.with_name("link.sql")
    link.symlink_to(copy)
    with pytest.raises(SimulationError):
        read_results(link)
