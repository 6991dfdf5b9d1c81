"""The architect's projects: list, description, history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions.projects import (
    archive_project,
    change_project,
    move_to_later_edition,
    register_project,
    restore_project,
)
from assessments.forms.projects import OPTIONAL_AREAS, ProjectForm, UseRows, area_label, use_rows
from assessments.models import Project
from assessments.policies import can_edit_project, is_member
from assessments.presentation.audit import REVIEW_VERBS, lines
from assessments.presentation.designs import design_rows
from assessments.presentation.editions import corrections_shown, later_shown
from assessments.presentation.places import place_shown
from assessments.presentation.rounds import rounds_shown
from assessments.presentation.uses import use_lines
from assessments.presentation.waiting import waiting_of
from assessments.refusal import NotAllowed, Refused, conflict
from assessments.selectors import (
    audit_of,
    designs_with_scores,
    project_list,
    projects_of,
    visible_assessments,
    visible_designs,
    visible_projects,
    visible_submissions,
)
from assessments.views.answering import PersonRequest, for_people, page_of
from rules.selectors import later_editions, life_of, open_editions
from standard_site.lib.findings import Finding


@require_safe
@for_people
def project_list_page(request: PersonRequest) -> HttpResponse:
    archived = "archived" in request.GET
    searched = request.GET.get("q", "").replace("\0", "").strip()  # PostgreSQL cannot compare with a NUL
    rows = (
        projects_of(request.user).filter(archived_at__isnull=False)
        if archived
        else project_list(request.user)
    )
    if searched:
        rows = rows.filter(name__icontains=searched)
    page = page_of(request, rows.select_related("organisation"))
    if not archived:
        for project in page:
            project.waiting = waiting_of(project)
    context = {
        "page": page,
        "archived": archived,
        "searched": searched,
        "may_add": bool(request.user.organisation_ids),
    }
    return render(request, "assessments/projects.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def new(request: PersonRequest) -> HttpResponse:
    if not request.user.organisation_ids:
        raise NotAllowed
    return _form_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def edit(request: PersonRequest, pk: str) -> HttpResponse:
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    if not can_edit_project(request.user, project):
        raise NotAllowed
    return _form_page(request, project)


@require_safe
@for_people
def detail(request: PersonRequest, pk: str) -> HttpResponse:
    user = request.user
    visible = (
        visible_projects(user).select_related("organisation", "edition", "created_by").defer("edition__files")
    )
    project = get_object_or_404(visible, pk=pk)
    page = page_of(request, designs_with_scores(project, visible_designs(user)), size=10)
    seen = set(
        visible_assessments(user).filter(design__in=[row.pk for row in page]).values_list("pk", flat=True)
    )
    submissions = visible_submissions(user).filter(project=project)
    context = {
        "project": project,
        "place": place_shown(project.place_key),
        "uses": use_lines(project.edition, project.uses),
        "areas": [(area_label(name), getattr(project, name)) for name in OPTIONAL_AREAS],
        "page": page,
        "designs": design_rows(page, seen),
        "rounds": rounds_shown(submissions, user),
        "may_edit": can_edit_project(user, project),
        "member": is_member(user, project),
        "life": life_of(project.edition),
        "corrections": corrections_shown(project.edition),
        "later": later_shown(project.edition) if can_edit_project(user, project) else [],
    }
    return render(request, "assessments/project.html", context)


@require_safe
@for_people
def history(request: PersonRequest, pk: str) -> HttpResponse:
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    entries = audit_of(project)
    if not is_member(request.user, project):
        entries = entries.filter(
            verb__in=REVIEW_VERBS
        )  # drafts and corrections are the architects' own affair
    page = page_of(request, entries, size=50)
    context = {"project": project, "page": page, "lines": list(lines(page))}
    return render(request, "assessments/history.html", context)


@require_POST
@for_people
def move(request: PersonRequest, pk: str) -> HttpResponse:
    """Pin the project to a later edition."""
    project = get_object_or_404(visible_projects(request.user).select_related("edition"), pk=pk)
    wanted = request.POST.get("edition", "")
    if not can_edit_project(request.user, project):
        raise NotAllowed
    edition = next((later for later in later_editions(project.edition) if later.digest == wanted), None)
    if edition is None:
        raise conflict("edition-not-later", edition=wanted[:12], pinned=project.edition.key)
    move_to_later_edition(request.user, project, edition)
    messages.success(
        request, _("The project is now judged by the later edition. Scores it has stay as they are.")
    )
    return redirect("assessments:project", pk)


@require_POST
@for_people
def archive(request: PersonRequest, pk: str) -> HttpResponse:
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    archive_project(request.user, project)
    messages.success(request, _("The project was archived. Nothing was deleted; it can be restored."))
    return redirect("assessments:project", pk)


@require_POST
@for_people
def restore(request: PersonRequest, pk: str) -> HttpResponse:
    project = get_object_or_404(visible_projects(request.user), pk=pk)
    restore_project(request.user, project)
    messages.success(request, _("The project was restored."))
    return redirect("assessments:project", pk)


def _form_page(request: PersonRequest, project: Project | None) -> HttpResponse:
    """The form of a new or known project: shown, or taken; with every reason when it cannot be."""
    editions = [project.edition] if project else list(open_editions())
    data = request.POST if request.method == "POST" else None
    form = ProjectForm(request.user, project, data, initial=_initial(project))
    rows = use_rows(editions, data, project.uses if project else ())
    findings: list[Finding] = []
    if data is not None and all([form.is_valid(), rows.is_valid()]):
        try:
            return redirect("assessments:project", _save(request, project, form, rows).pk)
        except Refused as refused:
            findings = list(refused.findings)
            form.take_findings(findings)
    context = {
        "form": form,
        "rows": rows,
        "project": project,
        "findings": findings,
        "uses_findings": [finding for finding in findings if finding.where.field == "uses"],
        "no_edition": not editions,
    }
    return render(request, "assessments/project_form.html", context, status=200 if data is None else 422)


def _save(request: PersonRequest, project: Project | None, form: ProjectForm, rows: UseRows) -> Project:
    values = form.values(rows.uses())
    if project is None:
        saved = register_project(request.user, form.cleaned_data["organisation"], values)
        messages.success(request, _("The project was registered. Add its first design."))
        return saved
    saved = change_project(request.user, project, values)
    messages.success(
        request, _("The description was changed. Earlier scores keep the description they were made with.")
    )
    return saved


def _initial(project: Project | None) -> dict[str, Any] | None:
    if project is None:
        return None
    names = ("name", "place_key", "works", "stage", "construction_start_year", "gia_m2", *OPTIONAL_AREAS)
    return {name: getattr(project, name) for name in names}
