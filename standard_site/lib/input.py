"""Reading a request's values with a serializer; what is wrong becomes findings in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import override
from rest_framework.serializers import Serializer

from standard_site.lib.findings import LANGUAGES, Finding, FindingCatalogue, Severity, Where
from standard_site.lib.problems import Problem

_REMEDY = FindingCatalogue(Path(__file__).with_name("input.toml")).make("field-invalid").remedy


def validated(serializer: type[Serializer[Any]], data: Any, **options: Any) -> dict[str, Any]:
    """The values of `data` as `serializer` declares them.

    The framework words an error while it validates, in one language; refused data are validated once per language.

    Raises:
        Problem: `invalid`, with a finding for every field.
    """
    errors = {}
    for language in LANGUAGES:
        with override(language):
            bound = serializer(data=data, **options)
            if bound.is_valid():
                values: dict[str, Any] = bound.validated_data
                return values
            errors[language] = dict(_flat(bound.errors))
    raise Problem("invalid", _findings(errors))


def _findings(errors: dict[str, dict[tuple[str, int], Any]]) -> list[Finding]:
    english, chinese = (errors[language] for language in LANGUAGES)
    return [
        Finding(
            code=f"field-{detail.code.replace('_', '-')}",
            severity=Severity.ERROR,
            message={"en": str(detail), "zh-hans": str(chinese.get(place, detail))},
            remedy=_REMEDY,
            where=Where(field=place[0] or None),
        )
        for place, detail in english.items()
    ]


def _flat(errors: Any, path: str = "") -> Iterator[tuple[tuple[str, int], Any]]:
    """Every message with the dotted path of its field and its number there."""
    if isinstance(errors, dict):
        for name, below in errors.items():
            yield from _flat(below, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
        return
    for number, error in enumerate(errors):
        if isinstance(error, dict):
            yield from _flat(error, f"{path}.{number}")
        else:
            yield (path, number), error
