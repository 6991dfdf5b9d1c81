"""The one way in which files are edited: as fields or as text, checked while one types, saved with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from rules.actions.drafts import save_file
from rules.authoring.answering import PersonRequest, draft_page
from rules.authoring.checking import FileCheck, check_file
from rules.authoring.editing import TEXT, Editing, MakeLayout
from rules.authoring.fields import Layout
from rules.authoring.versions import text_at
from rules.differences import merge, side_by_side
from rules.drafting import run_examples
from rules.engine.errors import EditionErrors
from rules.engine.examples import missing_cases
from rules.models import Draft, DraftFile
from rules.refusal import Conflict, EditConflict, Refused
from rules.vocabulary import Vocabulary, known_units, vocabulary
from standard_site.lib.findings import Finding


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page edits: a file of a draft, the form it is shown as (None: as text only), and what else its page shows."""

    draft: Draft
    file: DraftFile
    layout: MakeLayout | None = None
    template: str = "authoring/editor.html"
    context: dict[str, Any] = field(default_factory=dict)


def edit(request: PersonRequest, subject: Subject) -> HttpResponse:
    """Answers a page, what htmx wants of it, or the way on after saving."""
    texts = subject.draft.texts()
    return _Sitting(request, subject, texts, vocabulary(texts)).answer()


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One request to edit a file."""

    request: PersonRequest
    subject: Subject
    texts: dict[str, str]
    names: Vocabulary

    def answer(self) -> HttpResponse:
        as_text = self.subject.layout is None or self.request.GET.get("as") == TEXT
        editing = Editing.of_file(self.subject.file, TEXT if as_text else "fields")
        if self.request.method != "POST":
            return self._page(editing)
        editing = editing.posted(self.request.POST, self.subject.layout or _no_layout, self.names)
        return self._save(editing) if self.request.POST.get("do") == "save" else self._page(editing)

    def _save(self, editing: Editing) -> HttpResponse:
        if not editing.reason:
            return self._page(editing, reason_missing=True)
        draft, path = self.subject.draft, editing.path
        try:
            save_file(self.request.user, draft, path, editing.text, editing.version, editing.reason)
        except EditConflict as conflict:
            return self._conflict(editing, conflict)
        except Refused as refused:
            return self._page(editing, refused.findings)
        except Conflict as over:  # published or abandoned meanwhile: what was typed stays on the page
            answer = self._page(editing, [over.finding])
            answer.status_code = 409
            return answer
        messages.success(self.request, _("Saved. The history says what changed and why."))
        return redirect(self.request.get_full_path())

    def _page(
        self, editing: Editing, refused: Sequence[Finding] = (), *, reason_missing: bool = False
    ) -> HttpResponse:
        subject = self.subject
        values = editing.outline() if subject.layout is not None else None
        layout = subject.layout(values, self.names) if subject.layout and values is not None else ()
        check = check_file({**self.texts, editing.path: editing.text}, editing.path, layout, self.names)
        context = {
            "editing": editing,
            "layout": layout,
            "as_text": editing.mode == TEXT or not layout,
            "has_fields": subject.layout is not None,
            "check": check,
            "names": self.names,
            "units": known_units(self.names),
            "reason_missing": reason_missing,
            "refused": refused,
            **subject.context,
            **_examples(subject, check),
        }
        live = self.request.POST.get("do") == "live"
        template = "authoring/live.html" if live else subject.template
        return draft_page(
            self.request, template, subject.draft, context, 422 if refused or reason_missing else 200
        )

    def _conflict(self, editing: Editing, conflict: EditConflict) -> HttpResponse:
        """Both versions beside each other, and one made of both to begin with."""
        theirs = conflict.theirs
        base = text_at(self.subject.draft, editing.path, editing.version)
        there = theirs.text if theirs is not None else ""
        names = (_("your version"), str(theirs.changed_by) if theirs is not None else _("removed"))
        context = {
            "editing": editing,
            "conflict": conflict,
            "reason": editing.reason,
            "lines": side_by_side(there, editing.text),
            "merged": merge(base, editing.text, there, names),
            **self.subject.context,
        }
        return draft_page(self.request, "authoring/conflict.html", self.subject.draft, context, 409)


def _examples(subject: Subject, check: FileCheck) -> dict[str, Any]:
    """The worked examples of the criterion on the page, as they come out with the text that stands there."""
    key, edition = subject.context.get("criterion_key"), check.loaded.edition
    if key is None or edition is None:
        return {}
    try:
        lacking = missing_cases(edition, edition.criterion(key))
    except (EditionErrors, KeyError) as error:
        unread = error.errors if isinstance(error, EditionErrors) else ()
        return {"example_findings": [one.to_finding() for one in unread], "examples_ran": True}
    return {"examples": run_examples(edition, key), "cases_missing": lacking, "examples_ran": True}


def _no_layout(_values: Any, _names: Vocabulary) -> Layout:
    return ()
