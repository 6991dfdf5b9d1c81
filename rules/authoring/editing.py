"""A file being edited: its text travels with the page, fields and buttons change that text, saving keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rules.authoring.fields import Layout, changes, counted, route_of
from rules.models import DraftFile
from rules.rewriting import Route, UnreadableError, insert_entry, outline, remove_entry, set_values
from rules.vocabulary import Vocabulary

FIELDS, TEXT = "fields", "text"
MakeLayout = Callable[[Any, Vocabulary], Layout]

_TEXTS = {"en": "", "zh-hans": ""}
_VALUE = {"expression": "", "unit": ""}
# What a button adds, by the route it adds to; figures in routes are stars.
_NEW: Mapping[tuple[str, ...], Mapping[str, Any]] = {
    ("requirements",): {
        "kind": "mandatory", "title": _TEXTS, "comparison": "at_most", "limit": "", "sources": [{"source": "", "status": ""}],
    },
    ("requirements", "*", "value"): _VALUE,
    ("requirements", "*", "steps"): {"limit": "", "credits": ""},
    ("requirements", "*", "sources"): {"source": "", "status": ""},
    ("context",): {"title": _TEXTS, "value": _VALUE},
    ("references",): {"source": "", "clause": "", "status": ""},
}  # fmt: skip
_KEYED = {"requirements": "requirement", "context": "figure"}


@dataclass(frozen=True, slots=True)
class Editing:
    """The text of a file as it stands on the page, and the version it was opened at."""

    path: str
    text: str
    version: int
    mode: str = FIELDS
    reason: str = ""

    @classmethod
    def of_file(cls, file: DraftFile, mode: str = FIELDS) -> Editing:
        return cls(file.path, file.text, file.version, mode)

    def outline(self) -> Any:
        """The values of the text; None where it cannot be read as YAML, so that only the text can be edited."""
        try:
            return outline(self.text)
        except UnreadableError:
            return None

    def posted(self, data: Any, make_layout: MakeLayout, names: Vocabulary) -> Editing:
        """As it is after what a person entered and the button they pressed."""
        text = str(data.get("text", self.text)).replace("\r\n", "\n").replace("\r", "\n")
        version = counted(data.get("version"), self.version)
        mode = TEXT if data.get("mode") == TEXT else FIELDS
        given = replace(
            self, text=text, version=version, mode=mode, reason=str(data.get("reason", "")).strip()
        )
        done = given._with_fields(data, make_layout, names) if mode == FIELDS else given
        return done._after_button(str(data.get("do", "")))

    def _with_fields(self, data: Any, make_layout: MakeLayout, names: Vocabulary) -> Editing:
        values = self.outline()
        if values is None:
            return self
        return replace(self, text=set_values(self.text, changes(make_layout(values, names), data)))

    def _after_button(self, pressed: str) -> Editing:
        action, _, name = pressed.partition(":")
        if action in ("as-text", "as-fields"):
            return replace(self, mode=TEXT if action == "as-text" else FIELDS)
        try:
            if action == "insert":
                return replace(self, text=_inserted(self.text, route_of(name)))
            if action == "remove":
                return replace(self, text=remove_entry(self.text, route_of(name)))
        except UnreadableError:
            return self
        return self


def _inserted(text: str, route: Route) -> str:
    """One more entry with everything it needs still to be filled in; nothing where no button adds anything."""
    pattern = tuple("*" if isinstance(step, int) else step for step in route)
    new = _NEW.get(pattern)
    if new is None:
        return text
    if pattern[-1] == "value":
        return set_values(text, {route: new})
    word = _KEYED.get(str(pattern[-1]))
    return insert_entry(text, route, {"key": _free_key(text, route, word), **new} if word else new)


def _free_key(text: str, route: Route, word: str) -> str:
    entries: Any = outline(text)
    for step in route:
        entries = entries.get(step, []) if isinstance(entries, dict) else []
    taken = {entry.get("key") for entry in entries if isinstance(entry, dict)}
    number = len(taken) + 1
    while f"{word}-{number}" in taken:
        number += 1
    return f"{word}-{number}"
