"""Addresses of factors: those of an edition, and the data sets that organisations bring."""

from django.urls import path

from assessments.views import datasets, factors

app_name = "factors"
urlpatterns = [
    path("standard/<slug:key>/factors/", factors.listed, name="edition"),
    path("standard/<slug:key>/factors/<slug:factor>/", factors.detail, name="factor"),
    path("factor-data/", datasets.listed, name="datasets"),
    path("factor-data/template.csv", datasets.template, name="template"),
    path("factor-data/new/", datasets.new, name="dataset-new"),
    path("factor-data/<uuid:pk>/", datasets.detail, name="dataset"),
    path("factor-data/<uuid:pk>/file/", datasets.file, name="dataset-file"),
    path("factor-data/<uuid:pk>/retire/", datasets.retire_one, name="dataset-retire"),
]
