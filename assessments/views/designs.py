"""Taking in a design and showing what was read of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from assessments.actions.designs import add_design
from assessments.forms.designs import DesignForm, size_limits_mb
from assessments.models import Project
from assessments.policies import can_edit_project
from assessments.presentation.declared import declared_shown
from assessments.presentation.models import model_shown
from assessments.presentation.preparation import preparation_shown
from assessments.presentation.take_offs import take_off_shown
from assessments.protocols import foresee, foreseen
from assessments.refusal import FINDINGS, NotAllowed, Refused
from assessments.selectors import visible_assessments, visible_designs, visible_projects
from assessments.views.answering import PersonRequest, for_people, page_of, status_of
from standard_site.lib.findings import Finding, Where


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def new(request: PersonRequest, pk: str) -> HttpResponse:
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    if not can_edit_project(request.user, project):
        raise NotAllowed
    if request.method != "POST":
        return _upload_page(request, project, DesignForm())
    form = DesignForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        return _upload_page(request, project, form, [_all_too_large()])
    if not form.is_valid():
        return _upload_page(request, project, form, status=422)
    try:
        design = add_design(request.user, project, form.files_given(), form.cleaned_data["label"])
    except Refused as refused:
        return _upload_page(request, project, form, list(refused.findings))
    foresee(design)
    messages.success(request, _("The design was read. See below what was found in it."))
    address = reverse("assessments:design", args=[design.pk])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


@require_safe
@for_people
def detail(request: PersonRequest, pk: str) -> HttpResponse:
    user = request.user
    designs = (
        visible_designs(user)
        .select_related(
            "project__edition", "project__organisation", "model", "created_by", "take_off", "declared_file"
        )
        .defer("project__edition__files")
    )
    design = get_object_or_404(designs, pk=pk)
    mine = visible_assessments(user).filter(design=design).select_related("scorecard", "edition")
    assessments = list(mine.defer("edition__files", "scorecard__document").order_by("-requested_at"))
    take_off, preview = take_off_shown(design), foreseen(design)
    context = {
        "design": design,
        "project": design.project,
        "model": model_shown(design.model, design.project.gia_m2) if design.model else None,
        "declared": declared_shown(design, design.project.edition.loaded()),
        "take_off": take_off,
        "lines": page_of(request, take_off.lines, size=50) if take_off else None,
        "assessments": assessments,
        "preview": preview,
        "preparation": preparation_shown(preview.preparation) if preview is not None else (),
        "may_edit": can_edit_project(user, design.project),
    }
    return render(request, "assessments/design.html", context)


def _upload_page(
    request: PersonRequest,
    project: Project,
    form: DesignForm,
    findings: list[Finding] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The upload form; after a refusal with every finding, and nothing kept."""
    context = {"project": project, "form": form, "findings": findings or [], "limits": size_limits_mb()}
    return render(
        request, "assessments/design_form.html", context, status=status_of(findings) if findings else status
    )


def _all_too_large() -> Finding:
    """The request as a whole was larger than all three files may be together, so that none could be read."""
    return FINDINGS.make("file-too-large", Where(field="files"), limit_mb=sum(size_limits_mb().values()))
