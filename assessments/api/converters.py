"""Parts of addresses."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class Sha256Converter(StringConverter):
    """A digest as this service writes it."""

    regex = "[0-9a-f]{64}"


def register() -> None:
    register_converter(Sha256Converter, "sha256")
