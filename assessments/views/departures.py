"""Departures from the protocol: the architects' reasons, the assessor's decisions."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.departures.changing import decide_departure, explain
from assessments.departures.reading import departures_of
from assessments.models import Assessment
from assessments.policies import can_edit_project
from assessments.refusal import FINDINGS, Refused
from assessments.selectors import visible_assessments, visible_submissions
from assessments.views.answering import PersonRequest, for_people
from standard_site.lib.findings import Finding, Where

VERDICTS = ("accept", "refuse")


@require_safe
@for_people
def of_assessment(request: PersonRequest, pk: str) -> HttpResponse:
    return _page(request, _assessment(request, pk))


@require_POST
@for_people
def reason(request: PersonRequest, pk: str, departure: str) -> HttpResponse:
    """Keep the architects' reason."""
    assessment = _assessment(request, pk)
    try:
        explain(request.user, assessment, departure, request.POST.get("reason", ""))
    except Refused as refused:
        return _page(request, assessment, refused.findings, 422)
    messages.success(request, _("The reason was saved; the assessor sees it in the review."))
    return redirect("assessments:departures", pk)


@require_POST
@for_people
def decision(request: PersonRequest, pk: str, departure: str) -> HttpResponse:
    """Keep the assessor's decision."""
    among = visible_submissions(request.user).select_related("project", "assessment__design")
    submission = get_object_or_404(among, pk=pk)
    verdict = request.POST.get("verdict")
    if verdict not in VERDICTS:
        where = Where(field="verdict")
        raise Refused([FINDINGS.make("verdict-unknown", where, known=", ".join(VERDICTS))])
    reason = request.POST.get("reason", "")
    decide_departure(request.user, submission, departure, verdict == "accept", reason)
    messages.success(request, _("The decision was recorded."))
    return redirect("assessments:review", pk)


def _assessment(request: PersonRequest, pk: str) -> Assessment:
    among = visible_assessments(request.user).select_related("design__project")
    return get_object_or_404(among, pk=pk)


def _page(
    request: PersonRequest, assessment: Assessment, findings: Sequence[Finding] = (), status: int = 200
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "departures": departures_of(assessment),
        "findings": findings,
        "may_edit": can_edit_project(request.user, assessment.design.project),
    }
    return render(request, "assessments/departures.html", context, status=status)
