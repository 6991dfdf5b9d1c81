"""How the workspace's pages answer: for whom, about which draft, and how they say no."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from rules.differences import side_by_side
from rules.models import Draft
from rules.policies import can_edit_draft, is_editor
from rules.refusal import EditConflict
from rules.selectors import visible_drafts
from standard_site.accounts.answering import PersonRequest, Refusal, View, for_people_else
from standard_site.accounts.models import Role
from standard_site.lib.findings import Finding
from standard_site.lib.refusal import Conflict, NotAllowed, Refused

__all__ = [
    "PersonRequest",
    "draft_page",
    "for_authors",
    "for_editors",
    "for_people",
    "for_readers",
    "refusal",
]


def refusal(request: HttpRequest, findings: Sequence[Finding], status: int, **kwargs: Any) -> HttpResponse:
    context = {"findings": findings, "draft_pk": kwargs.get("pk")}
    return render(request, "authoring/refused.html", context, status=status)


def _say_no(request: PersonRequest, refused: Refusal, /, **kwargs: Any) -> HttpResponse:
    match refused:
        case NotAllowed():
            return render(request, "authoring/not_allowed.html", status=403)
        case Conflict():
            return refusal(request, [refused.finding], 409, **kwargs)
        case Refused():
            return refusal(request, refused.findings, 422, **kwargs)


for_people = for_people_else(_say_no)


def for_authors(view: View) -> View:
    """Only for standard authors."""

    @for_people
    @wraps(view)
    def answered(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_role(Role.STANDARD_AUTHOR):
            raise NotAllowed
        return view(request, *args, **kwargs)

    return answered


def for_readers(view: View) -> View:
    """About a draft the person may read; to others there is no such draft."""

    @for_people
    @wraps(view)
    def answered(request: PersonRequest, pk: str, **kwargs: Any) -> HttpResponseBase:
        return view(request, get_object_or_404(visible_drafts(request.user), pk=pk), **kwargs)

    return answered


def for_editors(view: View) -> View:
    """About a draft of the person's own organisation; other readers are told that it is not theirs to change."""

    @for_people
    @wraps(view)
    def answered(request: PersonRequest, pk: str, **kwargs: Any) -> HttpResponseBase:
        draft = get_object_or_404(visible_drafts(request.user), pk=pk)
        if not is_editor(request.user, draft):
            raise NotAllowed
        try:
            return view(request, draft, **kwargs)
        except EditConflict as conflict:
            if conflict.theirs is not None or not conflict.yours:
                raise
            return _removed_meanwhile(request, draft, conflict)

    return answered


def _removed_meanwhile(request: PersonRequest, draft: Draft, conflict: EditConflict) -> HttpResponse:
    """What a person wrote into a file that is gone stays before their eyes."""
    context = {"conflict": conflict, "lines": side_by_side("", conflict.yours)}
    return draft_page(request, "authoring/conflict.html", draft, context, 409)


def draft_page(
    request: PersonRequest, template: str, draft: Draft, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page about a draft, with what every such page shows."""
    shared = {
        "draft": draft,
        "is_editor": is_editor(request.user, draft),
        "may_edit": can_edit_draft(request.user, draft),
    }
    return render(request, template, shared | context, status=status)
