"""The head of an edition: single values of edition.yaml read and changed, comments and all else kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.engine.documents import read_document
from rules.engine.errors import EditionError
from rules.refusal import Refused, refused
from rules.rewriting import ABSENT, Route, UnreadableError, set_values
from standard_site.lib.findings import Where

HEAD = "edition.yaml"


def read_head(files: Mapping[str, str]) -> Mapping[str, Any]:
    """The values of edition.yaml; nothing where it cannot be read."""
    document = read_document(HEAD, files.get(HEAD, "").encode("utf-8", "replace"), [])
    return document.data if document is not None and isinstance(document.data, dict) else {}


def with_head(files: Mapping[str, str], **values: str | None) -> dict[str, str]:
    """The files with these values in edition.yaml; None takes a value out.

    Raises:
        Refused: edition.yaml is missing or no YAML.
    """
    text = files.get(HEAD, "")
    errors: list[EditionError] = []
    document = read_document(HEAD, text.encode("utf-8", "replace"), errors)
    if document is None:
        raise Refused([error.to_finding() for error in errors])
    routes: dict[Route, Any] = {(name,): ABSENT if value is None else value for name, value in values.items()}
    try:
        return {**files, HEAD: set_values(text, routes)}
    except UnreadableError as error:
        raise refused("head-unreadable", Where(file=HEAD)) from error
