"""Addresses of the weather library."""

from django.urls import path

from assessments.views import weather

app_name = "weather"
urlpatterns = [
    path("", weather.library, name="library"),
    path("stations/new/", weather.station_new, name="station-new"),
    path("stations/<slug:key>/", weather.station, name="station"),
    path("stations/<slug:key>/files/<slug:form>/", weather.station_file, name="station-file"),
    path("stations/<slug:key>/retire/", weather.retire, name="station-retire"),
    path("places/new/", weather.place_new, name="place-new"),
    path("places/<slug:key>/station/", weather.place_station, name="place-station"),
]
