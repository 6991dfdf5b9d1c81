"""The weather library as the gazetteer of places and stations that everything else knows."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max

from energyplus_runs.library.files import folder_of
from energyplus_runs.library.models import LibraryAct, LibraryPlace, LibraryStation, StationChoice
from energyplus_runs.simulation.weather import (
    Gazetteer,
    Place,
    Source,
    Station,
    WeatherFile,
    distance_km,
    load_places,
    read_epw,
)
from energyplus_runs.simulation.weather_checks import WeatherSummary, check_epw

FIRST_VERSION = 1


@lru_cache(maxsize=1)
def shipped() -> Gazetteer:
    return load_places()


def with_library() -> Gazetteer:
    """The shipped gazetteer with what was added to it; read again when somebody has changed the library."""
    news = LibraryAct.objects.aggregate(
        Count("pk"), Max("pk"), Max("at")
    )  # of two at once the earlier may come later
    return _merged(*news.values()) if news["pk__count"] else shipped()


def stations_offered(gazetteer: Gazetteer) -> list[Station]:
    """The stations a place may take: shipped ones and those that are not retired, of each the newest version."""
    retired = set(LibraryStation.objects.filter(retired_at__isnull=False).values_list("key", flat=True))
    newest: dict[str, Station] = {}
    for station in gazetteer.stations.values():
        if station.key not in retired:
            newest[base_of(station.key)] = station
    return list(newest.values())


def nearest_station(place: Place, gazetteer: Gazetteer) -> Station:
    """The station offered that is nearest to a place."""
    return min(stations_offered(gazetteer), key=lambda station: distance_km(place, station))


def base_of(key: str) -> str:
    """The word that all versions of a station share."""
    base, mark, version = key.rpartition("-v")
    return base if mark and version.isdigit() else key


def annual_mean_c(station: Station) -> float:
    """Mean dry-bulb temperature of a station's typical year [°C]."""
    return _mean_c(station.key, station.epw.sha256)


def summary_of(station: Station) -> dict[str, Any] | None:
    """A station's year in figures, `weather_checks.WeatherSummary` as JSON."""
    row = LibraryStation.objects.filter(key=station.key).only("summary").first()
    if row is not None:
        summary: dict[str, Any] = row.summary
        return summary
    found = _shipped_summary(station.key)
    return found.to_json() if found is not None else None


@lru_cache(maxsize=256)
def _mean_c(key: str, _digest: str) -> float:
    """A station's files never change, so this is asked once for each."""
    row = LibraryStation.objects.filter(key=key).only("summary").first()
    if row is None:
        return read_epw(shipped().stations[key].epw.path).annual_mean_dry_bulb_c
    return float(row.summary["annual_mean_dry_bulb_c"])


@lru_cache
def _shipped_summary(key: str) -> WeatherSummary | None:
    path = shipped().stations[key].epw.path
    return check_epw(path.read_bytes(), path.name).summary


@lru_cache(maxsize=2)
def _merged(*_news: Any) -> Gazetteer:
    """The gazetteer as it is since the newest change of the library; for another one it is read again."""
    base = shipped()
    stations = {row.key: _station(row) for row in LibraryStation.objects.order_by("base", "version")}
    choices = dict(StationChoice.objects.order_by("pk").values_list("place_key", "station_key"))
    added = {row.key: _place(row, choices[row.key]) for row in LibraryPlace.objects.order_by("key")}
    kept = {
        key: replace(place, station=choices.get(key, place.station)) for key, place in base.places.items()
    }
    return Gazetteer(places={**kept, **added}, stations={**base.stations, **stations})


def _station(row: LibraryStation) -> Station:
    folder = folder_of(row.epw_id, row.ddy_id, row.stat_id)
    return Station(
        key=row.key,
        name={"en": row.name_en, "zh-hans": row.name_zh},
        lat=row.summary["lat"],
        lon=row.summary["lon"],
        elevation_m=row.summary["elevation_m"],
        time_zone_h=row.summary["time_zone_h"],
        epw=WeatherFile(folder / row.epw_name, row.epw_id),
        ddy=WeatherFile(folder / row.ddy_name, row.ddy_id),
        stat=WeatherFile(folder / row.stat_name, row.stat_id) if row.stat_id else None,
        sunshine_low=row.sunshine_low,
        source=Source(row.provenance.splitlines()[0], row.epw_name, "D"),
    )


def _place(row: LibraryPlace, station: str) -> Place:
    return Place(
        key=row.key,
        name={"en": row.name_en, "zh-hans": row.name_zh},
        lat=row.lat,
        lon=row.lon,
        elevation_m=row.elevation_m,
        climate_zone=row.climate_zone,
        grid_region=row.grid_region,
        station=station,
        source=Source(row.source_title, row.source_locator, "P"),
        annual_mean_dry_bulb_c=row.annual_mean_dry_bulb_c,
    )
