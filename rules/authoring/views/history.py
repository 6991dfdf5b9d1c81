"""What changed in a draft, by whom, when and why; an earlier version brought back as a new change."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rules.actions.drafts import add_file, save_file
from rules.authoring.answering import PersonRequest, draft_page, for_editors
from rules.authoring.fields import counted
from rules.differences import side_by_side
from rules.models import Draft, DraftChange
from rules.selectors import history_of

_SHOWN = 30


@require_safe
@for_editors
def history(request: PersonRequest, draft: Draft) -> HttpResponse:
    """All steps, or those of one file, the newest first."""
    path = request.GET.get("file", "").replace("\0", "")  # with which PostgreSQL cannot compare
    steps = history_of(draft).defer("before", "after")
    shown = steps.filter(path=path) if path else steps
    paths = draft.changes.exclude(path="").order_by("path").values_list("path", flat=True).distinct()
    context = {
        "page": Paginator(shown, _SHOWN).get_page(request.GET.get("page")),
        "path": path,
        "paths": paths,
    }
    return draft_page(request, "authoring/history.html", draft, context)


@for_editors
def change(request: PersonRequest, draft: Draft, change: int) -> HttpResponse:
    """One step with its difference; posted, what the file said after it (or, with `before`, before it) becomes a new change."""
    step = get_object_or_404(history_of(draft).exclude(path=""), pk=change)
    if request.method == "POST":
        return _restore(request, draft, step)
    there = draft.files.filter(path=step.path).first()
    context = {
        "step": step,
        "lines": side_by_side(step.before or "", step.after or ""),
        "now": there.text if there is not None else None,
        "version": there.version if there is not None else 0,
    }
    return draft_page(request, "authoring/change.html", draft, context)


def _restore(request: PersonRequest, draft: Draft, step: DraftChange) -> HttpResponse:
    wanted = step.before if request.POST.get("which") == "before" else step.after
    if wanted is None:
        return redirect("authoring:history", draft.pk)
    moment = date_format(step.at, "Y-m-d H:i")
    reason = request.POST.get("reason", "").strip() or _("Brought back from %(moment)s") % {"moment": moment}
    there = draft.files.filter(path=step.path).first()
    seen = counted(request.POST.get("version"), there.version if there is not None else 0)
    if there is None and not seen:
        add_file(request.user, draft, step.path, wanted, reason)
    else:
        save_file(request.user, draft, step.path, wanted, seen, reason)
    messages.success(request, _("The earlier version was brought back as a new change."))
    return redirect("authoring:history", draft.pk)
