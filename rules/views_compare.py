"""Any two editions side by side, for everyone who may read them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from rules import comparing
from rules.changes_shown import comparison
from rules.engine.errors import EditionErrors
from rules.engine.schema import Edition

_PAGE = "rules/compare.html"


@require_safe
@cache_control(private=True, no_cache=True)
def compare(request: HttpRequest) -> HttpResponse:
    """The chooser until two are named; then what changed, or why that cannot be said (404, 422)."""
    asked = {name: request.GET.get(name, "").strip() for name in ("a", "b")}
    context: dict[str, Any] = {"asked": asked, "choices": comparing.choices(request.user)}
    if not all(asked.values()):
        return render(request, _PAGE, context)
    try:
        sides = [comparing.side_of(reference, request.user) for reference in asked.values()]
    except comparing.NoSuchEdition as unknown:
        return render(request, _PAGE, context | {"unknown": unknown.reference}, status=404)
    return _compared(request, context | {"sides": sides}, sides)


def _compared(request: HttpRequest, context: dict[str, Any], sides: list[comparing.Side]) -> HttpResponse:
    loaded: list[Edition] = []
    mistakes = []
    for side in sides:
        try:
            loaded.append(side.load())
        except EditionErrors as wrong:
            mistakes.append((side, [error.to_finding() for error in wrong.errors]))
    if mistakes:
        return render(request, _PAGE, context | {"mistakes": mistakes}, status=422)
    a, b = loaded
    found = comparison(a, b, comparing.changes(a, b))
    return render(request, _PAGE, context | {"comparison": found, "editions": loaded})
