"""Take-offs that a worker reads: handed in, watched, stopped, taken away."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from assessments.actions.designs import Upload
from assessments.actions.take_off_readings import (
    cancel_reading,
    ifc_upload_bytes,
    request_reading,
    visible_readings,
)
from assessments.forms.take_off_readings import ReadingForm
from assessments.ifc.confined import reader_installed
from assessments.models import Project
from assessments.policies import can_edit_project
from assessments.refusal import FINDINGS, NotAllowed, Refused
from assessments.selectors import visible_projects
from assessments.take_off_readings.models import TakeOffReading
from assessments.views.answering import PersonRequest, for_people, page_of, status_of
from assessments.views.files import stored_file
from standard_site.lib.findings import Finding, Where

_MB = 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def new(request: PersonRequest, pk: str) -> HttpResponse:
    """The form, with what was handed in before."""
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    if not can_edit_project(request.user, project):
        raise NotAllowed
    if request.method != "POST":
        return _form_page(request, project, ReadingForm())
    form = ReadingForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        limit = FINDINGS.make(
            "file-too-large", Where(field="file"), limit_mb=settings.UPLOAD_MAX_BYTES // _MB
        )
        return _form_page(request, project, form, [limit])
    if not form.is_valid():
        return _form_page(request, project, form, status=422)
    file = form.cleaned_data["file"]
    try:
        reading = request_reading(request.user, project, Upload(str(file.name), file.chunks()))
    except Refused as refused:
        return _form_page(request, project, form, list(refused.findings))
    address = reverse("assessments:reading", args=[reading.pk])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


@require_safe
@for_people
def detail(request: PersonRequest, pk: str) -> HttpResponse:
    """How far it is; once it is over, what was found and what can be done with it."""
    reading = _reading(request, pk)
    context = {
        "reading": reading,
        "project": reading.project,
        "may_edit": can_edit_project(request.user, reading.project),
    }
    if reading.is_open:
        part = "_part" if request.htmx else ""  # type: ignore[attr-defined]
        return render(request, f"assessments/readings/progress{part}.html", context)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    return render(request, "assessments/readings/over.html", context)


@require_POST
@for_people
def cancel(request: PersonRequest, pk: str) -> HttpResponse:
    if cancel_reading(request.user, _reading(request, pk)):
        messages.info(request, _("The reading is being stopped."))
    else:
        messages.info(request, _("The reading was over already."))
    return redirect("assessments:reading", pk)


@require_safe
@for_people
def as_csv(request: PersonRequest, pk: str) -> FileResponse:
    """The lines in the common form."""
    reading = _reading(request, pk)
    if reading.take_off is None:
        raise Http404
    return stored_file(reading.take_off, reading.take_off_name)


def _reading(request: PersonRequest, pk: str) -> TakeOffReading:
    return get_object_or_404(visible_readings(request.user), pk=pk)


def _form_page(
    request: PersonRequest,
    project: Project,
    form: ReadingForm,
    findings: list[Finding] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "project": project,
        "form": form,
        "findings": findings or [],
        "readings": page_of(request, visible_readings(request.user).filter(project=project)),
        "table_mb": settings.TAKE_OFF_READING_MAX_BYTES // _MB,
        "ifc_mb": ifc_upload_bytes() // _MB,
        "most_lines": settings.TAKE_OFF_READING_MAX_LINES,
        "reads_ifc": reader_installed(),
    }
    answer = status_of(findings) if findings else status
    return render(request, "assessments/readings/new.html", context, status=answer)
