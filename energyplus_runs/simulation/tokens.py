"""The text of a model, taken apart into objects and fields by ourselves before any library sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.schema_index import SchemaIndex
from standard_site.lib.findings import Finding, Where

MAX_OBJECTS = 200_000
MAX_FIELDS = 20_000
MAX_LINES = 1_000_000
MAX_LINE_CHARACTERS = 100_000
MAX_FIELD_LINES = 100
MAX_FINDINGS = 200
_BLANK = " \t"
_PIECE = re.compile(r"([^,;]*)([,;]?)")
# Characters no name needs and which would end, hide or reorder text in some later reader.
_UNUSABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class RawObject:
    """One object as written: `line` is where its type stands, `field_lines` where each field does."""

    type_name: str
    fields: tuple[str, ...]
    line: int
    field_lines: tuple[int, ...]

    def field_line(self, index: int) -> int:
        return self.field_lines[index] if index < len(self.field_lines) else self.line


@dataclass(frozen=True, slots=True)
class Tokens:
    """The objects of a text in their order, and what was wrong with how it is written."""

    objects: tuple[RawObject, ...]
    findings: tuple[Finding, ...]


def tokenise(text: str, schema: SchemaIndex | None = None, max_objects: int = MAX_OBJECTS) -> Tokens:
    """Take IDF text apart in linear time; with `schema`, a lost semicolon is found where it is missing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MAX_LINES:
        return Tokens((), (CATALOGUE.make("too-many-lines", None, most=MAX_LINES),))
    reader = _Reader(schema, max_objects)
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if not reader.read(number, line):
            break
    else:
        reader.end()
    return Tokens(tuple(reader.objects), tuple(reader.findings))


def write(objects: Iterable[RawObject]) -> str:
    """Canonical IDF text: one field a line, no comments, one empty line between objects."""
    return "\n".join(_object_text(item) for item in objects)


def is_usable(text: str) -> bool:
    """Whether a field may hold `text`: no control characters, no halves of surrogate pairs."""
    return _UNUSABLE.search(text) is None


def object_label(item: RawObject) -> str:
    """How an object is called in a finding: its type and, when it has one, its first field."""
    name = item.fields[0] if item.fields else ""
    return f"{item.type_name} '{name}'" if name else item.type_name


def _object_text(item: RawObject) -> str:
    return ",\n  ".join((item.type_name, *item.fields)) + ";\n"


@dataclass(slots=True)
class _Draft:
    """The object being read; indents are columns of text that begins a line, -1 elsewhere."""

    type_name: str = ""
    line: int = 0
    indent: int = 0
    fields: list[str] = field(default_factory=list)
    field_lines: list[int] = field(default_factory=list)
    field_indent: int = 0

    def label(self) -> str:
        return object_label(self.finished())

    def finished(self) -> RawObject:
        return RawObject(self.type_name, tuple(self.fields), self.line, tuple(self.field_lines))

    def last_line(self) -> int:
        return self.field_lines[-1] if self.field_lines else self.line


class _Reader:
    """Walks over the lines once and keeps one object in hand.

    `parts` are the pieces of the field in hand, one per line: text, line, indent.
    """

    def __init__(self, schema: SchemaIndex | None, max_objects: int) -> None:
        self.schema = schema
        self.max_objects = max_objects
        self.objects: list[RawObject] = []
        self.findings: list[Finding] = []
        self.draft: _Draft | None = None
        self.parts: list[tuple[str, int, int]] = []

    def read(self, number: int, line: str) -> bool:
        """Take in one line; False means that the rest is not worth reading."""
        if len(line) > MAX_LINE_CHARACTERS:
            self._note("line-too-long", number, most=MAX_LINE_CHARACTERS)
            return False
        if line.lstrip(_BLANK).startswith("##"):
            self._note("macro-line", number)
            return True
        code = line.partition("!")[0]
        unusable = _UNUSABLE.search(code)
        if unusable:
            self._note("control-character", number, character=f"U+{ord(unusable[0]):04X}")
        return self._read_code(number, code) and len(self.findings) < MAX_FINDINGS

    def _read_code(self, number: int, code: str) -> bool:
        for found in _PIECE.finditer(code):
            text = found[1].strip(_BLANK)
            if text.startswith("##"):
                self._note("macro-line", number)
            if text:
                indent = len(found[1]) - len(found[1].lstrip(_BLANK)) if found.start() == 0 else -1
                self.parts.append((text, number, indent))
            if found[2] and not self._separate(found[2], number):
                return False
        if len(self.parts) > MAX_FIELD_LINES:
            first = self.parts[0]
            self._note("missing-comma", first[1], self._label(), text=first[0])
            return False
        return True

    def end(self) -> None:
        """The text is over: an object in hand was never closed."""
        if self.draft is None and self.parts:
            text, line, _ = self.parts[-1]
            self._note("missing-semicolon", line, object_label=text[:100])
        elif self.draft is not None and self.draft.type_name:
            last = self.parts[-1][1] if self.parts else self.draft.last_line()
            self._note("missing-semicolon", last, object_label=self.draft.label())

    def _separate(self, separator: str, number: int) -> bool:
        parts = self.parts or [("", number, -1)]
        self.parts = []
        if self.draft is None:
            self._open(parts, separator, number)
        elif separator == "," and self._lost_semicolon(self.draft, parts):
            self._close_before(parts)
        else:
            self._add_field(self.draft, parts)
        if separator == ";" and self.draft is not None:
            self._close()
        return self._within_limits(number)

    def _open(self, parts: list[tuple[str, int, int]], separator: str, number: int) -> None:
        text = " ".join(part[0] for part in parts)
        if text:
            self.draft = _Draft(text, parts[0][1], parts[0][2])
        elif separator == ",":
            self._note("object-without-type", number)
            self.draft = _Draft("", number)

    def _lost_semicolon(self, draft: _Draft, parts: list[tuple[str, int, int]]) -> bool:
        """Whether the text in hand is the type of a new object rather than a field of the one in hand."""
        text, _, indent = parts[-1]
        if self.schema is None or indent < 0 or self.schema.find(text) is None:
            return False
        if len(parts) > 1:
            return True
        outdented = indent <= draft.indent and 0 <= indent < draft.field_indent
        return outdented or not self._may_be_field(draft, text)

    def _may_be_field(self, draft: _Draft, text: str) -> bool:
        spec = self.schema.find(draft.type_name) if self.schema else None
        if spec is None:
            return True
        found = spec.field(len(draft.fields))
        if found is None:
            return False
        return found.text_allowed or (found.choices is not None and text.lower() in found.choices)

    def _close_before(self, parts: list[tuple[str, int, int]]) -> None:
        assert self.draft is not None  # noqa: S101 - the caller holds an object
        if parts[:-1]:
            self._add_field(self.draft, parts[:-1])
        self._note("missing-semicolon", self.draft.last_line(), object_label=self.draft.label())
        self._close()
        text, line, indent = parts[-1]
        self.draft = _Draft(text, line, indent)

    def _add_field(self, draft: _Draft, parts: list[tuple[str, int, int]]) -> None:
        draft.fields.append(" ".join(part[0] for part in parts))
        draft.field_lines.append(parts[0][1])
        if parts[0][2] >= 0 and parts[0][0]:
            draft.field_indent = parts[0][2]
        if len(parts) > 1:
            self._note("missing-comma", parts[0][1], object_label=draft.label(), text=parts[0][0])

    def _close(self) -> None:
        assert self.draft is not None  # noqa: S101 - the caller holds an object
        if self.draft.type_name:
            self.objects.append(self.draft.finished())
        self.draft = None

    def _within_limits(self, number: int) -> bool:
        if len(self.objects) > self.max_objects:
            self._note("too-many-objects", number, most=self.max_objects)
            return False
        if self.draft is not None and len(self.draft.fields) > MAX_FIELDS:
            self._note("object-too-long", number, most=MAX_FIELDS, object_label=self.draft.label())
            return False
        return True

    def _label(self) -> str | None:
        return self.draft.label() if self.draft is not None else None

    def _note(self, code: str, line: int, object_label: str | None = None, **values: object) -> None:
        where = Where(line=line, object=object_label)
        self.findings.append(CATALOGUE.make(code, where, object=object_label or "", **values))
