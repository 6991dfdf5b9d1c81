"""Metrics, parameters, sources, typologies, ratings entry by entry; the edition and its scoring; any file as text."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from rules.actions.drafts import save_file
from rules.authoring.answering import PersonRequest, draft_page, for_editors
from rules.authoring.entry_layouts import table_layout
from rules.authoring.fields import Layout, counted
from rules.authoring.forms import NewEntryForm
from rules.authoring.parts import PAGES, PARTS, EntryLayout, Part
from rules.authoring.views.criteria import file_of
from rules.authoring.views.editor import Subject, edit
from rules.models import Draft
from rules.rewriting import Route, UnreadableError, insert_entry, outline, remove_entry, set_values
from rules.vocabulary import HEAD, Vocabulary


@for_editors
def part(request: PersonRequest, draft: Draft, part: str) -> HttpResponse:
    """The entries of a kind, with a form for one more."""
    kind = _kind(part)
    file = file_of(draft, kind.file)
    try:
        entries = kind.entries(outline(file.text))
    except UnreadableError:
        return redirect("authoring:file", draft.pk, kind.file)
    form = NewEntryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        if key in dict(entries):
            form.add_error("key", _("There is one of this key already."))
        else:
            text = _with_entry(kind, file.text, key)
            save_file(request.user, draft, kind.file, text, file.version, _("%(key)s begun") % {"key": key})
            return redirect("authoring:entry", draft.pk, kind.key, key)
    context = {"part": kind, "entries": entries, "form": form, "has_label": kind.key != "sources"}
    return draft_page(request, "authoring/part.html", draft, context, 422 if form.errors else 200)


@for_editors
def entry(request: PersonRequest, draft: Draft, part: str, key: str) -> HttpResponse:
    kind = _kind(part)
    file = file_of(draft, kind.file, request.POST.get("text"))
    # the names of the fields are places in the text that stands on the page, whatever was saved meanwhile
    route = _route(kind, request.POST.get("text", file.text), key)
    if request.method == "POST" and request.POST.get("do") == "remove-entry":
        text = remove_entry(file.text, route)
        reason = request.POST.get("reason", "").strip() or _("%(key)s removed") % {"key": key}
        seen = counted(request.POST.get("version"), file.version)
        save_file(request.user, draft, kind.file, text, seen, reason)
        messages.success(
            request, _("%(key)s was removed. It can be restored from the history.") % {"key": key}
        )
        return redirect("authoring:part", draft.pk, kind.key)
    context = {"part": kind, "key": key, "heading": key, "removable": True}
    make = partial(_entry_layout, kind.layout, route)
    return edit(request, Subject(draft, file, make, "authoring/entry.html", context))


@for_editors
def page(request: PersonRequest, draft: Draft, page: str) -> HttpResponse:
    if page not in PAGES:
        raise Http404
    found = PAGES[page]
    make = partial(_entry_layout, found.layout, ())
    context = {"heading": found.title}
    return edit(
        request,
        Subject(
            draft, file_of(draft, found.file, request.POST.get("text")), make, "authoring/entry.html", context
        ),
    )


@for_editors
def table_settings(request: PersonRequest, draft: Draft, key: str) -> HttpResponse:
    """What edition.yaml says of a table."""
    file = file_of(draft, HEAD, request.POST.get("text"))
    make = partial(_entry_layout, table_layout, ("tables", key))
    context = {"heading": _("Table %(key)s") % {"key": key}, "table_key": key}
    return edit(request, Subject(draft, file, make, "authoring/entry.html", context))


@for_editors
def file(request: PersonRequest, draft: Draft, path: str) -> HttpResponse:
    """Any file as text."""
    found = file_of(draft, path, request.POST.get("text"))
    return edit(request, Subject(draft, found, context={"heading": path}))


def _kind(part: str) -> Part:
    if part not in PARTS:
        raise Http404
    return PARTS[part]


def _route(kind: Part, text: str, key: str) -> Route:
    try:
        route = kind.entry_route(outline(text), key)
    except UnreadableError:
        route = (*kind.route, key)  # the editor shows the text, with what makes it unreadable
    if route is None:
        raise Http404
    return route


def _entry_layout(layout: EntryLayout, route: Route, values: Any, names: Vocabulary) -> Layout:
    return layout(values, route, names)


def _with_entry(kind: Part, text: str, key: str) -> str:
    if kind.listed:
        return insert_entry(text, kind.route, {"key": key, **kind.new})
    return set_values(text, {(*kind.route, key): kind.new})
