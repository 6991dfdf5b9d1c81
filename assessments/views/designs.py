"""Taking in a design and showing what was read of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from assessments.actions.designs import Upload, add_design, name_of
from assessments.actions.take_off_readings import known_of, visible_readings
from assessments.forms.designs import DesignForm, size_limits_mb
from assessments.inputs import take_off_is_large
from assessments.models import Project
from assessments.policies import can_edit_project
from assessments.presentation.declared import declared_shown
from assessments.presentation.models import model_shown
from assessments.presentation.preparation import preparation_shown
from assessments.presentation.take_offs import take_off_shown
from assessments.protocols import foresee, foreseen
from assessments.refusal import FINDINGS, NotAllowed, Refused
from assessments.selectors import visible_assessments, visible_designs, visible_projects
from assessments.take_off_headers.models import WaitingTakeOff
from assessments.take_off_headers.remembering import FINDINGS as HEADER_FINDINGS
from assessments.take_off_headers.waiting import is_about_columns, let_wait, visible_waiting
from assessments.take_off_readings.models import ReadingStatus
from assessments.views.answering import PersonRequest, for_people, page_of, status_of
from standard_site.lib.findings import Finding, Where


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def new(request: PersonRequest, pk: str) -> HttpResponse:
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    if not can_edit_project(request.user, project):
        raise NotAllowed
    readings = visible_readings(request.user).filter(project=project, status=ReadingStatus.DONE)
    if request.method != "POST":
        kept = _kept(request, project, request.GET.get("take_off", ""))
        initial = {
            "kept_take_off": kept.pk if kept else None,
            "take_off_reading": request.GET.get("reading"),
        }
        form = DesignForm(initial=initial, readings=readings)
        return _upload_page(request, project, form, kept=kept)
    form = DesignForm(request.POST, request.FILES, readings=readings)
    if getattr(request, "upload_too_large", False):
        return _upload_page(request, project, form, [_all_too_large()])
    if not form.is_valid():
        return _upload_page(request, project, form, status=422)
    asked = form.cleaned_data["kept_take_off"]
    kept = _kept(request, project, str(asked or ""))
    if asked and kept is None and not form.cleaned_data["take_off"]:
        gone = HEADER_FINDINGS.make("take-off-not-kept", Where(field="take_off"))
        return _upload_page(request, project, form, [gone])
    again = Upload(kept.file_name, [kept.file.read_bytes()]) if kept else None
    reading = form.cleaned_data["take_off_reading"]
    try:
        files = form.files_given(again, known_of(request.user, project, reading) if reading else None)
        design = add_design(request.user, project, files, form.cleaned_data["label"])
    except Refused as refused:
        waiting = _waiting(request, project, form, kept, refused.findings)
        return _upload_page(request, project, form, list(refused.findings), waiting=waiting)
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
        "large_take_off": take_off_is_large(design),
        "lines": page_of(request, take_off.lines, size=50) if take_off else None,
        "assessments": assessments,
        "preview": preview,
        "preparation": preparation_shown(preview.preparation) if preview is not None else (),
        "may_edit": can_edit_project(user, design.project),
    }
    return render(request, "assessments/design.html", context)


def _kept(request: PersonRequest, project: Project, asked: str) -> WaitingTakeOff | None:
    """The take-off of the project that waits under an identifier."""
    try:
        return visible_waiting(request.user).filter(project=project, pk=asked).first() if asked else None
    except ValidationError:  # no identifier at all
        return None


def _waiting(
    request: PersonRequest,
    project: Project,
    form: DesignForm,
    kept: WaitingTakeOff | None,
    findings: Sequence[Finding],
) -> WaitingTakeOff | None:
    """The take-off as it is kept until somebody says what its columns are; None where its columns are not the reason."""
    file = form.cleaned_data["take_off"]
    if not is_about_columns(findings):
        return None
    return kept if file is None else let_wait(request.user, project, name_of(file.name), file.open().read())


def _upload_page(
    request: PersonRequest,
    project: Project,
    form: DesignForm,
    findings: list[Finding] | None = None,
    status: int = 200,
    **take_offs: WaitingTakeOff | None,
) -> HttpResponse:
    """The upload form; after a refusal with every finding, and nothing kept but a take-off.

    Of `take_offs` one is `waiting` to be explained, or was `kept` and is explained now.
    """
    context = {"project": project, "form": form, "findings": findings or [], "limits": size_limits_mb()}
    answer = status_of(findings) if findings else status
    return render(request, "assessments/design_form.html", context | take_offs, status=answer)


def _all_too_large() -> Finding:
    """The request as a whole was larger than all three files may be together, so that none could be read."""
    return FINDINGS.make("file-too-large", Where(field="files"), limit_mb=sum(size_limits_mb().values()))
