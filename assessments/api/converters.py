"""Parts of addresses."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class Sha256Converter(StringConverter):
    """A digest as this service writes it."""

    regex = "[0-9a-f]{64}"


class EditionFileConverter(StringConverter):
    """The path of a file in an edition's folder."""

    regex = r"(?:[a-z0-9][a-z0-9_-]*/)?[a-z0-9][a-z0-9_-]*\.(?:yaml|csv)"


def register() -> None:
    register_converter(Sha256Converter, "sha256")
    register_converter(EditionFileConverter, "edition_file")
