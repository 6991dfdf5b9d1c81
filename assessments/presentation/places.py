"""Places with the weather they are simulated with, said aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.presentation.text import said
from energyplus_runs.library.reading import annual_mean_c
from energyplus_runs.selectors import gazetteer
from energyplus_runs.simulation.weather import Place, Station, distance_km
from standard_site.lib.formats import number

MENTIONED_M = 50.0
MENTIONED_K = 0.5


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place, its weather station and how far that is away [km]."""

    key: str
    name: str
    station: str
    distance_km: float
    climate_zone: str
    above_station_m: float | None
    warmer_than_station_k: float | None

    @property
    def sentence(self) -> str:
        """The place as a choice: where its weather comes from, and how different that is, belong to it."""
        return "; ".join((self._weather(), *self._differences()))

    def _weather(self) -> str:
        words = {"place": self.name, "station": self.station, "km": f"{self.distance_km:.0f}"}
        if self.distance_km < 1:
            return _("%(place)s: weather measured here (station %(station)s)") % words
        return _("%(place)s: weather of station %(station)s, %(km)s km away") % words

    def _differences(self) -> Iterator[str]:
        """What is known and not small: 50 m of height, half a degree of the year's mean."""
        if self.above_station_m is not None and abs(self.above_station_m) >= MENTIONED_M:
            metres = number(abs(self.above_station_m), 0)
            higher = _("the place lies %(metres)s m higher") if self.above_station_m > 0 else None
            yield (higher or _("the place lies %(metres)s m lower")) % {"metres": metres}
        if self.warmer_than_station_k is not None and abs(self.warmer_than_station_k) >= MENTIONED_K:
            kelvin = number(abs(self.warmer_than_station_k), 1)
            warmer = _("its year is %(kelvin)s K warmer") if self.warmer_than_station_k > 0 else None
            yield (warmer or _("its year is %(kelvin)s K cooler")) % {"kelvin": kelvin}


def places_shown() -> list[PlaceShown]:
    known = gazetteer()
    return [_shown(place, known.station_of(place)) for place in known.places.values()]


def place_shown(key: str) -> PlaceShown | None:
    """None for a place that is no longer in the gazetteer."""
    known = gazetteer()
    place = known.places.get(key)
    return _shown(place, known.station_of(place)) if place is not None else None


def _shown(place: Place, station: Station) -> PlaceShown:
    return PlaceShown(
        key=place.key,
        name=said(place.name),
        station=said(station.name),
        distance_km=distance_km(place, station),
        climate_zone=climate_zone(place.climate_zone),
        above_station_m=None if place.elevation_m is None else place.elevation_m - station.elevation_m,
        warmer_than_station_k=_warmer(place, station),
    )


def _warmer(place: Place, station: Station) -> float | None:
    """How much warmer the year is at the place than at its station [K], where the place's source states a mean."""
    stated = place.annual_mean_dry_bulb_c
    return None if stated is None else stated - annual_mean_c(station)


def climate_zone(key: str) -> str:
    """The name of a building climate zone of GB 50176; the key where we have no name for it."""
    return {
        "severe_cold": _("severe cold"),
        "cold": _("cold"),
        "hot_summer_cold_winter": _("hot summer, cold winter"),
        "hot_summer_warm_winter": _("hot summer, warm winter"),
        "mild": _("mild"),
    }.get(key, key)
