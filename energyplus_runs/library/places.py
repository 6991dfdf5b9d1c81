"""Adding places to the weather library, and choosing the station a place takes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from energyplus_runs.library.models import LibraryAct, LibraryPlace, LibraryVerb, StationChoice
from energyplus_runs.library.policies import can_add_places, can_keep_stations
from energyplus_runs.library.reading import nearest_station, stations_offered
from energyplus_runs.library.stations import FINDINGS, KEY
from energyplus_runs.selectors import gazetteer
from energyplus_runs.simulation.weather import Place, Source
from standard_site.accounts.models import User
from standard_site.lib.findings import Finding, Where
from standard_site.lib.refusal import Conflict, NotAllowed, Refused

# Building climate zones of GB 50176.
CLIMATE_ZONES = (
    "severe_cold", "cold", "hot_summer_cold_winter", "hot_summer_warm_winter", "mild",
)  # fmt: skip
_BOUNDS = {
    "lat": (-90.0, 90.0, "°"),
    "lon": (-180.0, 180.0, "°"),
    "elevation_m": (-400.0, 6000.0, "m"),
    "annual_mean_dry_bulb_c": (-30.0, 40.0, "°C"),
}


@dataclass(frozen=True, slots=True)
class PlaceGiven:
    """A new place: position in degrees, elevation [m] and annual mean temperature [°C] None where none was read."""

    key: str
    name_en: str
    name_zh: str
    lat: float
    lon: float
    climate_zone: str
    grid_region: str
    source_title: str
    source_locator: str
    elevation_m: float | None = None
    annual_mean_dry_bulb_c: float | None = None


@transaction.atomic
def add_place(user: User, given: PlaceGiven) -> Place:
    """Add a place; it takes the nearest station that is offered.

    Raises:
        NotAllowed: the person is neither operator nor author.
        Refused: with every finding.
    """
    if not can_add_places(user):
        raise NotAllowed
    findings = [*_mistakes(given)]
    if findings:
        raise Refused(findings)
    row = _keep(user, given)
    source = Source(row.source_title, row.source_locator, "P")
    here = Place(
        *(row.key, {"en": row.name_en, "zh-hans": row.name_zh}, row.lat, row.lon, row.elevation_m),
        *(row.climate_zone, row.grid_region, "", source),
    )
    station = nearest_station(here, gazetteer())
    StationChoice.objects.create(place_key=row.key, station_key=station.key, chosen_by=user)
    LibraryAct.objects.create(actor=user, verb=LibraryVerb.PLACE_ADDED, target=row.key, detail=station.key)
    return gazetteer().places[row.key]


@transaction.atomic
def choose_station(user: User, place_key: str, station_key: str, reason: str) -> Place:
    """Have a place take another station from now on; what was simulated stays as it was.

    Raises:
        NotAllowed: the person is no operator.
        Refused: the station is not offered. Conflict: the place takes it already.
    """
    if not can_keep_stations(user):
        raise NotAllowed
    known = gazetteer()
    offered = [station.key for station in stations_offered(known)]
    if station_key not in offered:
        values = {"station": station_key, "known": ", ".join(offered)}
        raise Refused([FINDINGS.make("station-not-offered", Where(field="station"), **values)])
    if known.places[place_key].station == station_key:
        raise Conflict(FINDINGS.make("station-chosen-already"))
    StationChoice.objects.create(place_key=place_key, station_key=station_key, chosen_by=user)
    told = f"{station_key}: {reason.strip()}"[:500]
    LibraryAct.objects.create(actor=user, verb=LibraryVerb.STATION_CHOSEN, target=place_key, detail=told)
    return gazetteer().places[place_key]


def _keep(user: User, given: PlaceGiven) -> LibraryPlace:
    values = {name: getattr(given, name) for name in PlaceGiven.__dataclass_fields__}
    try:
        with transaction.atomic():
            return LibraryPlace.objects.create(**values, added_by=user)
    except IntegrityError as error:  # somebody was quicker
        raise Refused([FINDINGS.make("place-key-wrong", Where(field="key"), key=given.key)]) from error


def _mistakes(given: PlaceGiven) -> Iterator[Finding]:
    if not KEY.fullmatch(given.key) or given.key in gazetteer().places:
        yield FINDINGS.make("place-key-wrong", Where(field="key"), key=given.key)
    for field in ("name_en", "name_zh"):
        if not 0 < len(getattr(given, field).strip()) <= 80:
            yield FINDINGS.make("station-name-missing", Where(field=field))
    for field in ("source_title", "source_locator"):
        if not 0 < len(getattr(given, field).strip()) <= 300:
            yield FINDINGS.make("place-source-missing", Where(field=field))
    for field, (lowest, highest, unit) in _BOUNDS.items():
        value = getattr(given, field)
        if value is not None and not (math.isfinite(value) and lowest <= value <= highest):
            limits = {"lowest": lowest, "highest": highest, "unit": unit}
            yield FINDINGS.make("place-value-wrong", Where(field=field), found=value, **limits)
    if not KEY.fullmatch(given.grid_region):
        values = {"field": "grid_region", "found": given.grid_region, "known": "hainan, guangdong …"}
        yield FINDINGS.make("place-word-wrong", Where(field="grid_region"), **values)
    if given.climate_zone not in CLIMATE_ZONES:
        values = {"field": "climate_zone", "found": given.climate_zone, "known": ", ".join(CLIMATE_ZONES)}
        yield FINDINGS.make("place-word-wrong", Where(field="climate_zone"), **values)
