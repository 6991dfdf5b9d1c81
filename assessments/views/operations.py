"""The operator's pages: who waits, who works, what was done, what failed, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.actions.operations import cancel_run as cancel
from assessments.actions.operations import check_operator, resume_work, retry_run, stop_new_work
from assessments.forms.operations import ReasonForm
from assessments.views.answering import PersonRequest, for_people
from energyplus_runs.models import Run, RunStatus
from energyplus_runs.operating.error_lines import error_lines
from energyplus_runs.operating.figures import day_rows, failure_rows, queue_rows, worker_rows
from energyplus_runs.operating.switch import last_word, takes_new_work

QUEUE_SHOWN = 50


@require_safe
@for_people
def index(request: PersonRequest) -> HttpResponse:
    """The whole in one page; the part that moves is asked for alone."""
    check_operator(request.user)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "assessments/operations/state.html", _state())
    context = {
        **_state(),
        "days": day_rows(),
        "failures": failure_rows(),
        "switched": last_word(),
        "form": ReasonForm(),
    }
    return render(request, "assessments/operations/index.html", context)


@require_safe
@for_people
def run_page(request: PersonRequest, pk: str) -> HttpResponse:
    """One run with what was done to it."""
    check_operator(request.user)
    return _run_page(request, _run(pk), ReasonForm())


@require_POST
@for_people
def switch(request: PersonRequest, take: bool) -> HttpResponse:
    """Stop new work, or take it again."""
    check_operator(request.user)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why: at least three characters, at most 500."))
    else:
        (resume_work if take else stop_new_work)(request.user, form.cleaned_data["reason"])
        done = _("New work is taken again.") if take else _("No new work is taken; what runs is finished.")
        messages.success(request, done)
    return redirect("operations:index")


@require_POST
@for_people
def retry(request: PersonRequest, pk: str) -> HttpResponse:
    return _act(request, pk, retry_run, _("The run waits in the queue again."))


@require_POST
@for_people
def cancel_run(request: PersonRequest, pk: str) -> HttpResponse:
    return _act(request, pk, cancel, _("The run is cancelled."))


def _act(request: PersonRequest, pk: str, act: Callable[..., Any], done: str) -> HttpResponse:
    check_operator(request.user)
    run, form = _run(pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _run_page(request, run, form, status=422)
    if act(request.user, run, form.cleaned_data["reason"]):
        messages.success(request, done)
    else:
        messages.error(request, _("The run was over already."))
    return redirect("operations:run", pk)


def _run(pk: str) -> Run:
    return get_object_or_404(Run.objects.select_related("requested_by", "error_file").defer("results"), pk=pk)


def _run_page(request: PersonRequest, run: Run, form: ReasonForm, status: int = 200) -> HttpResponse:
    context = {
        "run": run,
        "form": form,
        "lines": error_lines(run),
        "acts": run.operator_acts.select_related("operator"),
        "may_retry": run.status == RunStatus.FAILED,
    }
    return render(request, "assessments/operations/run.html", context, status=status)


def _state() -> dict[str, Any]:
    queue, workers = queue_rows(QUEUE_SHOWN), worker_rows()
    waiting = Run.objects.filter(status=RunStatus.QUEUED).count()
    return {
        "queue": queue,
        "waiting": waiting,
        "not_shown": waiting - len(queue),
        "running": Run.objects.filter(status=RunStatus.RUNNING).count(),
        "workers": workers,
        "slots": sum(row.node.slots for row in workers if row.alive),
        "takes_new_work": takes_new_work(),
        "looked_at": timezone.now(),
    }
