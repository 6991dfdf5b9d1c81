"""Weather stations and places that operators and authors add to those that are shipped."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from standard_site.files.models import StoredFile

PERSON = settings.AUTH_USER_MODEL


class LibraryStation(models.Model):
    """One version of a weather station: its files by digest never change, a correction is a further version."""

    key = models.CharField(max_length=40, unique=True)  # what places name: "sanya", later "sanya-v2"
    base = models.CharField(max_length=32)  # the same for all versions
    version = models.PositiveSmallIntegerField()
    name_en = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    epw = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    ddy = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    stat = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    epw_name = models.CharField(max_length=120)  # safe as names of files
    ddy_name = models.CharField(max_length=120)
    stat_name = models.CharField(max_length=120, blank=True)
    summary = models.JSONField()  # `weather_checks.WeatherSummary`
    findings = models.JSONField(default=list)  # warnings it was taken in with
    sunshine_low = models.BooleanField(default=False)
    licence = models.CharField(max_length=300)
    provenance = models.TextField()
    added_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["base", "version"]
        constraints = [models.UniqueConstraint(fields=["base", "version"], name="station_version_once")]

    def __str__(self) -> str:
        return self.key


class LibraryPlace(models.Model):
    """A place a project can stand in; its station is the newest `StationChoice`."""

    key = models.CharField(max_length=40, unique=True)
    name_en = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    lat = models.FloatField()  # degrees north
    lon = models.FloatField()  # degrees east
    elevation_m = models.FloatField(null=True, blank=True)
    annual_mean_dry_bulb_c = models.FloatField(null=True, blank=True)
    climate_zone = models.CharField(max_length=40)
    grid_region = models.CharField(max_length=40)
    source_title = models.CharField(max_length=300)
    source_locator = models.CharField(max_length=300)
    added_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key


class StationChoice(models.Model):
    """Which station a place takes its weather from, shipped places too; the newest counts."""

    place_key = models.CharField(max_length=40, db_index=True)
    station_key = models.CharField(max_length=40)
    chosen_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.place_key} -> {self.station_key}"


class LibraryVerb(models.TextChoices):
    STATION_ADDED = "station-added", _("Station added")
    STATION_RETIRED = "station-retired", _("Station retired")
    PLACE_ADDED = "place-added", _("Place added")
    STATION_CHOSEN = "station-chosen", _("Station chosen for a place")


class LibraryAct(models.Model):
    """What was done to the library, by whom and why. Every change writes one: the newest tells readers that there is news."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=20, choices=LibraryVerb.choices)
    target = models.CharField(max_length=40)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"
