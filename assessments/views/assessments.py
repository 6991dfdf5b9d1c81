"""Asking for a score, watching it come, and reading it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from assessments.actions.assess import cancel_assessment, request_assessment
from assessments.cases import scenarios_of
from assessments.forms.reviews import SubmitForm
from assessments.models import Assessment, AssessmentStatus
from assessments.policies import can_edit_project, is_member
from assessments.presentation.charts import charts_of
from assessments.presentation.heat import heat_shown
from assessments.presentation.progress import progress_of
from assessments.presentation.rounds import Round, rounds_shown
from assessments.presentation.runs import runs_shown
from assessments.presentation.scorecard import scorecard_shown
from assessments.selectors import visible_assessments, visible_designs, visible_submissions
from assessments.views.answering import PersonRequest, for_people


@require_POST
@for_people
def assess(request: PersonRequest, pk: str) -> HttpResponse:
    designs = (
        visible_designs(request.user)
        .select_related("project__edition", "model")
        .defer("project__edition__files")
    )
    assessment = request_assessment(request.user, get_object_or_404(designs, pk=pk))
    return redirect("assessments:assessment", assessment.pk)


@require_POST
@for_people
def cancel(request: PersonRequest, pk: str) -> HttpResponse:
    visible = visible_assessments(request.user).select_related("design__project")
    if cancel_assessment(request.user, get_object_or_404(visible, pk=pk)):
        messages.info(request, _("The simulation is being stopped."))
    else:
        messages.info(request, _("The simulation was over already."))
    return redirect("assessments:assessment", pk)


@require_safe
@for_people
def detail(request: PersonRequest, pk: str) -> HttpResponse:
    """Progress while it is simulated, the scorecard when it is scored, the reasons when it failed."""
    visible = (
        visible_assessments(request.user)
        .select_related("design__project__organisation", "edition", "scorecard")
        .defer("edition__files")
    )
    assessment = get_object_or_404(visible, pk=pk)
    if assessment.status == AssessmentStatus.SIMULATING:
        return _progress_page(request, assessment)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    if assessment.status == AssessmentStatus.SCORED:
        return _scorecard_page(request, assessment)
    return _ended_page(request, assessment)


def _progress_page(request: PersonRequest, assessment: Assessment) -> HttpResponse:
    runs = list(assessment.runs.defer("protocol", "treatments", "preparation", "results", "findings"))
    context = {
        "assessment": assessment,
        "progress": progress_of(runs, scenarios_of(assessment.edition.loaded()).cases),
        "may_edit": can_edit_project(request.user, assessment.design.project),
    }
    partial = request.htmx  # type: ignore[attr-defined]
    return render(request, f"assessments/{'parts/progress' if partial else 'progress'}.html", context)


def _ended_page(request: PersonRequest, assessment: Assessment) -> HttpResponse:
    context = {
        "assessment": assessment,
        "runs": runs_shown(assessment),
        "may_edit": can_edit_project(request.user, assessment.design.project),
    }
    return render(request, "assessments/ended.html", context)


def _scorecard_page(request: PersonRequest, assessment: Assessment) -> HttpResponse:
    document, edition = assessment.scorecard.document, assessment.edition.loaded()
    runs = runs_shown(assessment)
    rounds = _rounds(request, assessment)
    context = {
        "assessment": assessment,
        "card": scorecard_shown(document, edition),
        "charts": charts_of(document, edition),
        "heat": heat_shown(document, scenarios_of(edition).cases),
        "runs": runs,
        "rounds": rounds,
        "submit_form": SubmitForm(),
        "member": is_member(request.user, assessment.design.project),
        "may_submit": _may_submit(request, assessment),
    }
    return render(request, "assessments/scorecard.html", context)


def _rounds(request: PersonRequest, assessment: Assessment) -> list[Round]:
    """The rounds in which this very assessment was reviewed."""
    return rounds_shown(visible_submissions(request.user).filter(assessment=assessment), request.user)


def _may_submit(request: PersonRequest, assessment: Assessment) -> bool:
    project = assessment.design.project
    review_open = project.submissions.filter(status__in=("submitted", "in_review")).exists()
    return can_edit_project(request.user, project) and not review_open
