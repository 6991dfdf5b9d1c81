"""The whole life of a scored design: three views, pictures, and where it stands."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.presentation.whole_life import whole_life_shown
from assessments.selectors import visible_assessments
from assessments.views.answering import PersonRequest, for_people


@require_safe
@for_people
def detail(request: PersonRequest, pk: str) -> HttpResponse:
    """From the stored scorecard; an assessment without one has no whole life yet (404)."""
    visible = visible_assessments(request.user).filter(scorecard__isnull=False)
    scored = visible.select_related("design__project", "edition", "scorecard").defer("edition__files")
    assessment = get_object_or_404(scored, pk=pk)
    context = {"assessment": assessment, "life": whole_life_shown(assessment.scorecard.document)}
    return render(request, "assessments/whole_life.html", context)
