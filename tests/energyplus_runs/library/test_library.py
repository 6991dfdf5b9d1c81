"""Stations and places that are added: what is refused, what is kept, who takes it, and a run that uses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from energyplus_runs.library.files import laid_out, safe_name
from energyplus_runs.library.models import LibraryAct, LibraryPlace, LibraryStation, StationChoice
from energyplus_runs.library.places import PlaceGiven, add_place, choose_station
from energyplus_runs.library.reading import annual_mean_c, base_of, stations_offered
from energyplus_runs.library.stations import Given, StationGiven, add_station, retire_station
from energyplus_runs.selectors import gazetteer, places, station_of
from energyplus_runs.simulation.epw_file import parse_epw
from energyplus_runs.simulation.preparation import site_of
from energyplus_runs.simulation.protocol import read_protocol
from standard_site.accounts.models import Role, User
from standard_site.lib.refusal import Conflict, NotAllowed, Refused
from tests.energyplus_runs.conftest import shipped_protocol
from tests.energyplus_runs.weather_files import DDY, cell, epw

WUZHISHAN = PlaceGiven(
    key="wuzhishan",
    name_en="Wuzhishan",
    name_zh="五指山",
    lat=18.78,
    lon=109.52,
    elevation_m=328.0,
    annual_mean_dry_bulb_c=22.4,
    climate_zone="hot_summer_warm_winter",
    grid_region="hainan",
    source_title="Map",
    source_locator="Sheet 1",
)


def given(**changes: Any) -> StationGiven:
    good = StationGiven(
        base="sanya",
        name_en="Sanya",
        name_zh="三亚",
        epw=Given("../Sanya 三亚.epw", epw()),
        ddy=Given("sanya.ddy", DDY),
        stat=Given("sanya.stat", b"Statistics"),
        licence="Free to use",
        provenance="Made for a test.\nNothing else.",
    )
    return replace(good, **changes)


@pytest.fixture
def operator(service: Any, make_user: Callable[..., User], tmp_path: Path) -> User:
    service.WEATHER_DIR = tmp_path / "weather"
    return make_user(roles=(Role.OPERATOR,))


@pytest.fixture
def sanya(operator: User) -> LibraryStation:
    return add_station(operator, given())


def refusal(call: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as caught:
        call()
    return [finding.code for finding in caught.value.findings]


def test_an_added_station_lies_where_the_engine_reads_it(sanya: LibraryStation) -> None:
    station = laid_out(gazetteer().stations["sanya"])
    assert [file.path.name for file in station.files] == ["Sanya.epw", "Sanya.ddy", "Sanya.stat"]
    assert station.epw.path.read_bytes() == epw()
    assert annual_mean_c(station) == pytest.approx(25.03, abs=0.01)
    station.epw.path.unlink()  # a worker on another machine has none yet
    laid_out(station)
    place = replace(places()["sanya"], station="sanya")
    assert site_of(place, station, read_protocol(shipped_protocol())).epw.hours == 8760


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"base": "Sanya!"}, {"station-key-wrong"}),
        ({"base": "sanya-v2"}, {"station-key-wrong"}),
        ({"name_zh": " "}, {"station-name-missing"}),
        ({"licence": ""}, {"station-provenance-missing"}),
        ({"provenance": "\n"}, {"station-provenance-missing"}),
        ({"epw": Given("a.epw", epw(cell(40, 6, "99.9")))}, {"weather-missing-value"}),
        ({"ddy": Given("a.ddy", b"")}, {"weather-empty"}),
        ({"stat": Given("a.stat", b"\x00")}, {"weather-not-text"}),
        ({"base": "haikou"}, {"station-moved"}),
    ],
)
def test_what_is_refused_leaves_nothing(operator: User, changes: dict[str, Any], codes: set[str]) -> None:
    assert set(refusal(lambda: add_station(operator, given(**changes)))) == codes
    assert not LibraryStation.objects.exists()


def test_a_station_never_changes_but_has_versions(operator: User, sanya: LibraryStation) -> None:
    assert refusal(lambda: add_station(operator, given())) == ["station-file-known"]
    assert refusal(lambda: add_station(operator, given(base="sanya-airport"))) == ["station-file-known"]
    other_days = Given("b.ddy", DDY + b"\n! Corrected\n")
    assert refusal(lambda: add_station(operator, given(ddy=other_days, stat=None))) == ["station-file-known"]
    assert add_station(operator, given(ddy=other_days)).key == "sanya-v2"
    third = add_station(operator, given(epw=Given("c.epw", epw(warmer_k=1.0))))
    assert (third.key, third.version, base_of(third.key)) == ("sanya-v3", 3, "sanya")
    assert [one.key for one in stations_offered(gazetteer()) if one.key.startswith("sanya")] == ["sanya-v3"]


def test_places_keep_their_station_until_another_is_chosen(operator: User, sanya: LibraryStation) -> None:
    assert places()["baoting"].station == "qionghai"
    choose_station(operator, "baoting", "sanya", "Nearer, and measured lately")
    assert station_of(places()["baoting"]).key == "sanya"
    with pytest.raises(Conflict):
        choose_station(operator, "baoting", "sanya", "Again")
    with pytest.raises(Conflict, match="baoting"):
        retire_station(operator, sanya)
    choose_station(operator, "baoting", "qionghai", "Back")
    retire_station(operator, sanya)
    assert refusal(lambda: choose_station(operator, "baoting", "sanya", "x")) == ["station-not-offered"]
    with pytest.raises(Conflict):
        retire_station(operator, sanya)
    assert "sanya" in gazetteer().stations  # what was simulated with it can still be shown
    verbs = [*LibraryAct.objects.values_list("verb", flat=True)]
    assert verbs == ["station-retired", "station-chosen", "station-chosen", "station-added"]


def test_a_new_place_takes_the_nearest_station(operator: User, make_user: Callable[..., User]) -> None:
    author = make_user(roles=(Role.STANDARD_AUTHOR,))
    assert add_place(author, WUZHISHAN).station == "dongfang"  # 101 km; Qionghai is 112 km away
    add_station(operator, given())
    assert places()["wuzhishan"].station == "dongfang"
    assert add_place(operator, replace(WUZHISHAN, key="tongshi")).station == "sanya"  # 59 km
    assert "place-key-wrong" in refusal(lambda: add_place(author, WUZHISHAN))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": "x"}, "place-key-wrong"),
        ({"key": "baoting"}, "place-key-wrong"),
        ({"lat": 91.0}, "place-value-wrong"),
        ({"lon": float("nan")}, "place-value-wrong"),
        ({"elevation_m": 7000.0}, "place-value-wrong"),
        ({"annual_mean_dry_bulb_c": 60.0}, "place-value-wrong"),
        ({"climate_zone": "tropical"}, "place-word-wrong"),
        ({"grid_region": "=1"}, "place-word-wrong"),
        ({"name_en": ""}, "station-name-missing"),
        ({"source_title": " "}, "place-source-missing"),
    ],
)
def test_a_place_that_cannot_be(operator: User, changes: dict[str, Any], code: str) -> None:
    assert refusal(lambda: add_place(operator, replace(WUZHISHAN, **changes))) == [code]


def test_nobody_else_changes_the_library(sanya: LibraryStation, user: User) -> None:
    for call in (
        lambda: add_station(user, given()),
        lambda: retire_station(user, sanya),
        lambda: add_place(user, WUZHISHAN),
        lambda: choose_station(user, "baoting", "sanya", "why"),
    ):
        with pytest.raises(NotAllowed):
            call()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.epw"),
        ("..\\..\\x.epw", "x.epw"),
        (".hidden.epw", "hidden.epw"),
        ("三亚.epw", "weather.epw"),
        ("a" * 300 + ".epw", "a" * 100 + ".epw"),
    ],
)
def test_names_of_files_lead_nowhere(name: str, safe: str) -> None:
    assert safe_name(name, ".epw") == safe


def test_of_two_who_add_the_same_place_one_is_refused(operator: User) -> None:
    values = {name: getattr(WUZHISHAN, name) for name in PlaceGiven.__dataclass_fields__}
    LibraryPlace.objects.create(**values)  # whose act is not told yet
    assert refusal(lambda: add_place(operator, WUZHISHAN)) == ["place-key-wrong"]


def test_a_change_that_was_begun_earlier_and_told_later_is_seen(operator: User) -> None:
    add_place(operator, replace(WUZHISHAN, key="ledong"))
    later = LibraryAct.objects.get()
    LibraryAct.objects.all().delete()
    LibraryAct.objects.create(pk=later.pk + 1, target="ledong", verb=later.verb)
    assert "wuzhishan" not in places()
    values = {name: getattr(WUZHISHAN, name) for name in PlaceGiven.__dataclass_fields__}
    LibraryPlace.objects.create(**values)
    StationChoice.objects.create(place_key="wuzhishan", station_key="haikou")
    LibraryAct.objects.create(pk=later.pk, target="wuzhishan", verb=later.verb)
    assert "wuzhishan" in places()


@pytest.mark.parametrize(
    "words", ["兴隆", '"made for tests', "made for tests"], ids=["NEL in UTF-8", "a lone quote", "plain"]
)
def test_what_the_library_takes_a_run_can_read(operator: User, words: str) -> None:
    """Every reader counts the same lines and fields, whatever stands in the header's words."""
    names = DDY.replace(b"Sanya Ann", f"{words.strip(chr(34))} Ann".encode())
    files = {"epw": Given("a.epw", epw(cell(6, 1, words)) + b"\n\n"), "ddy": Given("a.ddy", names)}
    key = add_station(operator, given(**files)).key
    station = laid_out(gazetteer().stations[key])
    site = site_of(replace(places()["sanya"], station="sanya"), station, read_protocol(shipped_protocol()))
    assert site.epw.hours == parse_epw(station.epw.path.read_bytes()).hours == 8760
    assert len(site.design_days) > 0


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "lone carriage returns"])
def test_what_the_engine_would_stumble_over_is_refused(operator: User, mark: str) -> None:
    data = epw().replace(b"\n", b"\r") if " " in mark else epw().decode().encode(mark)
    files = given(epw=Given("a.epw", data))
    assert refusal(lambda: add_station(operator, files)) == ["weather-not-plain"]
