"""Review: the architect's submission, the assessor's queue and workspace."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.actions.reviews import conclude, decide, hand_back, submit, take, withdraw
from assessments.departures.reading import departures_of
from assessments.forms.reviews import ConclusionForm, DecisionForm, SubmitForm
from assessments.models import Decision, Submission, SubmissionStatus
from assessments.policies import can_decide, can_take, can_withdraw
from assessments.presentation.criterion import criterion_shown
from assessments.presentation.queue import queue_rows
from assessments.presentation.rounds import CriterionDecisions, Round, round_of
from assessments.presentation.text import remedied
from assessments.refusal import NotAllowed, Refused
from assessments.selectors import review_queue, visible_assessments, visible_submissions
from assessments.views.answering import PersonRequest, for_people, page_of
from standard_site.accounts.models import Role
from standard_site.lib.findings import Finding


@require_POST
@for_people
def submit_assessment(request: PersonRequest, pk: str) -> HttpResponse:
    visible = visible_assessments(request.user).select_related("design__project")
    assessment = get_object_or_404(visible, pk=pk)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["note"]))
        return redirect("assessments:assessment", pk)
    submission = submit(request.user, assessment, form.cleaned_data["note"])
    messages.success(request, _("Submitted for review as round %(round)s.") % {"round": submission.round})
    return redirect("assessments:assessment", pk)


@require_POST
@for_people
def withdraw_submission(request: PersonRequest, pk: str) -> HttpResponse:
    submission = get_object_or_404(visible_submissions(request.user), pk=pk)
    withdraw(request.user, submission)
    messages.success(request, _("The submission was withdrawn."))
    return redirect("assessments:project", submission.project_id)


@require_safe
@for_people
def queue(request: PersonRequest) -> HttpResponse:
    if not request.user.has_role(Role.ASSESSOR):
        raise NotAllowed
    decisions = Prefetch("decisions", queryset=Decision.objects.order_by("decided_at", "pk"))
    page = page_of(request, review_queue(request.user).prefetch_related(decisions))
    return render(request, "assessments/queue.html", {"page": page, "rows": queue_rows(page, request.user)})


@require_safe
@for_people
def workspace(request: PersonRequest, pk: str) -> HttpResponse:
    submission = _submission(request, pk)
    return _workspace(request, submission, request.GET.get("criterion"))


@require_POST
@for_people
def take_submission(request: PersonRequest, pk: str) -> HttpResponse:
    take(request.user, get_object_or_404(visible_submissions(request.user), pk=pk))
    return redirect("assessments:review", pk)


@require_POST
@for_people
def hand_back_submission(request: PersonRequest, pk: str) -> HttpResponse:
    hand_back(request.user, get_object_or_404(visible_submissions(request.user), pk=pk))
    messages.success(
        request, _("The review went back into the queue; the decisions so far stay in its history.")
    )
    return redirect("assessments:review-queue")


@require_POST
@for_people
def decide_criterion(request: PersonRequest, pk: str, key: str) -> HttpResponse:
    """Take the decision and go on to the next criterion without one."""
    form = DecisionForm(request.POST)
    submission = get_object_or_404(visible_submissions(request.user), pk=pk)
    if form.is_valid():
        try:
            decide(request.user, submission, key, **form.cleaned_data)
        except Refused as refused:
            _at_fields(form, refused.findings)
    if form.errors:
        return _workspace(request, _submission(request, pk), key, decision_form=form, status=422)
    shown = _round(request, _submission(request, pk))
    onward = shown.next_undecided() or shown.criterion(key)
    messages.success(request, _("The decision was recorded."))
    return redirect(f"{reverse('assessments:review', args=[pk])}?criterion={onward.key if onward else key}")


@require_POST
@for_people
def conclude_submission(request: PersonRequest, pk: str) -> HttpResponse:
    form = ConclusionForm(request.POST)
    submission = get_object_or_404(visible_submissions(request.user), pk=pk)
    findings: list[Finding] = []
    if form.is_valid():
        try:
            concluded = conclude(request.user, submission, form.cleaned_data["conclusion"])
        except Refused as refused:
            findings = list(refused.findings)
        else:
            outcome = SubmissionStatus(concluded.status).label
            messages.success(request, _("The round is concluded: %(outcome)s.") % {"outcome": outcome})
            return redirect("assessments:review", pk)
    return _workspace(request, _submission(request, pk), None, 422, findings, conclusion_form=form)


def _submission(request: PersonRequest, pk: str) -> Submission:
    decisions = Decision.objects.select_related("decided_by").order_by("decided_at", "pk")
    things = ("project__organisation", "assessor", "submitted_by")
    parts = ("design__model", "design__take_off", "design__project", "edition", "scorecard")
    rows = (
        visible_submissions(request.user)
        .select_related(*things, *(f"assessment__{part}" for part in parts))
        .defer("assessment__edition__files")
    )
    return get_object_or_404(rows.prefetch_related(Prefetch("decisions", queryset=decisions)), pk=pk)


def _round(request: PersonRequest, submission: Submission) -> Round:
    """The round with what earlier rounds of the project decided."""
    decisions = Decision.objects.select_related("decided_by").order_by("decided_at", "pk")
    before = (
        visible_submissions(request.user)
        .filter(project=submission.project, round__lt=submission.round)
        .exclude(status=SubmissionStatus.WITHDRAWN)
        .prefetch_related(Prefetch("decisions", queryset=decisions))
        .order_by("-round")
    )
    return round_of(submission, request.user, list(before))


def _workspace(
    request: PersonRequest,
    submission: Submission,
    key: str | None,
    status: int = 200,
    findings: Any = (),
    **forms: Any,
) -> HttpResponse:
    shown = _round(request, submission)
    chosen = (
        shown.criterion(key)
        if key
        else shown.next_undecided() or (shown.criteria[0] if shown.criteria else None)
    )
    context = {
        "submission": submission,
        "round": shown,
        "chosen": chosen,
        "detail": _detail(submission, chosen),
        "findings": findings,
        "departures": departures_of(submission.assessment, submission),
        "decision_form": forms.get("decision_form") or _decision_form(chosen),
        "conclusion_form": forms.get("conclusion_form") or ConclusionForm(),
        "may_take": can_take(request.user, submission),
        "may_decide": can_decide(request.user, submission),
        "may_withdraw": can_withdraw(request.user, submission),
    }
    return render(request, "assessments/review.html", context, status=status)


def _detail(submission: Submission, chosen: CriterionDecisions | None) -> Any:
    if chosen is None:
        return None
    assessment = submission.assessment
    return criterion_shown(assessment, chosen.key)


def _decision_form(chosen: CriterionDecisions | None) -> DecisionForm:
    newest = chosen.newest if chosen else None
    return DecisionForm(initial={"verdict": newest.verdict, "reason": newest.reason} if newest else None)


def _at_fields(form: DecisionForm, findings: Any) -> None:
    for finding in findings:
        field = finding.where.field if finding.where.field in form.fields else None
        form.add_error(field, remedied(finding))
