"""What a scorecard would come to under another edition of the standard."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.presentation.under_edition import difference_shown
from assessments.under_edition import comparable, under_edition
from assessments.views.answering import PersonRequest, for_people
from rules import comparing
from rules.engine.errors import EditionErrors

_PAGE = "assessments/under_edition.html"


@require_safe
@for_people
def detail(request: PersonRequest, pk: str) -> HttpResponse:
    """The choice of an edition, then the table; an unknown edition (404) and one with mistakes (422) are said."""
    assessment = get_object_or_404(comparable(request.user), pk=pk)
    asked = request.GET.get("edition", "").strip()
    others = [one for one in comparing.choices(request.user) if one.digest != assessment.edition.digest]
    context: dict[str, Any] = {"assessment": assessment, "asked": asked, "choices": others}
    if not asked:
        return render(request, _PAGE, context)
    try:
        side = comparing.side_of(asked, request.user)
        new = side.load()
    except comparing.NoSuchEdition:
        return render(request, _PAGE, context | {"unknown": asked}, status=404)
    except EditionErrors as wrong:
        findings = [error.to_finding() for error in wrong.errors]
        return render(request, _PAGE, context | {"mistakes": findings}, status=422)
    old = assessment.edition.loaded()
    shown = difference_shown(under_edition(assessment.scorecard, old, new), old, new)
    return render(request, _PAGE, context | {"side": side, "difference": shown})
