"""What the modelling protocol does to a model: before its simulation by a design, afterwards by a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.preparation import ChangeSearch
from assessments.models import Design
from assessments.options.selectors import visible_studies
from assessments.policies import can_edit_project
from assessments.preparation_files import TYPES, as_csv, as_diff, as_json
from assessments.presentation.preparation import changes_shown, preparation_shown
from assessments.protocols import foresee, foreseen, protocol_for
from assessments.refusal import NotAllowed
from assessments.selectors import visible_assessments, visible_designs, visible_runs
from assessments.views.answering import PersonRequest, for_people, page_of
from energyplus_runs.models import Run
from standard_site.files.models import StoredFile

CHANGES_A_PAGE = 50
Steps = Sequence[Mapping[str, Any]]


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def of_design(request: PersonRequest, pk: str) -> HttpResponse:
    """What the protocol will change; a post has it worked out."""
    design = _design(request, pk)
    may_edit = can_edit_project(request.user, design.project)
    if request.method == "POST":
        if not may_edit:
            raise NotAllowed
        foresee(design)
        return redirect("assessments:design-preparation", pk)
    preview = foreseen(design)
    annex = protocol_for(design.project.edition.loaded(), design.project.uses)
    steps = preview.preparation if preview is not None else []
    about = {"design": design, "preview": preview, "may_edit": may_edit, "files": "design"}
    return _page(request, steps, annex, {**about, "subject": design.pk})


@require_safe
@for_people
def of_run(request: PersonRequest, pk: str) -> HttpResponse:
    """What was changed before a simulation."""
    run = get_object_or_404(visible_runs(request.user), pk=pk)
    about = {"run": run, "design": _design_of(request, run), "files": "run", "subject": run.pk}
    return _page(request, run.preparation, run.protocol, about)


@require_safe
@for_people
def design_file(request: PersonRequest, pk: str, form: str) -> HttpResponse:
    design = _design(request, pk)
    preview = foreseen(design)
    if preview is None or preview.prepared is None or design.model is None:
        raise Http404
    about = {"design": str(design.pk), "edition": design.project.edition.key, "place": preview.place_key}
    return _file(form, preview.preparation, about, (design.model.canonical, preview.prepared))


@require_safe
@for_people
def run_file(request: PersonRequest, pk: str, form: str) -> HttpResponse:
    among = visible_runs(request.user).select_related("model__canonical", "prepared")
    run = get_object_or_404(among, pk=pk, prepared__isnull=False)
    about = {"run": str(run.pk), "case": run.case, "place": run.place_key}
    texts = (run.model.canonical, StoredFile(digest=str(run.prepared_id)))
    return _file(form, run.preparation, about, texts)


def _page(
    request: PersonRequest, steps: Steps, annex: Mapping[str, Any], about: Mapping[str, Any]
) -> HttpResponse:
    shown = preparation_shown(steps, annex)
    search = ChangeSearch(shown, request.GET)
    changes = page_of(request, changes_shown(steps, search.wanted()), size=CHANGES_A_PAGE)
    context = {**about, "steps": shown, "search": search, "changes": changes}
    return render(request, "assessments/preparation.html", context)


def _file(
    form: str, steps: Steps, about: Mapping[str, Any], texts: tuple[StoredFile, StoredFile]
) -> HttpResponse:
    """The changes as a file of one of the forms there are."""
    match form:
        case "csv":
            content = as_csv(steps)
        case "json":
            content = as_json(steps, about)
        case "diff":
            content = as_diff(*texts)
        case _:
            raise Http404
    headers = {"Content-Disposition": f'attachment; filename="preparation.{form}"'}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


def _design(request: PersonRequest, pk: str) -> Design:
    things = ("project__edition", "model__canonical")
    return get_object_or_404(visible_designs(request.user).select_related(*things), pk=pk)


def _design_of(request: PersonRequest, run: Run) -> Design:
    """The design a run was made for; the run is seen through its assessment, or through the measures that were tried."""
    assessments = visible_assessments(request.user).filter(runs=run)
    studies = visible_studies(request.user).filter(options__run=run)
    among = Q(pk__in=assessments.values("design")) | Q(pk__in=studies.values("design"))
    return get_object_or_404(Design.objects.select_related("project").filter(among)[:1])
