"""The factors of an edition, readable by everyone; and the choice between them, line by line of a design."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.factor_libraries.choosing import choose_factor, line_choices, lines_of
from assessments.factor_libraries.reading import takes_datasets
from assessments.factors import factors_of
from assessments.models import Design
from assessments.policies import can_edit_project
from assessments.presentation.factors import (
    LOST,
    FactorQuery,
    alike,
    choices_of,
    counting_criteria,
    factor_shown,
    found_factors,
    options,
    treated_shown,
    uplift_of,
)
from assessments.refusal import Refused
from assessments.selectors import visible_designs
from assessments.views.answering import PersonRequest, for_people, page_of
from rules.models import Edition
from rules.selectors import newest_edition
from standard_site.lib.findings import Finding

LINES_SHOWN = 50


@require_safe
def listed(request: HttpRequest, key: str) -> HttpResponse:
    """Browse and search the factors of an edition."""
    stored = _stored(key)
    edition = stored.loaded()
    asked = {name: request.GET.get(name, "")[:200] for name in ("q", "kind", "geography", "unit")}
    query = FactorQuery(asked["q"], asked["kind"], asked["geography"], asked["unit"])
    found = choices_of(edition)
    context = {
        "stored": stored,
        "edition": edition,
        "asked": asked,
        "page": page_of(request, found_factors(edition, query), size=50),
        "kinds": options(found["kinds"], query.kind),
        "geographies": options(found["geographies"], query.geography),
        "units": options(found["units"], query.unit),
        "total": len(factors_of(edition)),
        "uplift": uplift_of(edition),
    }
    return render(request, "assessments/factors/edition.html", context)


@require_safe
def detail(request: HttpRequest, key: str, factor: str) -> HttpResponse:
    """One factor with its modules, source and use."""
    stored = _stored(key)
    edition = stored.loaded()
    found = next((one for one in factors_of(edition) if one.key == factor), None)
    if found is None:
        raise Http404
    context = {
        "stored": stored,
        "edition": edition,
        "shown": factor_shown(found),
        "source": edition.sources.get(found.source),
        "treated": treated_shown(edition, found),
        "alike": alike(edition, found),
        "criteria": counting_criteria(edition),
        "uplift": uplift_of(edition),
    }
    return render(request, "assessments/factors/factor.html", context)


@require_safe
@for_people
def of_design(request: PersonRequest, pk: str) -> HttpResponse:
    return _design_page(request, _design(request, pk))


@require_POST
@for_people
def choose(request: PersonRequest, pk: str) -> HttpResponse:
    """Keep a line's own choice."""
    design = _design(request, pk)
    words = {name: request.POST.get(name, "").strip() for name in ("line_id", "factor_key", "reason")}
    try:
        choose_factor(request.user, design, **words)
    except Refused as refused:
        return _design_page(request, design, refused.findings, 422)
    messages.success(request, _("The choice was saved with its reason; it counts from the next score on."))
    return redirect("assessments:design-factors", pk)


def _design_page(
    request: PersonRequest,
    design: Design,
    findings: list[Finding] | tuple[Finding, ...] = (),
    status: int = 200,
) -> HttpResponse:
    edition = design.project.edition.loaded()
    page = page_of(request, lines_of(design), size=LINES_SHOWN)
    context = {
        "design": design,
        "project": design.project,
        "edition": edition,
        "page": page,
        "choices": line_choices(design, edition, page.object_list),
        "lost": LOST,
        "findings": findings,
        "chooses": takes_datasets(edition),
        "may_edit": can_edit_project(request.user, design.project) and takes_datasets(edition),
        "uplift": uplift_of(edition),
    }
    return render(request, "assessments/factors/design.html", context, status=status)


def _design(request: PersonRequest, pk: str) -> Design:
    among = visible_designs(request.user).select_related("project__edition", "take_off")
    return get_object_or_404(among, pk=pk)


def _stored(key: str) -> Edition:
    try:
        return newest_edition(key)
    except Edition.DoesNotExist as error:
        raise Http404 from error
