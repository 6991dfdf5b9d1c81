"""The weather library, said aloud: stations with their years in figures, places with the station they take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import get_month_names
from django.utils.translation import gettext as _

from assessments.presentation.charts import Chart
from assessments.presentation.places import PlaceShown, places_shown
from assessments.presentation.text import said
from energyplus_runs.library.models import LibraryStation
from energyplus_runs.library.reading import annual_mean_c, base_of
from energyplus_runs.selectors import gazetteer
from energyplus_runs.simulation.weather import Gazetteer, Station, distance_km
from standard_site.lib.formats import locale, number

HERE = "baoting"  # what distances in the table are from: the place the standard is made for


@dataclass(frozen=True, slots=True)
class StationShown:
    """A station with its library row where it was added here, its mean [°C], how far it is [km], who takes it."""

    station: Station
    name: str
    row: LibraryStation | None
    annual_mean_c: float
    distance_km: float
    places: tuple[PlaceShown, ...]

    @property
    def base(self) -> str:
        return base_of(self.station.key)

    @property
    def retired(self) -> bool:
        return self.row is not None and self.row.retired_at is not None


def stations_shown() -> list[StationShown]:
    """All stations, the nearest first."""
    rows = {row.key: row for row in LibraryStation.objects.select_related("added_by")}
    places, known = places_shown(), gazetteer()
    shown = [_shown(station, rows, places, known) for station in known.stations.values()]
    return sorted(shown, key=lambda one: (one.distance_km, one.station.key))


def station_shown(station: Station) -> StationShown:
    rows = {row.key: row for row in LibraryStation.objects.filter(key=station.key).select_related("added_by")}
    return _shown(station, rows, places_shown(), gazetteer())


def _shown(
    station: Station,
    rows: Mapping[str, LibraryStation],
    places: Sequence[PlaceShown],
    known: Gazetteer,
) -> StationShown:
    taking = {place.key for place in known.places.values() if place.station == station.key}
    return StationShown(
        station=station,
        name=said(station.name),
        row=rows.get(station.key),
        annual_mean_c=annual_mean_c(station),
        distance_km=distance_km(known.places[HERE], station),
        places=tuple(place for place in places if place.key in taking),
    )


def charts_of_year(summary: Mapping[str, Any]) -> list[Chart]:
    """Temperature, humidity and radiation by month."""
    temperatures = (
        (_("Highest"), summary["highest_c"]),
        (_("Mean"), summary["dry_bulb_c"]),
        (_("Lowest"), summary["lowest_c"]),
    )
    humidity = ((_("Relative humidity"), summary["humidity_percent"]),)
    radiation = ((_("Global horizontal radiation"), summary["global_kwh_per_m2"]),)
    return [
        _chart("temperature", _("Dry-bulb temperature by month, in °C"), "°C", temperatures, 1),
        _chart("humidity", _("Mean relative humidity by month, in %"), "%", humidity, 0),
        _chart("radiation", _("Global horizontal radiation by month, in kWh/m²"), "kWh/m²", radiation, 0),
    ]


def _chart(
    key: str, caption: str, unit: str, rows: Sequence[tuple[str, Sequence[float | None]]], decimals: int
) -> Chart:
    named = get_month_names("abbreviated", context="stand-alone", locale=locale())
    months = [named[index] for index in range(1, 13)]
    series = [
        {
            "name": name,
            "index": index,
            "values": [None if value is None else round(value, 2) for value in values],
        }
        for index, (name, values) in enumerate(rows)
    ]
    return Chart(
        id=f"chart-{key}",
        module="chart-limits",
        caption=caption,
        data={"steps": months, "lines": key != "radiation", "unit": unit, "series": series},
        columns=("", *months),
        table=tuple((name, *(number(value, decimals) for value in values)) for name, values in rows),
    )
