"""Places with the weather they are simulated with, said aloud."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.presentation.text import said
from energyplus_runs.selectors import places, station_of
from energyplus_runs.simulation.weather import Place, distance_km


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place, its weather station and how far that is away [km]."""

    key: str
    name: str
    station: str
    distance_km: float
    climate_zone: str

    @property
    def sentence(self) -> str:
        """The place as a choice: where its weather comes from belongs to it."""
        words = {"place": self.name, "station": self.station, "km": f"{self.distance_km:.0f}"}
        if self.distance_km < 1:
            return _("%(place)s: weather measured here (station %(station)s)") % words
        return _("%(place)s: weather of station %(station)s, %(km)s km away") % words


def places_shown() -> list[PlaceShown]:
    return [_shown(place) for place in places().values()]


def place_shown(key: str) -> PlaceShown | None:
    """None for a place that is no longer in the gazetteer."""
    place = places().get(key)
    return _shown(place) if place is not None else None


def _shown(place: Place) -> PlaceShown:
    station = station_of(place)
    return PlaceShown(
        key=place.key,
        name=said(place.name),
        station=said(station.name),
        distance_km=distance_km(place, station),
        climate_zone=climate_zone(place.climate_zone),
    )


def climate_zone(key: str) -> str:
    """The name of a building climate zone of GB 50176; the key where we have no name for it."""
    return {"hot_summer_warm_winter": _("hot summer, warm winter")}.get(key, key)
