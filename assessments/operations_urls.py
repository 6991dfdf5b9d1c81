"""Addresses of the operator's pages."""

from django.urls import path

from assessments.views import operations

app_name = "operations"
urlpatterns = [
    path("", operations.index, name="index"),
    path("new-work/stop/", operations.switch, {"take": False}, name="stop-new-work"),
    path("new-work/resume/", operations.switch, {"take": True}, name="resume"),
    path("runs/<uuid:pk>/", operations.run_page, name="run"),
    path("runs/<uuid:pk>/retry/", operations.retry, name="retry"),
    path("runs/<uuid:pk>/cancel/", operations.cancel_run, name="cancel"),
]
