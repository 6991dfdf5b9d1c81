"""What operators and authors say of stations and places: parsing only; whether it can be is the library's word."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.presentation.places import climate_zone
from assessments.presentation.text import said
from assessments.weather_library import grid_regions
from energyplus_runs.library.places import CLIMATE_ZONES
from energyplus_runs.library.reading import stations_offered
from energyplus_runs.selectors import gazetteer


class StationForm(forms.Form):
    """A station's files with what they are and where they come from."""

    base = forms.CharField(
        label=_("Key"),
        max_length=32,
        help_text=_(
            "Small letters and dashes; the key of a station that is there makes a further version of it."
        ),
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    epw = forms.FileField(label=_("Weather file (EPW)"), allow_empty_file=True)
    ddy = forms.FileField(label=_("Design days (DDY)"), allow_empty_file=True)
    stat = forms.FileField(
        label=_("Statistics (STAT), if there are any"), required=False, allow_empty_file=True
    )
    licence = forms.CharField(
        label=_("Licence"), max_length=300, help_text=_("Under which terms it may be used.")
    )
    provenance = forms.CharField(
        label=_("Provenance"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who published it, where it was taken from, what was changed in it."),
    )
    sunshine_low = forms.BooleanField(
        label=_("Its typical year understates sunshine; photovoltaic yields are flagged"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("epw", "ddy", "stat"):
            self.fields[name].widget.attrs["accept"] = f".{name}"


def _number(label: Any, required: bool = True, help_text: Any = "") -> forms.FloatField:
    field = forms.FloatField(label=label, required=required, help_text=help_text)
    field.widget.attrs.update({"step": "any", "inputmode": "decimal"})
    return field


class PlaceForm(forms.Form):
    """A place; what was read nowhere stays empty."""

    key = forms.CharField(label=_("Key"), max_length=32, help_text=_("Small letters and dashes."))
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    lat = _number(_("Latitude (° north)"))
    lon = _number(_("Longitude (° east)"))
    elevation_m = _number(_("Elevation (m)"), required=False, help_text=_("Empty where it was read nowhere."))
    annual_mean_dry_bulb_c = _number(
        _("Annual mean temperature (°C)"), required=False, help_text=_("As the source states it, else empty.")
    )
    climate_zone = forms.ChoiceField(label=_("Climate zone"))
    grid_region = forms.ChoiceField(label=_("Grid region"))
    source_title = forms.CharField(label=_("Source of the position"), max_length=300)
    source_locator = forms.CharField(label=_("Where in the source"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(key, climate_zone(key)) for key in CLIMATE_ZONES]
        chinese = get_language() == "zh-hans"
        regions = [(key, zh if chinese else en) for key, en, zh in grid_regions()]
        cast(forms.ChoiceField, self.fields["climate_zone"]).choices = zones
        cast(forms.ChoiceField, self.fields["grid_region"]).choices = regions


class ChoiceForm(forms.Form):
    """Another station for a place, and why."""

    station = forms.ChoiceField(label=_("Station"))
    reason = forms.CharField(label=_("Reason"), min_length=3, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.key, f"{said(one.name)} ({one.key})") for one in stations_offered(gazetteer())]
        cast(forms.ChoiceField, self.fields["station"]).choices = offered
