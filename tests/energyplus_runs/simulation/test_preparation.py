"""Preparing models: each step alone, all of them together, twice, and before the real engine."""

from __future__ import annotations

import dataclasses
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.idf import IdfModel, load
from energyplus_runs.simulation.installation import find_engine
from energyplus_runs.simulation.preparation import Action, Prepared, prepare
from energyplus_runs.simulation.protocol import Protocol
from energyplus_runs.simulation.steps_base import same
from energyplus_runs.simulation.steps_meters import meters
from energyplus_runs.simulation.weather import load_places
from tests.energyplus_runs.simulation.preparation_models import box, box_zh, protocol, prototype

ENGINE = find_engine()
GAZETTEER = load_places()
PROTOCOL = protocol()
HEAD = "Version,25.2;\n"


def prepared(text: str, *steps: str, place: str = "qionghai", edition: Protocol = PROTOCOL) -> Prepared:
    where = GAZETTEER.places[place]
    return prepare(text, ENGINE, where, GAZETTEER.station_of(where), edition, steps=steps or None)


def model_after(text: str, *steps: str, place: str = "qionghai", edition: Protocol = PROTOCOL) -> IdfModel:
    return load(prepared(text, *steps, place=place, edition=edition).text, ENGINE)


def fields(model: IdfModel, type_name: str) -> list[tuple[str, ...]]:
    return [item.values for item in model.objects(type_name)]


def codes(done: Prepared) -> list[str]:
    return [finding.code for finding in done.findings]


def refusal(text: str, *steps: str, edition: Protocol = PROTOCOL) -> list[str]:
    with pytest.raises(SimulationError) as caught:
        prepared(text, *steps, edition=edition)
    return [finding.code for finding in caught.value.findings]


# -- the whole ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [box(), box_zh()], ids=["box", "box_zh"])
def test_preparing_twice_changes_nothing_more(text: str) -> None:
    once = prepared(text)
    twice = prepared(once.text)
    assert twice.text == once.text
    assert [report.changes for report in twice.steps] == [()] * len(PROTOCOL.steps)


def test_steps_are_taken_in_the_order_of_the_protocol_and_say_what_they_did() -> None:
    done = prepared(box())
    assert [report.key for report in done.steps] == list(PROTOCOL.steps)
    calendar = next(report for report in done.steps if report.key == "calendar")
    first = calendar.changes[0]
    assert (first.action, first.object, first.name) == (Action.CHANGED, "RunPeriod", "Whole year")
    assert (first.field, first.before, first.after) == ("Begin Year", "", "2026")


def test_a_step_alone_leaves_the_rest_as_it_was() -> None:
    before = load(box(), ENGINE)
    after = model_after(box(), "outputs")
    for item, other in zip(before, after, strict=False):
        assert (item.type_name, item.values) == (other.type_name, other.values)
    assert {item.type_name for item in list(after)[len(before) :]} == {
        "OutputControl:ReportingTolerances",
        "OutputControl:Files",
        "Output:SQLite",
        "Output:Table:SummaryReports",
        "Output:Meter",
    }


def test_a_station_that_is_not_the_places_own_is_refused() -> None:
    with pytest.raises(SimulationError) as caught:
        prepare(box(), ENGINE, GAZETTEER.places["haikou"], GAZETTEER.stations["qionghai"], PROTOCOL)
    assert [finding.code for finding in caught.value.findings] == ["place-station-differs"]


@pytest.mark.slow
@pytest.mark.parametrize("key", ["location", "simulation-control", "outputs"])
@settings(max_examples=15, deadline=None)
@given(variants=st.lists(st.sampled_from(["Yes", "NO", "", "24", "-7.50"]), min_size=6, max_size=6))
def test_any_step_is_idempotent_whatever_the_fields_held(key: str, variants: list[str]) -> None:
    text = (
        f"{HEAD}SimulationControl,{','.join(variants)};\nSite:Location,X,{','.join(variants[:5])};\n"
        f"Output:Diagnostics,{','.join(variants)},DoNotMirrorAttachedShading;\n"
        f"Output:SQLite,{variants[0]};\nOutput:Meter,{variants[1]},Monthly;\n"
    )
    once = prepared(text, key)
    assert prepared(once.text, key).text == once.text


# -- location ----------------------------------------------------------------------------------------------


def test_the_model_stands_where_the_weather_file_does() -> None:
    text = (
        HEAD
        + "Site:Location,Denver,39.72,-104.75,-7,1726,Yes;\nSite:WeatherStation,6;\nSite:VariableLocation,V;"
    )
    model = model_after(text, "location", place="haikou")
    # Keep Site Location Information (the sixth field) would make EnergyPlus ignore the weather file's position.
    assert fields(model, "Site:Location") == [("Haikou", "20.03", "110.35", "8", "13.9")]
    assert fields(model, "Site:WeatherStation") == []
    assert fields(model, "Site:VariableLocation") == []


def test_the_distance_to_the_station_is_said() -> None:
    far = prepared(box(), "location", place="baoting").findings[0]
    assert far.code == "weather-of-far-station"
    assert "104 km" in far.message["en"]
    assert "保亭" in far.message["zh-hans"]
    assert codes(prepared(box(), "location")) == ["weather-of-station"]


def test_photovoltaics_are_flagged_for_low_sunshine() -> None:
    assert "sunshine-looks-low" in codes(prepared(box_zh(), "location"))


def test_what_belongs_to_the_old_climate_and_cannot_be_moved_is_said() -> None:
    text = HEAD + f"Site:GroundReflectance,{','.join(['0.2'] * 12)};"
    assert "climate-object-kept" in codes(prepared(text, "location"))


# -- design days -------------------------------------------------------------------------------------------


def test_design_days_are_the_stations_and_no_others() -> None:
    text = box() + "SizingPeriod:WeatherFileDays,Week,1,1,1,7;\n"
    done = prepared(text, "design-days")
    model = load(done.text, ENGINE)
    assert [item.name for item in model.objects("SizingPeriod:DesignDay")] == [
        "Qionghai Ann Htg 99.6% Condns DB",
        "Qionghai Ann Clg .4% Condns DB=>MWB",
        "Qionghai Ann Clg .4% Condns WB=>MDB",
        "Qionghai Ann Clg .4% Condns DP=>MDB",
    ]
    assert fields(model, "SizingPeriod:WeatherFileDays") == []
    assert "Qionghai Ann Clg .4% Condns DP=>MDB" in done.findings[0].message["en"]


def test_hard_sized_equipment_keeps_its_size() -> None:
    text = box().replace("autosize, autosize, 3,", "5000, 0.75, 3,")
    coil = model_after(text).objects("Coil:Cooling:DX:SingleSpeed")[0]
    assert coil.values[2:5] == ("5000", "0.75", "3")


# -- calendar and control ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_three_months_of_a_denver_prototype_become_one_year() -> None:
    text = prototype("ASHRAE901_OfficeSmall_STD2019_Denver.idf")
    assert len(load(text, ENGINE).objects("RunPeriod")) == 3
    model = model_after(text, "calendar")
    year = ("Annual", "1", "1", "2026", "12", "31", "2026", "Thursday", "No", "No", "No", "Yes", "Yes")
    assert fields(model, "RunPeriod") == [year]
    assert fields(model, "RunPeriodControl:DaylightSavingTime") == []
    assert fields(model, "RunPeriodControl:SpecialDays") == [
        ("New Year", "1/1", "1", "Holiday"),
        ("Spring Festival", "2/16", "4", "Holiday"),
        ("Tomb-Sweeping Day", "4/5", "1", "Holiday"),
        ("Labour Day", "5/1", "2", "Holiday"),
        ("Dragon Boat Festival", "6/19", "1", "Holiday"),
        ("Mid-Autumn Festival", "9/25", "1", "Holiday"),
        ("National Day", "10/1", "3", "Holiday"),
    ]


def test_a_calendar_the_weather_file_does_not_fit_is_refused() -> None:
    leap = dataclasses.replace(PROTOCOL, calendar=dataclasses.replace(PROTOCOL.calendar, year=2028))
    assert refusal(box(), "calendar", edition=leap) == ["weather-hours"]


def test_a_sky_model_of_a_period_that_goes_is_refused() -> None:
    months = "RunPeriod,Winter,1,1,,1,31,,Sunday;\nRunPeriod,Summer,7,1,,7,31,,Sunday;\n"
    assert refusal(f"{HEAD}{months}WeatherProperty:SkyTemperature,Summer,ClarkAllen;", "calendar") == [
        "environment-no-longer-there"
    ]
    prepared(f"{HEAD}{months}WeatherProperty:SkyTemperature,,ClarkAllen;", "calendar")


@pytest.mark.slow
def test_a_chicago_prototype_that_only_sizes_runs_its_year() -> None:
    text = prototype("RefBldgSmallOfficeNew2004_Chicago.idf")
    model = model_after(text, "simulation-control")
    assert fields(model, "SimulationControl") == [("YES", "YES", "YES", "No", "Yes", "No", "1")]


def test_hvac_sizing_passes_stay() -> None:
    text = HEAD + "SimulationControl,Yes,Yes,Yes,Yes,No,Yes,3;\nTimestep,12;"
    done = prepared(text, "simulation-control")
    model = load(done.text, ENGINE)
    assert fields(model, "SimulationControl") == [("Yes", "Yes", "Yes", "No", "Yes", "Yes", "3")]
    assert "12 per hour" in done.findings[0].message["en"]


def test_a_model_without_control_gets_what_the_engine_assumes() -> None:
    assert fields(model_after(HEAD, "simulation-control"), "SimulationControl") == [
        ("No", "No", "No", "No", "Yes")
    ]


# -- ground and mains --------------------------------------------------------------------------------------


def test_soil_of_the_weather_file_never_comes_under_the_slab() -> None:
    names = ("BuildingSurface", "Shallow", "Deep", "FCfactorMethod")
    text = HEAD + "".join(f"Site:GroundTemperature:{name},{','.join(['1'] * 12)};\n" for name in names)
    model = model_after(text, "ground-temperatures")
    assert fields(model, "Site:GroundTemperature:BuildingSurface") == [("24",) * 12]
    # January at 0.5 m and at 4 m in the header of the Qionghai file
    assert fields(model, "Site:GroundTemperature:Shallow")[0][0] == "20.22"
    assert fields(model, "Site:GroundTemperature:FCfactorMethod")[0][0] == "20.22"
    assert fields(model, "Site:GroundTemperature:Deep")[0][0] == "23"


def test_undisturbed_soil_of_the_old_climate_is_derived_anew() -> None:
    text = HEAD + "Site:GroundTemperature:Undisturbed:KusudaAchenbach,Soil,1.8,920,2200,15.5,3.2,8;"
    model = model_after(text, "ground-temperatures")
    soil = fields(model, "Site:GroundTemperature:Undisturbed:KusudaAchenbach")
    assert soil == [("Soil", "1.8", "920", "2200", "", "", "")]
    assert len(fields(model, "Site:GroundTemperature:Shallow")) == 1


def test_an_edition_may_keep_the_models_ground() -> None:
    keep = dataclasses.replace(PROTOCOL, ground=dataclasses.replace(PROTOCOL.ground, building_surface_c=None))
    text = HEAD + f"Site:GroundTemperature:BuildingSurface,{','.join(['21.5'] * 12)};"
    model = model_after(text, "ground-temperatures", edition=keep)
    assert fields(model, "Site:GroundTemperature:BuildingSurface") == [("21.5",) * 12]


def test_mains_water_follows_the_station() -> None:
    text = HEAD + "Site:WaterMainsTemperature,Schedule,Mains,9.69,28.1,0.9,2;"
    mains = fields(model_after(text, "mains-temperatures"), "Site:WaterMainsTemperature")[0]
    assert mains[:2] == ("Correlation", "")
    # Mean of the 8,760 dry-bulb temperatures, and warmest minus coldest monthly mean, of the Qionghai file
    assert float(mains[2]) == pytest.approx(24.445, abs=5e-4)
    assert float(mains[3]) == pytest.approx(10.2325, abs=5e-5)
    assert mains[4:] == ()


# -- outputs -----------------------------------------------------------------------------------------------


def test_every_output_of_the_model_gives_way() -> None:
    text = HEAD + (
        "Output:Variable,*,Zone Mean Air Temperature,Hourly;\nOutput:Meter:MeterFileOnly,Electricity:Facility,Hourly;\n"
        "Output:Table:Monthly,T,2,Electricity:Facility,SumOrAverage;\nOutput:VariableDictionary,IDF;\n"
        "Output:EnvironmentalImpactFactors,Monthly;\nOutput:JSON,TimeSeries;\nOutputControl:Table:Style,HTML,InchPound;\n"
        "Output:Table:SummaryReports,AllSummary,EnvelopeSummary,EquipmentSummary;\nOutput:SQLite,Simple,InchPound,Yes;\n"
        "Output:PreprocessorMessage,Tool,Warning,Look here;\n"
    )
    model = model_after(text, "outputs")
    kept = {item.type_name for item in model}
    assert kept == {
        "Version",
        "OutputControl:Files",
        "OutputControl:ReportingTolerances",
        "Output:Meter",
        "Output:PreprocessorMessage",
        "Output:SQLite",
        "Output:Table:SummaryReports",
    }
    assert fields(model, "Output:SQLite") == [("SimpleAndTabular", "None", "No")]
    reports = [("AnnualBuildingUtilityPerformanceSummary", "SystemSummary")]
    assert fields(model, "Output:Table:SummaryReports") == reports


def test_only_the_database_and_the_end_marker_are_written() -> None:
    switches = model_after(HEAD, "outputs").objects("OutputControl:Files")[0]
    assert [name for name, value in switches.fields() if value == "Yes"] == ["Output SQLite", "Output END"]
    assert {value for _, value in switches.fields()} == {"Yes", "No"}


def test_diagnostics_that_change_shading_or_sensors_stay() -> None:
    keys = "ReportDuringWarmup,DoNotMirrorDetachedShading,DisplayUnusedObjects,DisplayAdvancedReportVariables"
    model = model_after(f"{HEAD}Output:Diagnostics,{keys};", "outputs")
    kept = ("DoNotMirrorDetachedShading", "DisplayAdvancedReportVariables")
    assert fields(model, "Output:Diagnostics") == [kept]
    gone = model_after(f"{HEAD}Output:Diagnostics,ReportDuringWarmup;", "outputs")
    assert fields(gone, "Output:Diagnostics") == []


@pytest.mark.parametrize(
    ("objects", "wanted"),
    [
        ("GasEquipment,G,Z,S,EquipmentLevel,1;", {"NaturalGas:Facility", "InteriorEquipment:NaturalGas"}),
        ("Boiler:HotWater,B,Propane;", {"Propane:Facility", "Heating:Propane"}),
        ("Generator:MicroTurbine,T;", {"NaturalGas:Facility", "Cogeneration:NaturalGas"}),
        ("Coil:Heating:Fuel,C,,;", {"NaturalGas:Facility", "Heating:NaturalGas"}),
        ("ZoneHVAC:IdealLoadsAirSystem,I;", {"DistrictCooling:Facility", "Cooling:DistrictCooling"}),
        ("WaterUse:Equipment,Tap,,0.1;", {"Water:Facility", "WaterSystems:DistrictHeatingWater"}),
        ("WaterHeater:Mixed,W,,,,,,,,,,Electricity;", {"WaterSystems:Electricity"}),
        ("Refrigeration:Case,R;", {"Refrigeration:Electricity"}),
        ("Generator:PVWatts,P;", {"Photovoltaic:ElectricityProduced", "ElectricityProduced:Facility"}),
        ("Generator:FuelCell,F;", {"Cogeneration:ElectricityProduced", "NaturalGas:Facility"}),
        (
            "EnergyManagementSystem:MeteredOutputVariable,M,v,SystemTimestep,,Diesel,Building,Pumps;",
            {"Pumps:Diesel"},
        ),
    ],
)
def test_meters_follow_what_the_objects_can_use(objects: str, wanted: set[str]) -> None:
    plain = set(meters(load(HEAD, ENGINE)))
    found = meters(load(HEAD + objects, ENGINE))
    assert wanted <= set(found)
    assert not wanted & plain
    assert len(found) == len(set(found))


def test_factors_and_piped_taps_ask_for_no_fuel() -> None:
    text = (
        "FuelFactors,NaturalGas,1;\nWaterUse:Equipment,Tap,,0.1;\nWaterUse:Connections,Bath,In,Out,,,,,,,Tap;\n"
        "Generator:FuelSupply,Supply;\n"
    )
    found = meters(load(HEAD + text, ENGINE))
    assert not [name for name in found if "Gas" in name or "District" in name]


@pytest.mark.parametrize(
    ("before", "after", "alike"),
    [
        ("YES", "Yes", True),
        ("24", "24.0", True),
        ("24", "25", False),
        ("", "0", False),
        ("1e-3", "0.001", True),
    ],
)
def test_fields_are_compared_as_the_engine_reads_them(before: str, after: str, alike: bool) -> None:
    assert same(before, after) is alike


# -- the real engine ---------------------------------------------------------------------------------------


def run(folder: Path, text: str) -> sqlite3.Connection:
    (folder / "model.idf").write_text(text, encoding="utf-8")
    epw = GAZETTEER.stations["qionghai"].epw.path
    command = [str(ENGINE.executable), "-w", str(epw), "-d", "out", "model.idf"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    return sqlite3.connect(folder / "out" / "eplusout.sql")


def totals(database: sqlite3.Connection) -> Mapping[str, float]:
    """Meters over the run period [J, m3], as the doubles that were stored."""
    query = (
        "select Name, Value from ReportData join ReportDataDictionary using (ReportDataDictionaryIndex) "
        "where IsMeter and ReportingFrequency = 'Run Period'"
    )
    return dict(database.execute(query))


@pytest.mark.engine
@pytest.mark.parametrize("text", [box(), box_zh()], ids=["box", "box_zh"])
def test_a_prepared_model_runs_its_year_and_its_end_uses_add_up(tmp_path: Path, text: str) -> None:
    found = totals(database := run(tmp_path, prepared(text, place="baoting").text))
    hours = database.execute("select count(distinct Month), max(SimulationDays) from Time").fetchone()
    assert hours == (12, 365)
    for carrier in ("Electricity", "NaturalGas", "DistrictCooling", "DistrictHeatingWater"):
        parts = [value for name, value in found.items() if name.endswith(f":{carrier}")]
        assert sum(parts) == pytest.approx(found.get(f"{carrier}:Facility", 0.0))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "eplusout.end",
        "eplusout.err",
        "eplusout.sql",
        "sqlite.err",
    ]
    assert " 0 Severe Errors" in (tmp_path / "out" / "eplusout.end").read_text()


@pytest.mark.engine
def test_fewer_outputs_leave_every_meter_the_same_to_the_last_bit(tmp_path: Path) -> None:
    asked = "".join(f"Output:Meter,{name},RunPeriod;\n" for name in meters(load(box(), ENGINE)))
    (tmp_path / "as it was").mkdir()
    (tmp_path / "reduced").mkdir()
    many = "Output:Variable,*,Zone Mean Air Temperature,Timestep;\nOutput:Table:SummaryReports,AllSummary;\n"
    original = totals(run(tmp_path / "as it was", f"{box()}{many}{asked}Output:SQLite,Simple;\n"))
    reduced = totals(run(tmp_path / "reduced", prepared(box() + many, "outputs").text))
    assert reduced == original
    assert reduced["Electricity:Facility"] > 0
