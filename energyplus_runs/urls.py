"""Addresses for machines, without a language."""

from django.urls import path

from energyplus_runs import views

app_name = "machines"
urlpatterns = [
    path("health/live/", views.live, name="live"),
    path("health/ready/", views.ready, name="ready"),
    path("metrics/", views.metrics, name="metrics"),
]
