"""A criterion with its worked examples; a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rules.actions.drafts import add_file, remove_file
from rules.authoring.answering import PersonRequest, draft_page, for_editors
from rules.authoring.fields import counted, said_at
from rules.authoring.forms import NewCriterionForm, take_findings
from rules.authoring.layouts import criterion_layout
from rules.authoring.templates_of_files import new_criterion, new_examples, with_new_case
from rules.authoring.views.editor import Subject, edit
from rules.models import Draft, DraftFile
from rules.refusal import EditConflict, Refused
from rules.rewriting import UnreadableError, outline


def file_of(draft: Draft, path: str, typed: str | None = None) -> DraftFile:
    """A file of a draft, into which a person may have `typed` a text.

    Raises:
        Http404: there is none; PostgreSQL cannot even be asked for a path with a NUL.
        EditConflict: it was removed while they wrote.
    """
    file = draft.files.select_related("changed_by").filter(path=path.replace("\0", "/")).first()
    if file is None and typed is not None and draft.changes.filter(path=path.replace("\0", "/")).exists():
        raise EditConflict("file-removed-meanwhile", path, None, typed)
    if file is None:
        raise Http404
    return file


def _words(file: DraftFile) -> dict[str, Any]:
    """Code and title of a criterion, as far as they can be read."""
    try:
        data = outline(file.text)
    except UnreadableError:
        return {"code": "", "title": {}}
    return {"code": said_at(data, ("code",)), "title": data.get("title")}


@for_editors
def criterion(request: PersonRequest, draft: Draft, key: str) -> HttpResponse:
    file = file_of(draft, f"criteria/{key}.yaml", request.POST.get("text"))
    context = {"criterion_key": key, "words": _words(file), "examples_path": f"examples/{key}.yaml"}
    return edit(request, Subject(draft, file, criterion_layout, "authoring/criterion.html", context))


@for_editors
def examples(request: PersonRequest, draft: Draft, key: str) -> HttpResponse:
    """The worked examples as text, run as they stand on the page."""
    path = f"examples/{key}.yaml"
    if "text" in request.POST:
        file_of(draft, path, request.POST["text"])
    about = file_of(draft, f"criteria/{key}.yaml")
    file = draft.files.select_related("changed_by").filter(path=path).first()
    if file is None:
        file = (
            add_file(request.user, draft, path, new_examples(key), _("Examples begun"))
            if request.method == "POST"
            else None
        )
        if file is None:
            return draft_page(
                request, "authoring/examples_none.html", draft, {"criterion_key": key, "words": _words(about)}
            )
        return redirect(request.path)
    if request.method == "POST" and request.POST.get("do") == "add-case":
        data = request.POST.copy()
        data["text"], data["do"] = with_new_case(str(data.get("text", file.text)), about.text), "check"
        request.POST = data  # type: ignore[assignment]
    context = {"criterion_key": key, "words": _words(about)}
    return edit(request, Subject(draft, file, None, "authoring/examples.html", context))


@for_editors
def new(request: PersonRequest, draft: Draft) -> HttpResponse:
    form = NewCriterionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        try:
            add_file(
                request.user,
                draft,
                f"criteria/{key}.yaml",
                new_criterion(form.cleaned_data),
                form.cleaned_data["reason"],
            )
        except (Refused, EditConflict) as refused:
            take_findings(form, refused)
        else:
            messages.success(request, _("The criterion was begun. The list says what it still lacks."))
            return redirect("authoring:criterion", draft.pk, key)
    return draft_page(
        request, "authoring/criterion_new.html", draft, {"form": form}, 422 if form.errors else 200
    )


@require_POST
@for_editors
def remove(request: PersonRequest, draft: Draft, key: str) -> HttpResponse:
    """The criterion, if it is still as the person saw it, with its examples; both stay in the history."""
    reason = request.POST.get("reason", "").strip() or _("Criterion removed")
    own = f"criteria/{key}.yaml"
    with transaction.atomic():
        for path in (own, f"examples/{key}.yaml"):
            file = draft.files.filter(path=path).first()
            if file is not None:
                seen = counted(request.POST.get("version"), file.version) if path == own else file.version
                remove_file(request.user, draft, path, seen, reason)
    messages.success(request, _("The criterion was removed. It can be restored from the history."))
    return redirect("authoring:draft", draft.pk)
