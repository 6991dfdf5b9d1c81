"""Saying what the columns of a waiting take-off are, and the headings that an organisation explained."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.policies import can_edit_project
from assessments.presentation.take_off_columns import columns_shown
from assessments.refusal import NotAllowed, Refused
from assessments.take_off_headers.explaining import explain_columns, head_of
from assessments.take_off_headers.models import WaitingTakeOff
from assessments.take_off_headers.remembering import forget_heading, visible_headings
from assessments.take_off_headers.waiting import visible_waiting
from assessments.views.answering import PersonRequest, for_people, page_of
from standard_site.lib.findings import Finding


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def explain(request: PersonRequest, pk: str) -> HttpResponse:
    """The file's own headings with its first rows; what is chosen is remembered and the upload goes on."""
    waiting = get_object_or_404(visible_waiting(request.user), pk=pk)
    if not can_edit_project(request.user, waiting.project):
        raise NotAllowed
    if request.method != "POST":
        return _page(request, waiting)
    sent = {
        name.removeprefix("column:"): str(value) for name, value in request.POST.items() if "column:" in name
    }
    chosen = {column: heading for column, heading in sent.items() if heading}
    try:
        explain_columns(request.user, waiting, chosen)
    except Refused as refused:
        return _page(request, waiting, chosen, list(refused.findings), 422)
    messages.success(request, _("The headings are remembered. Send the other files with the take-off now."))
    address = reverse("assessments:design-new", args=[waiting.project_id])
    return redirect(f"{address}?take_off={waiting.pk}")


@require_safe
@for_people
def headings(request: PersonRequest) -> HttpResponse:
    context = {"page": page_of(request, visible_headings(request.user), size=50)}
    return render(request, "assessments/take_off_headings.html", context)


@require_POST
@for_people
def forget(request: PersonRequest, pk: str) -> HttpResponse:
    row = get_object_or_404(visible_headings(request.user), pk=pk)
    forget_heading(request.user, row)
    messages.success(request, _("The heading is forgotten; designs that were read by it stay as they are."))
    return redirect("assessments:take-off-headings")


def _page(
    request: PersonRequest,
    waiting: WaitingTakeOff,
    chosen: dict[str, str] | None = None,
    findings: list[Finding] | None = None,
    status: int = 200,
) -> HttpResponse:
    head = head_of(waiting)
    context = {
        "waiting": waiting,
        "project": waiting.project,
        "head": head,
        "columns": columns_shown(waiting, head, chosen),
        "findings": findings or [],
    }
    return render(request, "assessments/take_off_columns.html", context, status=status)
