"""The weather library: stations and places, read by everybody who is signed in, kept by operators and authors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.weather import ChoiceForm, PlaceForm, StationForm
from assessments.presentation.places import places_shown
from assessments.presentation.text import remedied
from assessments.presentation.weather import charts_of_year, station_shown, stations_shown
from assessments.refusal import NotAllowed, Refused
from assessments.views.answering import PersonRequest, for_people
from assessments.weather_library import station_given, wanted_days
from energyplus_runs.library.files import laid_out
from energyplus_runs.library.models import LibraryAct, LibraryStation
from energyplus_runs.library.places import PlaceGiven, add_place, choose_station
from energyplus_runs.library.policies import can_add_places, can_keep_stations
from energyplus_runs.library.reading import summary_of
from energyplus_runs.library.stations import add_station, retire_station
from energyplus_runs.selectors import gazetteer
from energyplus_runs.simulation.weather import Station
from standard_site.lib.findings import Finding

ACTS_SHOWN = 20


@require_safe
@for_people
def library(request: PersonRequest) -> HttpResponse:
    context = {
        "stations": stations_shown(),
        "places": places_shown(),
        "acts": LibraryAct.objects.select_related("actor")[:ACTS_SHOWN],
        "may_keep": can_keep_stations(request.user),
        "may_add_places": can_add_places(request.user),
    }
    return render(request, "assessments/weather/library.html", context)


@require_safe
@for_people
def station(request: PersonRequest, key: str) -> HttpResponse:
    found = _station(key)
    summary = summary_of(found)
    context = {
        "shown": station_shown(found),
        "charts": charts_of_year(summary) if summary is not None else [],
        "summary": summary,
        "may_keep": can_keep_stations(request.user),
    }
    return render(request, "assessments/weather/station.html", context)


@require_safe
@for_people
def station_file(request: PersonRequest, key: str, form: str) -> FileResponse:
    """A file of a station as it was taken in."""
    found = laid_out(_station(key))
    file = {"epw": found.epw, "ddy": found.ddy, "stat": found.stat}.get(form)
    if file is None:
        raise Http404
    plain = "application/octet-stream"
    return FileResponse(file.path.open("rb"), as_attachment=True, filename=file.path.name, content_type=plain)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def station_new(request: PersonRequest) -> HttpResponse:
    if not can_keep_stations(request.user):
        raise NotAllowed
    if request.method != "POST":
        return _form(request, "station_new", StationForm(initial={"base": request.GET.get("base", "")}))
    form = StationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, "station_new", form, status=422)
    try:
        added = add_station(request.user, station_given(form.cleaned_data), wanted_days())
    except Refused as refused:
        return _form(request, "station_new", form, refused.findings, status=422)
    messages.success(
        request, _("The station was checked and added. Places take it once it is chosen for them.")
    )
    return redirect("weather:station", added.key)


@require_POST
@for_people
def retire(request: PersonRequest, key: str) -> HttpResponse:
    if not can_keep_stations(request.user):
        raise NotAllowed
    retire_station(request.user, get_object_or_404(LibraryStation, key=key))
    messages.success(request, _("The station is offered no longer; what was simulated with it stays."))
    return redirect("weather:library")


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def place_new(request: PersonRequest) -> HttpResponse:
    if not can_add_places(request.user):
        raise NotAllowed
    if request.method != "POST":
        return _form(request, "place_new", PlaceForm())
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            place = add_place(request.user, PlaceGiven(**form.cleaned_data))
        except Refused as refused:
            _at_fields(form, refused.findings)
        else:
            values = {"station": place.station}
            messages.success(
                request, _("The place was added; it takes the nearest station, %(station)s.") % values
            )
            return redirect("weather:library")
    return _form(request, "place_new", form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def place_station(request: PersonRequest, key: str) -> HttpResponse:
    """Choose the station a place takes from now on."""
    place = gazetteer().places.get(key)
    if place is None:
        raise Http404
    if not can_keep_stations(request.user):
        raise NotAllowed
    form = ChoiceForm(request.POST or None, initial={"station": place.station})
    about = {"place": next(shown for shown in places_shown() if shown.key == key)}
    if request.method != "POST" or not form.is_valid():
        return _form(request, "place_station", form, (), 422 if request.method == "POST" else 200, **about)
    choose_station(request.user, key, form.cleaned_data["station"], form.cleaned_data["reason"])
    messages.success(
        request, _("From now on the place takes this station; earlier results stay as they are.")
    )
    return redirect("weather:library")


def _form(
    request: PersonRequest,
    page: str,
    form: forms.Form,
    findings: Sequence[Finding] = (),
    status: int = 200,
    **about: Any,
) -> HttpResponse:
    context = {"form": form, "findings": findings, **about}
    return render(request, f"assessments/weather/{page}.html", context, status=status)


def _at_fields(form: forms.Form, findings: Sequence[Finding]) -> None:
    for finding in findings:
        field = finding.where.field if finding.where.field in form.fields else None
        form.add_error(field, remedied(finding))


def _station(key: str) -> Station:
    found = gazetteer().stations.get(key)
    if found is None:
        raise Http404
    return found
