"""What is wrong with a file as it stands on the page, each mistake at its line and its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.authoring.fields import FORMULA, UNIT, Field, Layout, fields_of
from rules.drafting import Loaded, load_files
from rules.engine.documents import read_document
from rules.engine.errors import EditionError
from rules.formula_checks import FormulaNote, check_formula, check_unit
from rules.rewriting import Route
from rules.vocabulary import Vocabulary
from standard_site.lib.findings import Finding

_EXCERPT_MOST = 120
# On a line that holds several fields: the one of which such a mistake speaks.
_SPEAKS_OF = {
    "unit-unknown": "unit",
    "source-unknown": "source",
    "status-above-source": "status",
    "credits-not-rising": "credits",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A finding with where to mend it on this page: the line of the text and the field, as far as they are known."""

    finding: Finding
    line: int | None = None
    excerpt: str = ""
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What is said below a field: the unit its formula gives, or what is wrong."""

    field: Field
    unit: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class FileCheck:
    """Everything known about the file as it stands: mistakes here, notes at its fields, and how many mistakes lie elsewhere."""

    mistakes: tuple[Mistake, ...]
    notes: Mapping[str, Note]
    elsewhere: int
    loaded: Loaded


def check_file(texts: Mapping[str, str], path: str, layout: Layout, names: Vocabulary) -> FileCheck:
    """Checks the draft with this file as it stands on the page."""
    loaded = load_files(texts)
    lines = _lines(path, texts[path])
    own = {field.name: note for field in fields_of(layout) if (note := _own_note(field, names)) is not None}
    mistakes = [
        Mistake(finding, lines.get(note.field.route), field=note.field)
        for note in own.values()
        for finding in note.findings
    ]
    here = [error for error in loaded.errors if error.file == path]
    for error in here:
        mistake = _placed(error, texts[path], lines, layout)
        if mistake.field is None or not _told(own.get(mistake.field.name)):
            mistakes.append(mistake)
    notes = _with_mistakes(own, mistakes, layout)
    ordered = sorted(mistakes, key=lambda mistake: mistake.line or 0)
    return FileCheck(tuple(ordered), notes, len(loaded.errors) - len(here), loaded)


def _told(note: Note | None) -> bool:
    return note is not None and bool(note.findings)


def _own_note(field: Field, names: Vocabulary) -> Note | None:
    """What the field itself says, whatever the rest of the draft is like."""
    if field.kind == FORMULA and field.wanted is not None and (field.value or not field.optional):
        found: FormulaNote = check_formula(names, field.value, field.wanted)
        return Note(field, found.unit, (found.finding,) if found.finding is not None else ())
    if field.kind == UNIT:
        finding = check_unit(field.value)
        return Note(field, None, (finding,) if finding is not None else ())
    return None


def _with_mistakes(own: Mapping[str, Note], mistakes: Iterable[Mistake], layout: Layout) -> dict[str, Note]:
    """A note for every field, with all that was found wrong about it."""
    by_field: dict[str, list[Finding]] = {}
    for mistake in mistakes:
        if mistake.field is not None:
            by_field.setdefault(mistake.field.name, []).append(mistake.finding)
    return {
        field.name: Note(
            field,
            own[field.name].unit if field.name in own else None,
            tuple(by_field.get(field.name, ())),
        )
        for field in fields_of(layout)
    }


def _placed(error: EditionError, text: str, lines: Mapping[Route, int], layout: Layout) -> Mistake:
    written = text.split("\n")
    known = error.line is not None and error.line <= len(written)
    excerpt = written[int(error.line or 1) - 1].strip()[:_EXCERPT_MOST] if known else ""
    return Mistake(error.to_finding(), error.line, excerpt, _field_at(error, lines, layout))


def _field_at(error: EditionError, lines: Mapping[Route, int], layout: Layout) -> Field | None:
    """The field whose value stands on the mistake's line; where several do, the one the mistake speaks of, else the first."""
    fields = [field for field in fields_of(layout) if error.line and lines.get(field.route) == error.line]
    speaks_of = _SPEAKS_OF.get(error.code)
    best = [field for field in fields if field.route[-1] == speaks_of]
    return next(iter([*best, *fields]), None)


def _lines(path: str, text: str) -> Mapping[Route, int]:
    document = read_document(path, text.encode("utf-8", "replace"), [])
    return document.lines if document is not None else {}
