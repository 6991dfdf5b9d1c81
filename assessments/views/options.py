"""What would improve a design: choosing measures, watching them simulated, reading the ranking, going on with the best."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from assessments.forms.options import MeasuresForm
from assessments.models import Design
from assessments.options.actions import cancel_study, combine, request_study
from assessments.options.making import make_design
from assessments.options.models import Option, OptionStudy
from assessments.options.ranking import ORDERS, rank
from assessments.options.selectors import visible_studies, with_runs
from assessments.policies import can_edit_project, is_member
from assessments.presentation.options import chart_of, options_shown, progress_of, title_of
from assessments.protocols import foresee
from assessments.selectors import visible_designs
from assessments.views.answering import PersonRequest, for_people, page_of, status_of
from standard_site.lib.findings import Finding
from standard_site.lib.refusal import NotAllowed, Refused

_MOST_DIGITS = 5  # of an option's number


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def of_design(request: PersonRequest, pk: str) -> HttpResponse:
    """The catalogue for one design, and the studies made of it."""
    designs = visible_designs(request.user).select_related("project__edition", "model")
    design = get_object_or_404(designs.defer("project__edition__files"), pk=pk)
    if not is_member(request.user, design.project):
        raise NotAllowed
    if request.method != "POST":
        return _choice(request, design, MeasuresForm(design))
    form = MeasuresForm(design, request.POST)
    if not form.is_valid():
        return _choice(request, design, form, status=422)
    try:
        study = request_study(request.user, design, form.measures(), form.cleaned_data["together"])
    except Refused as refused:
        return _choice(request, design, form, refused.findings, status_of(refused.findings))
    return redirect("assessments:option-study", study.pk)


@require_safe
@for_people
def detail(request: PersonRequest, pk: str) -> HttpResponse:
    """Progress while anything is simulated, then the ranking."""
    study = get_object_or_404(with_runs(visible_studies(request.user), results=True), pk=pk)
    may_edit = can_edit_project(request.user, study.design.project)
    context = {"study": study, "design": study.design, "may_edit": may_edit}
    if any(option.run.is_open for option in study.options.all()):
        part = "progress_part" if request.htmx else "progress"  # type: ignore[attr-defined]
        page = f"assessments/options/{part}.html"
        return render(request, page, {**context, "progress": progress_of(study)})
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    by = request.GET.get("by", "")
    ranking = rank(study, by if by in ORDERS else "operating")
    shown = options_shown(ranking)
    more = {
        "ranking": ranking,
        "options": shown,
        "chart": chart_of(ranking),
        "pickable": sum(one.pickable for one in shown) > 1 and may_edit,
    }
    return render(request, "assessments/options/study.html", {**context, **more})


@require_POST
@for_people
def cancel(request: PersonRequest, pk: str) -> HttpResponse:
    if cancel_study(request.user, _study(request, pk)):
        messages.info(request, _("The simulations are being stopped."))
    else:
        messages.info(request, _("The simulations were over already."))
    return redirect("assessments:option-study", pk)


@require_POST
@for_people
def combination(request: PersonRequest, pk: str) -> HttpResponse:
    """Simulate the options that were picked together."""
    picked = [
        word for word in request.POST.getlist("numbers") if word.isdecimal() and len(word) <= _MOST_DIGITS
    ]
    combine(request.user, _study(request, pk), [int(word) for word in picked])
    return redirect("assessments:option-study", pk)


@require_POST
@for_people
def design_of(request: PersonRequest, pk: str, number: int) -> HttpResponse:
    """Make a design of an option."""
    options = Option.objects.filter(study__in=visible_studies(request.user)).select_related(
        "run", "made", "study__design__project__edition", "study__design__model"
    )
    option = get_object_or_404(options, study=pk, number=number)
    design = make_design(request.user, option, title_of(option))
    foresee(design)
    messages.success(
        request, _("The design was made. See below what holds for it and what has to be checked.")
    )
    return redirect("assessments:design", design.pk)


def _choice(
    request: PersonRequest,
    design: Design,
    form: MeasuresForm,
    findings: tuple[Finding, ...] = (),
    status: int = 200,
) -> HttpResponse:
    studies = visible_studies(request.user).filter(design=design)
    context = {
        "design": design,
        "form": form,
        "findings": findings,
        "studies": page_of(
            request, studies.select_related("edition", "requested_by").defer("edition__files")
        ),
        "possible": design.model is not None and bool(design.project.place_key),
        "may_edit": can_edit_project(request.user, design.project),
    }
    return render(request, "assessments/options/choose.html", context, status=status)


def _study(request: PersonRequest, pk: str) -> OptionStudy:
    studies = visible_studies(request.user).select_related("design__project", "design__model", "edition")
    return get_object_or_404(studies, pk=pk)
