"""One criterion of a scorecard, down to the last number."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.presentation.criterion import criterion_shown
from assessments.selectors import visible_assessments
from assessments.views.answering import PersonRequest, for_people


@require_safe
@for_people
def detail(request: PersonRequest, pk: str, key: str) -> HttpResponse:
    rows = (
        visible_assessments(request.user)
        .select_related("design__project", "design__take_off", "edition", "scorecard")
        .defer("edition__files")
    )
    assessment = get_object_or_404(rows.filter(scorecard__isnull=False), pk=pk)
    shown = criterion_shown(assessment, key)
    if shown is None:
        raise Http404
    return render(request, "assessments/criterion.html", {"assessment": assessment, "detail": shown})
