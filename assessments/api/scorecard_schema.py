"""The scorecard document's own schema, as a part of the API's."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

_FILE = settings.BASE_DIR / "docs" / "schemas" / "scorecard.schema.json"


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """A schema with its own definitions put in place, since the API's schema numbers references differently."""
    if isinstance(schema, list):
        return [_inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    return {
        key: _inlined(value, definitions)
        for key, value in schema.items()
        if key not in ("$defs", "$schema", "$id")
    }


def _read() -> dict[str, Any]:
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    inlined: dict[str, Any] = _inlined(document, document["$defs"])
    return inlined


SCORECARD = _read()
