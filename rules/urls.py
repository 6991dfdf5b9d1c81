"""Addresses of the standard; keys in them are the edition's own."""

from django.urls import path

from rules import views, views_compare

app_name = "rules"
urlpatterns = [
    path("", views.editions, name="editions"),
    path("compare/", views_compare.compare, name="compare"),
    path("<slug:key>/", views.edition, name="edition"),
    path("<slug:key>/criteria/<slug:criterion_key>/", views.criterion, name="criterion"),
    path("<slug:key>/criteria/<slug:criterion_key>/try/", views.trial, name="trial"),
    path("<slug:key>/tables/<slug:table_key>/", views.table, name="table"),
]
