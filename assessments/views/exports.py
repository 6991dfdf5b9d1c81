"""The whole life of a scored design as files to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from assessments.exports.answering import download
from assessments.selectors import visible_assessments
from assessments.views.answering import PersonRequest, for_people


@require_safe
@for_people
def of_assessment(request: PersonRequest, pk: str, form: str) -> HttpResponse:
    """A file for whoever may read the scorecard; an assessment without one has nothing to take away (404)."""
    visible = visible_assessments(request.user).filter(scorecard__isnull=False)
    related = visible.select_related("design__project", "design__model", "edition", "scorecard").defer(
        "edition__files"
    )
    return download(get_object_or_404(related, pk=pk), form)
