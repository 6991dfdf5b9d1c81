"""Loads the Celery application, so that `.delay()` anywhere reaches the configured broker."""

from importlib import import_module

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "standard_site"
    label = "site"

    def ready(self) -> None:
        import_module("standard_site.celery")
