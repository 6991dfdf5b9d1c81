"""The list of drafts and editions, new drafts, and one draft as a whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rules.actions.drafts import abandon, create_draft, export_archive, import_draft
from rules.authoring.answering import (
    PersonRequest,
    draft_page,
    for_authors,
    for_editors,
    for_people,
    for_readers,
)
from rules.authoring.forms import ImportForm, NewDraftForm, take_findings
from rules.authoring.overview import overview_of
from rules.models import Draft, Edition
from rules.policies import can_withdraw, is_editor
from rules.refusal import Refused
from rules.selectors import newest_edition, newest_editions, visible_drafts
from standard_site.accounts.models import Role
from standard_site.lib.findings import Finding


@require_safe
@for_people
def index(request: PersonRequest) -> HttpResponse:
    """One's own drafts, those in consultation, and the editions."""
    drafts = list(visible_drafts(request.user).order_by("-created_at"))
    editions = list(newest_editions())
    context = {
        "own": [draft for draft in drafts if is_editor(request.user, draft)],
        "consulted": [draft for draft in drafts if not is_editor(request.user, draft)],
        "editions": [(edition, can_withdraw(request.user, edition)) for edition in editions],
        "is_author": request.user.has_role(Role.STANDARD_AUTHOR),
        "has_organisation": bool(request.user.organisation_ids),
    }
    return render(request, "authoring/drafts.html", context)


@for_authors
def new(request: PersonRequest) -> HttpResponse:
    editions = list(newest_editions())
    initial = {"base": request.GET.get("base", "")}
    form = NewDraftForm(
        request.user, editions, request.POST if request.method == "POST" else None, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            draft = create_draft(
                request.user, data["organisation"], data["key"], newest_edition(data["base"])
            )
        except Refused as refused:
            take_findings(form, refused)
        else:
            messages.success(
                request, _("The draft was begun with the content of %(key)s.") % {"key": data["base"]}
            )
            return redirect("authoring:draft", draft.pk)
    status = 422 if form.errors else 200
    return render(request, "authoring/draft_new.html", {"form": form, "editions": editions}, status=status)


@for_authors
def import_(request: PersonRequest) -> HttpResponse:
    form = ImportForm(
        request.user,
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            draft = import_draft(
                request.user, data["organisation"], data["key"] or None, data["archive"].read()
            )
        except Refused as refused:
            findings = refused.findings
        else:
            messages.success(request, _("The folder was taken in as a draft."))
            return redirect("authoring:draft", draft.pk)
    status = 422 if form.errors or findings else 200
    return render(request, "authoring/draft_import.html", {"form": form, "findings": findings}, status=status)


@require_safe
@for_readers
def overview(request: PersonRequest, draft: Draft) -> HttpResponse:
    """Editors see where the draft stands; whoever is asked for their opinion goes on to read it."""
    if not is_editor(request.user, draft):
        return redirect("authoring:read", draft.pk)
    found = overview_of(draft)
    context: dict[str, Any] = {"overview": found, "back_test": _address("backtest:start", draft)}
    if draft.base is not None:
        context["compare"] = _compare(draft)
    return draft_page(request, "authoring/draft.html", draft, context)


@require_safe
@for_readers
def export(request: PersonRequest, draft: Draft) -> HttpResponse:
    return _archive(draft)


@require_safe
@for_people
def export_edition(request: PersonRequest, key: str) -> HttpResponse:
    edition = get_object_or_404(Edition, pk=get_object_or_404(newest_editions(), key=key).pk)
    return _archive(edition)


def _archive(source: Draft | Edition) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{source.key}.zip"'}
    return HttpResponse(export_archive(source), content_type="application/zip", headers=headers)


@require_POST
@for_editors
def abandon_draft(request: PersonRequest, draft: Draft) -> HttpResponse:
    abandon(request.user, draft, request.POST.get("reason", ""))
    messages.success(request, _("The draft was abandoned. It can still be read and copied."))
    return redirect("authoring:drafts")


def _compare(draft: Draft) -> str:
    base = draft.base
    try:
        address = reverse("rules:compare")
    except NoReverseMatch:
        return ""
    return f"{address}?a={base.key}&b=draft:{draft.pk}" if base is not None else ""


def _address(name: str, draft: Draft) -> str:
    """The address of a part that may not be mounted."""
    try:
        return reverse(name, args=[draft.pk])
    except NoReverseMatch:
        return ""
