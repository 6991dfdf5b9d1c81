"""Places, stations, distances, typical years and design days."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import yaml

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.weather import (
    WEATHER_FOLDER,
    Station,
    check_files,
    design_days,
    distance_km,
    load_places,
    pick_design_days,
    read_epw,
)

GAZETTEER = load_places()
QIONGHAI = GAZETTEER.stations["qionghai"]


def codes(error: pytest.ExceptionInfo[SimulationError]) -> list[str]:
    return [finding.code for finding in error.value.findings]


def test_the_places_and_stations_are_those_of_the_island() -> None:
    assert set(GAZETTEER.places) == {"baoting", "qionghai", "haikou", "dongfang", "sanya"}
    assert set(GAZETTEER.stations) == {"qionghai", "haikou", "dongfang"}
    assert GAZETTEER.places["baoting"].name == {"en": "Baoting", "zh-hans": "保亭"}


def test_every_place_takes_its_nearest_station() -> None:
    for place in GAZETTEER.places.values():
        nearest = min(GAZETTEER.stations.values(), key=lambda station: distance_km(place, station))
        assert GAZETTEER.station_of(place) is nearest


def test_baoting_is_104_km_from_its_station() -> None:
    # 0.59° of latitude = 65.6 km; 0.77° of longitude × cos 18.935° = 81.0 km; √(65.6² + 81.0²) = 104.2 km
    assert distance_km(GAZETTEER.places["baoting"], QIONGHAI) == pytest.approx(104.2, abs=0.1)


def test_distance_is_the_arc_along_a_meridian() -> None:
    # One degree of the mean sphere: 2π × 6371.0088 km / 360 = 111.1951 km
    south = dataclasses.replace(QIONGHAI, lat=QIONGHAI.lat - 1)
    assert distance_km(QIONGHAI, south) == pytest.approx(111.1951, abs=1e-4)
    assert distance_km(QIONGHAI, south) == distance_km(south, QIONGHAI)
    assert distance_km(QIONGHAI, QIONGHAI) == 0


@pytest.mark.parametrize("station", GAZETTEER.stations.values(), ids=lambda station: station.key)
def test_station_files_are_the_recorded_ones_and_their_header_is_the_entry(station: Station) -> None:
    check_files(station)
    epw = read_epw(station.epw.path)
    assert epw.city.lower() == station.key
    assert epw.hours == 8760
    assert (epw.lat, epw.lon) == (station.lat, station.lon)
    assert (epw.elevation_m, epw.time_zone_h) == (station.elevation_m, station.time_zone_h)
    assert [item.depth_m for item in epw.ground] == [0.5, 2.0, 4.0]
    assert len(design_days(station.ddy.path)) == 18


def test_ground_temperatures_are_read_from_their_own_columns() -> None:
    epw = read_epw(QIONGHAI.epw.path)
    shallow = epw.ground_at(0.5)
    assert shallow is not None
    assert shallow.monthly_c[0] == 20.22
    assert shallow.monthly_c[-1] == 21.80
    assert epw.ground_at(1.0) is None


def year(folder: Path, dry_bulb: dict[int, float], change: str = "") -> Path:
    """A year whose months each have one temperature; `change` spoils it."""
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    header = [
        "LOCATION,Somewhere,-,CHN,X,1,19.5,110.5,8.0,10.0",
        "DESIGN CONDITIONS,0",
        "TYPICAL/EXTREME PERIODS,0",
        "GROUND TEMPERATURES,0",
        "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
        "COMMENTS 1,a",
        "COMMENTS 2,b",
        "DATA PERIODS,1,1,Data,Sunday,1/1,12/31",
    ]
    rows = [
        f"2005,{month},{day},{hour},0,?,{dry_bulb[month]},18.0"
        for month, last in enumerate(days, start=1)
        for day in range(1, last + 1)
        for hour in range(1, 25)
    ]
    if change == "short":
        rows = rows[:-1]
    if change == "swapped":
        rows[0], rows[24] = rows[24], rows[0]
    if change == "warm word":
        rows[5] = rows[5].replace(",?,", ",?,warm,")
    if change == "not a number":
        rows[5] = "2005,1,1,6,0,?,nan,18.0"
    if change == "no location":
        header[0] = "PLACE,Somewhere"
    path = folder / "year.epw"
    path.write_text("\n".join([*header, *rows]) + "\n", encoding="latin-1")
    return path


def test_means_are_over_the_hours(tmp_path: Path) -> None:
    epw = read_epw(year(tmp_path, {month: 20.0 + (10.0 if month == 7 else 0.0) for month in range(1, 13)}))
    # July 30 °C, else 20 °C: annual mean 20 + 10 × 31/365 = 20.849315…; difference of months 10 K
    assert epw.annual_mean_dry_bulb_c == pytest.approx(20 + 310 / 365)
    assert epw.monthly_mean_difference_c == 10.0
    assert epw.monthly_mean_dry_bulb_c[6] == 30.0


@pytest.mark.parametrize("change", ["short", "swapped", "warm word", "not a number", "no location"])
def test_an_incomplete_year_is_refused(tmp_path: Path, change: str) -> None:
    path = year(tmp_path, dict.fromkeys(range(1, 13), 20.0), change)
    with pytest.raises(SimulationError) as caught:
        read_epw(path)
    assert codes(caught) == ["weather-data-invalid"]
    assert caught.value.findings[0].where.file == "year.epw"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match=r"nowhere\.epw"):
        read_epw(tmp_path / "nowhere.epw")
    with pytest.raises(SimulationError, match=r"nowhere\.ddy"):
        design_days(tmp_path / "nowhere.ddy")


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / "copy.epw"
    copy.write_bytes(QIONGHAI.epw.path.read_bytes() + b"\n")
    station = dataclasses.replace(QIONGHAI, epw=dataclasses.replace(QIONGHAI.epw, path=copy))
    with pytest.raises(SimulationError) as caught:
        check_files(station)
    assert codes(caught) == ["weather-digest-differs"]


def test_design_days_are_read_past_semicolons_in_comments(tmp_path: Path) -> None:
    path = tmp_path / "days.ddy"
    path.write_text(
        "! 99%; cold; 1°C\nSizingPeriod:DesignDay,\n  Town Ann Htg 99.6% Condns DB, !- a; b\n  1, 21;\n",
        encoding="latin-1",
    )
    assert [day.fields for day in design_days(path)] == [("Town Ann Htg 99.6% Condns DB", "1", "21")]


def test_design_days_are_picked_by_the_end_of_their_names_in_the_order_asked() -> None:
    days = design_days(QIONGHAI.ddy.path)
    picked = pick_design_days(days, QIONGHAI, ["Ann Clg 1% Condns DB=>MWB", "Ann Htg 99% Condns DB"])
    assert [day.name for day in picked] == [
        "Qionghai Ann Clg 1% Condns DB=>MWB",
        "Qionghai Ann Htg 99% Condns DB",
    ]
    # 33.7 °C with 27.1 °C wet bulb: the 1 % row of the Climate Design Data in the EPW header
    assert (picked[0].fields[4], picked[0].fields[9]) == ("33.7", "27.1")


@pytest.mark.parametrize("wanted", ["Ann Clg 3% Condns DB=>MWB", "DB"])
def test_a_missing_or_ambiguous_design_day_is_refused(wanted: str) -> None:
    with pytest.raises(SimulationError) as caught:
        pick_design_days(design_days(QIONGHAI.ddy.path), QIONGHAI, [wanted])
    assert codes(caught) == ["design-day-missing"]


def test_an_elevation_nobody_read_is_none_and_not_zero() -> None:
    assert GAZETTEER.places["baoting"].elevation_m is None
    assert GAZETTEER.places["haikou"].elevation_m == 13.9


@pytest.mark.parametrize("spoil", ["station", "lat", "elevation_m", "source"])
def test_an_incomplete_place_is_refused(tmp_path: Path, spoil: str) -> None:
    places = yaml.safe_load((WEATHER_FOLDER / "places.yaml").read_text(encoding="utf-8"))
    if spoil == "station":
        places["places"]["sanya"]["station"] = "atlantis"
    else:
        del places["places"]["sanya"][spoil]
    (tmp_path / "places.yaml").write_text(yaml.safe_dump(places), encoding="utf-8")
    stations = (WEATHER_FOLDER / "stations.yaml").read_text(encoding="utf-8")
    (tmp_path / "stations.yaml").write_text(stations, encoding="utf-8")
    with pytest.raises(SimulationError) as caught:
        load_places(tmp_path)
    assert codes(caught) == ["weather-data-invalid"]


def test_an_unreadable_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SimulationError) as caught:
        load_places(tmp_path)
    assert codes(caught) == ["weather-data-invalid"]
