"""Tags of the author's workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import template

from rules.authoring.checking import FileCheck, Note
from rules.authoring.fields import Field
from rules.naming import text as said
from rules.vocabulary import Vocabulary
from standard_site.templatetags.site import localised

register = template.Library()


@register.filter
def note(check: FileCheck, field: Field) -> Note | None:
    """What is said below a field."""
    return check.notes.get(field.name)


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key) if isinstance(mapping, Mapping) else None


@register.filter
def title_of(texts: Any) -> str:
    """A text of a file that may still lack a language."""
    if not isinstance(texts, Mapping):
        return ""
    return localised(texts) or next((str(text) for text in texts.values() if text), "")


@register.filter
def as_written(value: Any) -> str:
    """A value of an example as its file would have it."""
    if isinstance(value, list | tuple):
        return ", ".join(map(as_written, value)) or "–"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)


@register.filter
def completions(names: Vocabulary) -> list[dict[str, str]]:
    """Everything a formula may name, for the script that completes words."""
    labels = names.labels
    found = [
        {
            "name": key,
            "label": said(labels[key]) if key in labels else "",
            "unit": kind.unit.text if kind.type == "number" else "",
        }
        for key, kind in names.names.items()
    ]
    tables = [
        {
            "name": f'lookup("{key}", {", ".join(table.keys)})',
            "label": said(table.title),
            "unit": table.value_unit,
        }
        for key, table in names.tables.items()
        if table.keys
    ]
    return [*found, *tables]
