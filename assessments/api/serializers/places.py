"""Places and weather stations."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from energyplus_runs.selectors import station_of
from energyplus_runs.simulation.weather import Place, distance_km
from standard_site.lib.openapi import LocalisedSerializer


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
    station = serializers.SerializerMethodField()
    station_distance_km = serializers.SerializerMethodField()
    source = PositionSourceSerializer()  # type: ignore[assignment]

    @extend_schema_field(StationSerializer)
    def get_station(self, place: Place) -> Any:
        return StationSerializer(station_of(place)).data

    def get_station_distance_km(self, place: Place) -> float:
        return distance_km(place, station_of(place))
