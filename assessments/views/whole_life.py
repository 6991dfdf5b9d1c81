"""The whole life of a scored design: three views, pictures, where it stands, and the lines behind each figure."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.factor_libraries.reading import library_for
from assessments.models import Assessment
from assessments.presentation.text import said
from assessments.presentation.whole_life import whole_life_shown
from assessments.presentation.whole_life_comparison import MOST, comparison_of, label_of
from assessments.presentation.whole_life_lines import LINE_MODULES, asked_of, lines_shown
from assessments.selectors import visible_assessments, visible_projects
from assessments.views.answering import PersonRequest, for_people, page_of
from standard_site.accounts.models import User

LINES_PER_PAGE = 50
CHOICES_MOST = 40


@require_safe
@for_people
def detail(request: PersonRequest, pk: str) -> HttpResponse:
    """From the stored scorecard; an assessment without one has no whole life yet (404)."""
    assessment = get_object_or_404(_scored(request.user), pk=pk)
    lines = reverse("assessments:whole-life-lines", args=[assessment.pk])
    life = whole_life_shown(assessment.scorecard.document, _name_of(assessment), lines)
    return render(request, "assessments/whole_life.html", {"assessment": assessment, "life": life})


@require_safe
@for_people
def lines(request: PersonRequest, pk: str) -> HttpResponse:
    """The lines behind a figure; a study period or module that the scorecard does not have is no page (404)."""
    assessment = get_object_or_404(_scored(request.user), pk=pk)
    asked = asked_of(request.GET, assessment.scorecard.document)
    if asked is None:
        raise Http404
    name_of = _name_of(assessment)
    shown = lines_shown(assessment, asked, name_of)
    context = {
        "assessment": assessment,
        "shown": shown,
        "page": page_of(request, shown.lines, LINES_PER_PAGE),
        "modules": LINE_MODULES,
        "material_name": name_of(asked.material) if asked.material else "",
    }
    return render(request, "assessments/whole_life_lines.html", context)


@require_safe
@for_people
def comparison(request: PersonRequest, pk: str) -> HttpResponse:
    """The assessments that are asked for, at most four; where fewer than two are, the newest beside them."""
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    within = _scored(request.user).filter(design__project=project, scorecard__document__has_key="whole_life")
    known = list(within.defer("scorecard__document").order_by("-requested_at")[:CHOICES_MOST])
    asked = set(request.GET.getlist("a"))
    chosen = [one for one in known if str(one.pk) in asked]
    beside = [one for one in known if one not in chosen]
    chosen = sorted([*chosen, *beside[: 2 - min(len(chosen), 2)]], key=lambda one: one.requested_at)
    context = {
        "project": project,
        "compared": comparison_of(chosen[:MOST]),
        "choices": [(one, label_of(one), one in chosen[:MOST]) for one in known],
        "most": MOST,
        "too_many": len(chosen) > MOST,
    }
    return render(request, "assessments/whole_life_comparison.html", context)


def _scored(user: User) -> QuerySet[Assessment]:
    visible = visible_assessments(user).filter(scorecard__isnull=False)
    return visible.select_related("design__project", "edition", "scorecard").defer("edition__files")


def _name_of(assessment: Assessment) -> Callable[[str], str]:
    """Materials by the names of the factors they were worked out with; one without a factor goes by its own."""
    library = library_for(assessment.design, assessment.edition.loaded(), assessment.requested_at)

    def name_of(label: str) -> str:
        factor = library.get(label)
        return said(factor.name) if factor is not None else label

    return name_of
