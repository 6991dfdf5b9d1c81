"""A take-off estimated from the energy model: looked at, downloaded, and used for a new design."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions.estimates import design_with_estimate
from assessments.estimate import estimate_csv, estimate_findings
from assessments.models import Design
from assessments.policies import can_edit_project
from assessments.presentation.estimates import estimate_shown
from assessments.protocols import foresee
from assessments.refusal import Refused
from assessments.selectors import visible_designs
from assessments.views.answering import PersonRequest, for_people, status_of
from energyplus_runs.actions import quantities_of
from energyplus_runs.models import EnergyModel
from standard_site.lib.findings import Finding


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def of_design(request: PersonRequest, pk: str) -> HttpResponse:
    """The quantities and what is not known of them; a POST makes a new design that has them as its take-off."""
    design, model = _design(request, pk)
    if request.method != "POST":
        return _page(request, design, model)
    try:
        made = design_with_estimate(request.user, design)
    except Refused as refused:
        return _page(request, design, model, refused.findings)
    foresee(made)
    messages.success(
        request, _("The design was made with the estimated take-off. See below what is not in it.")
    )
    return redirect("assessments:design", made.pk)


@require_safe
@for_people
def as_csv(request: PersonRequest, pk: str) -> HttpResponse:
    """The estimate as a take-off, to be completed by hand."""
    model = _design(request, pk)[1]
    headers = {"Content-Disposition": 'attachment; filename="take-off-estimate.csv"'}
    data = estimate_csv(quantities_of(model))
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _design(request: PersonRequest, pk: str) -> tuple[Design, EnergyModel]:
    among = visible_designs(request.user).select_related("project__edition", "model__canonical")
    design = get_object_or_404(among.defer("project__edition__files"), pk=pk)
    if design.model is None:
        raise Http404
    return design, design.model


def _page(
    request: PersonRequest, design: Design, model: EnergyModel, refused: tuple[Finding, ...] = ()
) -> HttpResponse:
    found = quantities_of(model)
    context = {
        "design": design,
        "project": design.project,
        "estimate": estimate_shown(found, estimate_findings(found, design.model_file_name)),
        "may_edit": can_edit_project(request.user, design.project),
        "refused": refused,
    }
    status = status_of(list(refused)) if refused else 200
    return render(request, "assessments/estimate.html", context, status=status)
