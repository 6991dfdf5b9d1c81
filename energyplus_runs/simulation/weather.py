"""Places, weather stations and what their files say: typical year, design days, distance."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_preparation import CATALOGUE
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.tokens import tokenise
from energyplus_runs.simulation.weather_text import split_lines, text_of
from standard_site.lib.findings import Where

WEATHER_FOLDER = Path(__file__).resolve().parents[1] / "weather"
EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of the GRS 80 ellipsoid
FAR_KM = 50.0  # from here on a run warns that its weather is another place's
_HEADER_LINES = 8
_DRY_BULB = 6  # column of an EPW data row, counted from 0
_HOURS_PER_DAY = 24


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from; `status` is D (read from a file here) or P (chosen for this product)."""

    title: str
    locator: str
    status: str


@dataclass(frozen=True, slots=True)
class WeatherFile:
    """One file of a station, with the SHA-256 digest of its bytes."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Station:
    """A weather station: position [degrees north and east], elevation [m], time zone [h from UTC]."""

    key: str
    name: Mapping[str, str]
    lat: float
    lon: float
    elevation_m: float
    time_zone_h: float
    epw: WeatherFile
    ddy: WeatherFile
    stat: WeatherFile | None
    sunshine_low: bool
    source: Source

    @property
    def files(self) -> tuple[WeatherFile, ...]:
        """Its files that there are: weather, design days, and statistics where it has them."""
        return tuple(file for file in (self.epw, self.ddy, self.stat) if file is not None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a project stands [degrees]; `elevation_m` [m] is None when it was read nowhere."""

    key: str
    name: Mapping[str, str]
    lat: float
    lon: float
    elevation_m: float | None
    climate_zone: str
    grid_region: str
    station: str
    source: Source
    annual_mean_dry_bulb_c: float | None = None  # as its source states it


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places and stations, by key."""

    places: Mapping[str, Place]
    stations: Mapping[str, Station]

    def station_of(self, place: Place) -> Station:
        return self.stations[place.station]


@dataclass(frozen=True, slots=True)
class GroundTemperatures:
    """Undisturbed soil of an EPW header: depth [m], January to December [°C]."""

    depth_m: float
    monthly_c: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class EpwSummary:
    """What an EPW file says of itself: header position and the means of its dry-bulb temperatures [°C]."""

    city: str
    lat: float
    lon: float
    time_zone_h: float
    elevation_m: float
    ground: tuple[GroundTemperatures, ...]
    hours: int
    monthly_mean_dry_bulb_c: tuple[float, ...]
    annual_mean_dry_bulb_c: float

    @property
    def monthly_mean_difference_c(self) -> float:
        """Warmest minus coldest monthly mean [K], as mains-water correlations ask for."""
        return max(self.monthly_mean_dry_bulb_c) - min(self.monthly_mean_dry_bulb_c)

    def ground_at(self, depth_m: float) -> GroundTemperatures | None:
        """The header's soil temperatures at exactly this depth [m], None when it does not give them."""
        return next((item for item in self.ground if item.depth_m == depth_m), None)


@dataclass(frozen=True, slots=True)
class DesignDay:
    """One SizingPeriod:DesignDay of a DDY file, its fields in EnergyPlus's order; the first is its name."""

    fields: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.fields[0]


def load_places(folder: Path = WEATHER_FOLDER) -> Gazetteer:
    """Read places.yaml and stations.yaml. Raises SimulationError when an entry is not complete."""
    stations = _entries(folder / "stations.yaml", "stations")
    places = _entries(folder / "places.yaml", "places")
    try:
        gazetteer = Gazetteer(
            places={key: _place(key, entry) for key, entry in places.items()},
            stations={key: _station(folder, key, entry) for key, entry in stations.items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise invalid(folder, f"entry without or with wrong value: {error}") from error
    homeless = [place.key for place in gazetteer.places.values() if place.station not in gazetteer.stations]
    if homeless:
        raise invalid(folder / "places.yaml", f"no such station for {', '.join(homeless)}")
    return gazetteer


def check_files(station: Station) -> None:
    """Compare the station's files with their digests. Raises SimulationError when one differs."""
    for file in station.files:
        try:
            found = hashlib.sha256(file.path.read_bytes()).hexdigest()
        except OSError as error:
            raise invalid(file.path, str(error)) from error
        if found != file.sha256:
            values = {"station": station.key, "found": found, "expected": file.sha256}
            where = Where(file=file.path.name)
            raise SimulationError([CATALOGUE.make("weather-digest-differs", where, **values)])


def distance_km(a: Place | Station, b: Place | Station) -> float:
    """Great-circle distance [km] between two positions by the haversine formula."""
    phi_a, phi_b = math.radians(a.lat), math.radians(b.lat)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))


def read_epw(path: Path) -> EpwSummary:
    """Read header and dry-bulb temperatures of an EPW file.

    Raises SimulationError unless it holds one year, hour by hour, with readable temperatures.
    """
    try:
        rows = [line.split(",") for line in split_lines(path.read_bytes().decode("latin-1"))]
        return _summary(rows[:_HEADER_LINES], rows[_HEADER_LINES:])
    except (OSError, LookupError, ValueError, ZeroDivisionError) as error:
        raise invalid(path, f"not a complete EPW file: {error}") from error


def design_days(path: Path) -> tuple[DesignDay, ...]:
    """The design days of a DDY file, in file order. Raises SimulationError when there is none to read."""
    try:
        text = text_of(path.read_bytes())
    except OSError as error:
        raise invalid(path, str(error)) from error
    tokens = tokenise(text or "")
    days = [
        DesignDay(item.fields)
        for item in tokens.objects
        if item.type_name.lower() == "sizingperiod:designday"
    ]
    if tokens.findings or not days:
        raise invalid(path, "it is not well-formed or holds no SizingPeriod:DesignDay")
    return tuple(days)


def pick_design_days(
    days: Sequence[DesignDay], station: Station, wanted: Sequence[str]
) -> tuple[DesignDay, ...]:
    """The days whose names end in the `wanted` words, in that order. A missing one is an error."""
    picked = []
    for ending in wanted:
        found = [day for day in days if day.name == ending or day.name.endswith(f" {ending}")]
        if len(found) != 1:
            values = {
                "station": station.key,
                "wanted": ending,
                "offered": "; ".join(day.name for day in days),
            }
            where = Where(file=station.ddy.path.name)
            raise SimulationError([CATALOGUE.make("design-day-missing", where, **values)])
        picked.append(found[0])
    return tuple(picked)


def invalid(path: Path, reason: str) -> SimulationError:
    """The error that says what is wrong with a weather file."""
    return SimulationError([CATALOGUE.make("weather-data-invalid", Where(file=path.name), reason=reason)])


def _entries(path: Path, key: str) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        return dict(loaded[key])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise invalid(path, f"no '{key}' to read: {error}") from error


def _station(folder: Path, key: str, entry: Mapping[str, Any]) -> Station:
    return Station(
        key=key,
        name=entry["name"],
        lat=float(entry["lat"]),
        lon=float(entry["lon"]),
        elevation_m=float(entry["elevation_m"]),
        time_zone_h=float(entry["time_zone_h"]),
        epw=_file(folder, entry["epw"]),
        ddy=_file(folder, entry["ddy"]),
        stat=_file(folder, entry["stat"]),
        sunshine_low=bool(entry["sunshine_low"]),
        source=Source(**entry["source"]),
    )


def _file(folder: Path, entry: Mapping[str, str]) -> WeatherFile:
    return WeatherFile(folder / entry["file"], entry["sha256"])


def _place(key: str, entry: Mapping[str, Any]) -> Place:
    return Place(
        key=key,
        name=entry["name"],
        lat=float(entry["lat"]),
        lon=float(entry["lon"]),
        elevation_m=None if entry["elevation_m"] is None else float(entry["elevation_m"]),
        climate_zone=entry["climate_zone"],
        grid_region=entry["grid_region"],
        station=entry["station"],
        source=Source(**entry["source"]),
    )


def _summary(header: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> EpwSummary:
    location = header[0]
    if location[0].strip().upper() != "LOCATION":
        raise ValueError("line 1 is not LOCATION")
    _check_hours(rows)
    dry_bulb = [(int(row[1]), _number(row[_DRY_BULB])) for row in rows]
    return EpwSummary(
        city=location[1].strip(),
        lat=_number(location[6]),
        lon=_number(location[7]),
        time_zone_h=_number(location[8]),
        elevation_m=_number(location[9]),
        ground=_ground(header[3]),
        hours=len(rows),
        monthly_mean_dry_bulb_c=tuple(
            _mean([t for m, t in dry_bulb if m == month]) for month in range(1, 13)
        ),
        annual_mean_dry_bulb_c=_mean([t for _, t in dry_bulb]),
    )


def _check_hours(rows: Sequence[Sequence[str]]) -> None:
    """Every row is the hour after the one before, and the days are those of one year from 1 January."""
    if len(rows) not in (365 * _HOURS_PER_DAY, 366 * _HOURS_PER_DAY):
        raise ValueError(f"{len(rows)} hourly rows instead of 8760 or 8784")
    stamps = [(int(row[1]), int(row[2]), int(row[3])) for row in rows]
    wrong = [number for number, stamp in enumerate(stamps) if stamp[2] != number % _HOURS_PER_DAY + 1]
    falls = [pair for pair in pairwise(stamps) if pair[1] <= pair[0]]
    if wrong or falls or stamps[0][:2] != (1, 1) or stamps[-1][:2] != (12, 31):
        raise ValueError("hours are missing, doubled or out of order")


def _ground(row: Sequence[str]) -> tuple[GroundTemperatures, ...]:
    """GROUND TEMPERATURES,n, then n times depth, conductivity, density, specific heat and twelve months."""
    count = int(row[1])
    starts = [2 + 16 * index for index in range(count)]
    return tuple(
        GroundTemperatures(_number(row[start]), tuple(_number(text) for text in row[start + 4 : start + 16]))
        for start in starts
    )


def _number(text: str) -> float:
    value = parse_number(text.strip())
    if value is None:
        raise ValueError(f"'{text}' is not a number")
    return value


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
