"""Places and weather stations."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from energyplus_runs.library.models import LibraryStation
from energyplus_runs.library.places import CLIMATE_ZONES
from energyplus_runs.library.reading import FIRST_VERSION, annual_mean_c, summary_of
from energyplus_runs.selectors import gazetteer
from energyplus_runs.simulation.weather import Gazetteer, Place, Station, distance_km
from standard_site.lib.openapi import FindingSerializer, LocalisedSerializer


class PositionSourceSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    locator = serializers.CharField()
    status = serializers.CharField()


class StationSerializer(serializers.Serializer[Any]):
    """A weather station; `sunshine_low` warns that its typical year understates sunshine."""

    key = serializers.CharField()
    name = LocalisedSerializer()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    elevation_m = serializers.FloatField()
    time_zone_h = serializers.FloatField()
    sunshine_low = serializers.BooleanField()
    weather_digest = serializers.CharField(source="epw.sha256", help_text="SHA-256 of the weather file.")
    source = PositionSourceSerializer()  # type: ignore[assignment]


class PlaceSerializer(serializers.Serializer[Any]):
    """A place; positions in degrees north and east, elevation null where it was read nowhere."""

    key = serializers.CharField()
    name = LocalisedSerializer()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    elevation_m = serializers.FloatField(allow_null=True)
    climate_zone = serializers.CharField()
    grid_region = serializers.CharField()
    annual_mean_dry_bulb_c = serializers.FloatField(
        allow_null=True, help_text="As the place's source states it [°C]."
    )
    station = serializers.SerializerMethodField()
    station_distance_km = serializers.SerializerMethodField()
    above_station_m = serializers.SerializerMethodField(help_text="Null where the elevation is not known.")
    warmer_than_station_k = serializers.SerializerMethodField(help_text="Null where no mean is stated.")
    source = PositionSourceSerializer()  # type: ignore[assignment]

    @cached_property
    def _known(self) -> Gazetteer:
        """Asked for once, however many places are shown."""
        return gazetteer()

    @extend_schema_field(StationSerializer)
    def get_station(self, place: Place) -> Any:
        return StationSerializer(self._known.station_of(place)).data

    def get_station_distance_km(self, place: Place) -> float:
        return distance_km(place, self._known.station_of(place))

    def get_above_station_m(self, place: Place) -> float | None:
        return (
            None
            if place.elevation_m is None
            else place.elevation_m - self._known.station_of(place).elevation_m
        )

    def get_warmer_than_station_k(self, place: Place) -> float | None:
        stated = place.annual_mean_dry_bulb_c
        return None if stated is None else stated - annual_mean_c(self._known.station_of(place))


class WeatherYearSerializer(serializers.Serializer[Any]):
    """A typical year in figures; lists go from January to December."""

    city = serializers.CharField()
    hours = serializers.IntegerField()
    annual_mean_dry_bulb_c = serializers.FloatField()
    dry_bulb_c = serializers.ListField(child=serializers.FloatField())
    lowest_c = serializers.ListField(child=serializers.FloatField())
    highest_c = serializers.ListField(child=serializers.FloatField())
    humidity_percent = serializers.ListField(child=serializers.FloatField())
    global_kwh_per_m2 = serializers.ListField(child=serializers.FloatField(allow_null=True))


class StationDetailSerializer(StationSerializer):
    """A station with its year; licence, provenance and findings of those that were added here, else empty."""

    year = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()
    licence = serializers.SerializerMethodField()
    provenance = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()
    retired_at = serializers.SerializerMethodField()

    @extend_schema_field(WeatherYearSerializer(allow_null=True))
    def get_year(self, station: Station) -> Any:
        return summary_of(station)

    def get_version(self, station: Station) -> int:
        row = _row(station)
        return row.version if row is not None else FIRST_VERSION

    def get_licence(self, station: Station) -> str:
        row = _row(station)
        return row.licence if row is not None else ""

    def get_provenance(self, station: Station) -> str:
        row = _row(station)
        return row.provenance if row is not None else ""

    @extend_schema_field(FindingSerializer(many=True))
    def get_findings(self, station: Station) -> Any:
        row = _row(station)
        return row.findings if row is not None else []

    @extend_schema_field({"type": ["string", "null"], "format": "date-time"})
    def get_retired_at(self, station: Station) -> Any:
        row = _row(station)
        return row.retired_at if row is not None else None


def _row(station: Station) -> LibraryStation | None:
    return LibraryStation.objects.filter(key=station.key).first()


class StationUpload(serializers.Serializer[Any]):
    """A station's files; the statistics may be left out."""

    base = serializers.CharField(max_length=32)
    name_en = serializers.CharField(max_length=80)
    name_zh = serializers.CharField(max_length=80)
    epw = serializers.FileField(allow_empty_file=True)
    ddy = serializers.FileField(allow_empty_file=True)
    stat = serializers.FileField(allow_empty_file=True, required=False)
    licence = serializers.CharField(max_length=300)
    provenance = serializers.CharField(max_length=5000)
    sunshine_low = serializers.BooleanField(required=False, default=False)


class PlaceToAdd(serializers.Serializer[Any]):
    """A new place; elevation and mean temperature are null where they were read nowhere."""

    key = serializers.CharField(max_length=32)
    name_en = serializers.CharField(max_length=80)
    name_zh = serializers.CharField(max_length=80)
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    climate_zone = serializers.ChoiceField(choices=CLIMATE_ZONES)
    grid_region = serializers.SlugField(max_length=32)
    source_title = serializers.CharField(max_length=300)
    source_locator = serializers.CharField(max_length=300)
    elevation_m = serializers.FloatField(required=False, allow_null=True, default=None)
    annual_mean_dry_bulb_c = serializers.FloatField(required=False, allow_null=True, default=None)


class StationToTake(serializers.Serializer[Any]):
    station = serializers.CharField(max_length=40)
    reason = serializers.CharField(min_length=3, max_length=400)
