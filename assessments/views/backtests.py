"""Back-tests: choose whom to try a draft on, watch, read who changes, take it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from assessments.actions.backtests import cancel_back_test, request_back_test
from assessments.backtest.changes import changes_of, seen_by
from assessments.backtest.export import EXPORTS
from assessments.backtest.models import BackTest, BackTestStatus
from assessments.backtest.policies import can_back_test, sees_names, visible_back_tests
from assessments.backtest.running import tested_edition
from assessments.forms.backtests import BackTestForm
from assessments.models import Scorecard
from assessments.presentation import backtests as shown
from assessments.presentation.backtest_change import criterion_changes
from assessments.scorecard_inputs import judged_of
from assessments.views.answering import PersonRequest, for_people, page_of
from rules.engine.evaluation import evaluate
from rules.models import Draft, Edition
from rules.policies import can_read_draft
from standard_site.accounts.models import Role
from standard_site.lib.findings import Finding
from standard_site.lib.refusal import NotAllowed, Refused


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def start(request: PersonRequest, pk: str) -> HttpResponse:
    """A draft to be tried. Who may not read it is not told that it is there."""
    draft = get_object_or_404(
        Draft.objects.select_related("base", "organisation").defer("base__files"), pk=pk
    )
    if not can_read_draft(request.user, draft):
        raise Http404
    if not can_back_test(request.user, draft):
        raise NotAllowed
    return _form_page(request, draft)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def start_edition(request: PersonRequest) -> HttpResponse:
    """A stored edition to be tried against another."""
    if not request.user.has_role(Role.STANDARD_AUTHOR):
        raise NotAllowed
    return _form_page(request, None)


@require_safe
@for_people
def result(request: PersonRequest, pk: str) -> HttpResponse:
    """Progress while it is made, then what was found, or why nothing was."""
    back_test = _back_test(request, pk)
    if back_test.is_open:
        return _progress_page(request, back_test)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    if back_test.status != BackTestStatus.DONE:
        return render(request, "assessments/backtest/ended.html", _common(request, back_test))
    return _result_page(request, back_test)


@require_safe
@for_people
def change(request: PersonRequest, pk: str, number: int) -> HttpResponse:
    """What changed for one submission, criterion by criterion."""
    back_test = _back_test(request, pk)
    row = get_object_or_404(back_test.changes.select_related("assessment__design__project"), number=number)
    inputs = Scorecard.objects.values_list("inputs", flat=True).get(pk=row.assessment_id)
    base, tested = back_test.base.loaded(), tested_edition(back_test)
    case = judged_of(inputs or {})
    named = sees_names(request.user, row.assessment)
    criteria = criterion_changes(evaluate(base, *case), evaluate(tested, *case), named)
    [seen] = seen_by(request.user, back_test.changes.filter(pk=row.pk))
    [line] = shown.change_rows([seen], back_test.result or {}, base)
    context = {
        **_common(request, back_test),
        "row": line,
        "named": named,
        "differing": [one for one in criteria if one.differs],
        "same": [one for one in criteria if not one.differs],
    }
    return render(request, "assessments/backtest/change.html", context)


@require_POST
@for_people
def cancel(request: PersonRequest, pk: str) -> HttpResponse:
    if cancel_back_test(request.user, _back_test(request, pk)):
        messages.info(request, _("The back-test is being stopped."))
    else:
        messages.info(request, _("The back-test was over already."))
    return redirect("backtest:result", pk)


@require_safe
@for_people
def export(request: PersonRequest, pk: str, kind: str) -> HttpResponse:
    back_test = _back_test(request, pk)
    if kind not in EXPORTS or back_test.status != BackTestStatus.DONE:
        raise Http404
    return EXPORTS[kind](request.user, back_test)


def _back_test(request: PersonRequest, pk: str) -> BackTest:
    rows = visible_back_tests(request.user).select_related("draft", "edition", "base", "requested_by")
    return get_object_or_404(rows.defer("files", "edition__files", "base__files"), pk=pk)


def _form_page(request: PersonRequest, draft: Draft | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = BackTestForm(request.user, draft, data)
    findings: list[Finding] = []
    if data is not None and form.is_valid():
        try:
            return _started(request, draft, form)
        except Refused as refused:
            findings = list(refused.findings)
    earlier = visible_back_tests(request.user).filter(draft=draft).select_related("base", "requested_by")
    context = {
        "draft": draft,
        "form": form,
        "findings": findings,
        "page": page_of(request, earlier.defer("files", "base__files", "result")),
        "nothing_stored": not Scorecard.objects.exists(),
        "no_edition": not Edition.objects.exists(),
    }
    status = 200 if data is None else 422
    return render(request, "assessments/backtest/start.html", context, status=status)


def _started(request: PersonRequest, draft: Draft | None, form: BackTestForm) -> HttpResponse:
    tested = draft if draft is not None else form.cleaned_data["edition"]
    back_test, is_new = request_back_test(request.user, tested, form.cleaned_data["base"], form.filters())
    if not is_new:
        messages.info(request, _("Nothing has changed since: this back-test was made already."))
    return redirect("backtest:result", back_test.pk)


def _common(request: PersonRequest, back_test: BackTest) -> dict[str, Any]:
    filters = shown.filters_said(back_test, request.user, back_test.base.loaded())
    return {"back_test": back_test, "filters": filters}


def _progress_page(request: PersonRequest, back_test: BackTest) -> HttpResponse:
    context = {
        **_common(request, back_test),
        "percent": shown.percent_of(back_test),
        "ends_at": shown.ends_at(back_test),
    }
    partial = request.htmx  # type: ignore[attr-defined]
    return render(request, f"assessments/backtest/{'progress_part' if partial else 'progress'}.html", context)


def _result_page(request: PersonRequest, back_test: BackTest) -> HttpResponse:
    found = back_test.result or {}
    criterion = request.GET.get("criterion", "").replace("\0", "")
    rows = changes_of(back_test, criterion)
    page = page_of(request, rows, size=25)
    seen = seen_by(request.user, rows.filter(pk__in=[row.pk for row in page]))
    context = {
        **_common(request, back_test),
        "found": found,
        "charts": shown.charts_of(found),
        "left_out": shown.left_out(found),
        "transitions": shown.transitions(found),
        "criteria": shown.criterion_rows(found),
        "idle": shown.idle_criteria(found),
        "criterion": next((one for one in found["criteria"] if one["key"] == criterion), None),
        "page": page,
        "rows": shown.change_rows(seen, found, back_test.base.loaded()),
    }
    return render(request, "assessments/backtest/result.html", context)
