"""The materials of a design's take-off: texts, what is proposed for them, and what people confirm."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.matching import WITHDRAW, Sent
from assessments.matching.confirming import confirm, withdraw
from assessments.matching.groups import TO_DO, Group, Materials, State, materials_of
from assessments.matching.models import MatchConfirmation
from assessments.matching.reading import acting_batch, history_of
from assessments.models import Design
from assessments.policies import can_edit_project
from assessments.presentation.matching import looked_up, row_of, rows_of
from assessments.refusal import Conflict, Refused
from assessments.selectors import visible_designs
from assessments.views.answering import PersonRequest, for_people, page_of, status_of
from standard_site.lib.findings import Finding

GROUPS_SHOWN = 50
LINES_SHOWN = 20
SHOW = {"to-do": TO_DO, "confirmed": {State.CONFIRMED}}  # what can be asked for; else all


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def of_design(request: PersonRequest, pk: str) -> HttpResponse:
    """The texts of a take-off; sending the form confirms or withdraws those that were ticked."""
    design = _design(request, pk)
    if request.method != "POST":
        return _page(request, design, Sent())
    sent = Sent.read(request.POST)
    try:
        rows = _done(request, design, sent)
    except Refused as refused:
        return _page(request, design, sent, refused.findings, status_of(refused.findings))
    except Conflict as conflict:
        return _page(request, design, sent, [conflict.finding], 409)
    query = QueryDict(mutable=True)
    query.update({name: request.GET[name] for name in ("show", "page") if request.GET.get(name)})
    if rows and sent.do != WITHDRAW:
        query["batch"] = str(rows[0].batch)
    return redirect(f"{reverse('assessments:design-materials', args=[pk])}?{query.urlencode()}")


@require_safe
@for_people
def detail(request: PersonRequest, pk: str, digest: str) -> HttpResponse:
    """One text: its lines, everything confirmed for it, and the search for another factor."""
    design = _design(request, pk)
    materials = materials_of(design)
    group = materials.get(digest)
    if group is None:
        raise Http404
    words = request.GET.get("q", "")[:200]
    context = {
        "design": design,
        "project": design.project,
        "edition": design.project.edition,
        "row": row_of(materials, group),
        "lines": group.lines[:LINES_SHOWN],
        "history": history_of(design.project.organisation_id, digest),
        "words": words,
        "found": looked_up(materials, group, words) if words else [],
        "may_edit": can_edit_project(request.user, design.project),
    }
    only_found = bool(getattr(request, "htmx", False))
    template = "found" if only_found else "text"
    return render(request, f"assessments/matching/{template}.html", context)


def _done(request: PersonRequest, design: Design, sent: Sent) -> tuple[MatchConfirmation, ...]:
    if sent.do == WITHDRAW:
        rows = withdraw(request.user, design, sent.confirmations())
        text = ngettext("%(n)s confirmation was withdrawn.", "%(n)s confirmations were withdrawn.", len(rows))
    else:
        rows = confirm(request.user, design, sent.wanted())
        text = ngettext("%(n)s text was confirmed.", "%(n)s texts were confirmed.", len(rows))
    messages.success(request, text % {"n": len(rows)} + " " + _("It counts from the next score on."))
    return rows


def _page(
    request: PersonRequest,
    design: Design,
    sent: Sent,
    findings: Sequence[Finding] = (),
    status: int = 200,
) -> HttpResponse:
    """The page as things are now; what was sent and not taken stays in the fields."""
    materials = materials_of(design)
    asked = request.GET.get("show", "")
    page = page_of(request, _groups(materials, asked), size=GROUPS_SHOWN)
    rows = rows_of(materials, page.object_list, sent)
    context = {
        "design": design,
        "project": design.project,
        "edition": design.project.edition,
        "page": page,
        "rows": rows,
        "ready": sum(row.ready for row in rows),
        "show": asked if asked in SHOW else "",
        "left": len(materials.of_state(TO_DO)),
        "total": len(materials.groups),
        "batch": _batch(request, design),
        "findings": findings,
        "may_edit": can_edit_project(request.user, design.project),
    }
    return render(request, "assessments/matching/design.html", context, status=status)


def _groups(materials: Materials, show: str) -> tuple[Group, ...]:
    return materials.of_state(SHOW[show]) if show in SHOW else materials.groups


def _batch(request: HttpRequest, design: Design) -> tuple[MatchConfirmation, ...]:
    """What was confirmed in one go just now, to take it back in one go."""
    try:
        batch = uuid.UUID(request.GET.get("batch", ""))
    except ValueError:
        return ()
    return acting_batch(design.project.organisation_id, batch)


def _design(request: PersonRequest, pk: str) -> Design:
    among = visible_designs(request.user).select_related("project__edition", "take_off")
    return get_object_or_404(among, pk=pk)
