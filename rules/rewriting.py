"""Changing single values of an edition's YAML files in their text: what is not touched stays byte for byte, with its comments.

The text is read for the places of its parts only; a change cuts the old part out and puts the new one in. Nothing is ever
written anew as a whole, so there is no layout that an author would have to keep to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from rules.engine.documents import Unusable, check_events

Route = tuple[str | int, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
_BYTE_ORDER_MARK = "\ufeff"
_SHORT = 90  # characters of a pair of texts that stands on one line


class Absent:
    """Stands for "no value": a key set to it is taken out."""


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Digits:
    """A number as somebody typed it, to be written digit for digit."""

    text: str


class UnreadableError(ValueError):
    """The text is no YAML whose parts could be changed one by one."""


def number(text: str) -> Digits:
    """A typed number, without an exponent, which the loader would take for a word; ValueError when it is no finite number."""
    try:
        parsed = Decimal(text.strip())
    except ArithmeticError as error:
        raise ValueError(text) from error
    if not parsed.is_finite():
        raise ValueError(text)
    return Digits(format(parsed, "f"))


def outline(text: str) -> dict[str, Any]:
    """Every value as it is written, in dicts and lists; what is left blank or null is "". Raises `UnreadableError`."""
    root = _Document.of(text).root
    return _outlined(root) if root is not None else {}


def set_values(text: str, values: Mapping[Route, Any]) -> str:
    """The text with the values at these routes; keys that are not there yet are added, `ABSENT` takes a key out.

    A value that is there already leaves the text as it is. Raises `UnreadableError`.
    """
    for route, value in values.items():
        text = remove_entry(text, route) if value is ABSENT else _set(_Document.of(text), route, value)
    return text


def insert_entry(text: str, route: Route, value: Any, index: int | None = None) -> str:
    """The text with one more entry in the list at `route`, before the one at `index`, else last; a missing list is made."""
    document = _Document.of(text)
    entries = document.node(route)
    if isinstance(entries, yaml.SequenceNode) and entries.value:
        return document.with_entry(entries, value, index)
    return _set(document, route, [value])


def remove_entry(text: str, route: Route) -> str:
    """The text without the key or list entry at `route`; what would be left empty goes with it."""
    document = _Document.of(text)
    if document.node(route) is None:
        return text
    parent = document.node(route[:-1])
    if len(parent.value) == 1 and len(route) > 1:
        return remove_entry(text, route[:-1])
    return document.without(parent, route[-1])


def _set(document: _Document, route: Route, value: Any) -> str:
    old = document.node(route)
    if old is not None:
        return document.text() if _same(old, value) else document.with_value(route, old, value)
    depths = range(len(route) - 1, 0, -1)
    known = next((depth for depth in depths if document.node(route[:depth]) is not None), 0)
    for step in reversed(route[known + 1 :]):
        value = [value] if isinstance(step, int) else {step: value}
    return document.with_key(route[:known], route[known], value)


@dataclass(frozen=True, slots=True)
class _Document:
    """A text with "\\n" as line end, and the places of its parts in it."""

    plain: str
    root: yaml.Node | None
    mark: str
    ends: str

    @classmethod
    def of(cls, text: str) -> _Document:
        mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
        plain = text.removeprefix(mark)
        ends = "\r\n" if "\r\n" in plain and "\n" not in plain.replace("\r\n", "") else "\n"
        plain = plain.replace("\r\n", "\n") if ends == "\r\n" else plain
        try:
            check_events(plain)
            root = yaml.compose(plain, Loader=_LOADER)
        except (yaml.YAMLError, Unusable) as error:
            raise UnreadableError(str(error)) from error
        if root is not None and not isinstance(root, yaml.MappingNode):
            raise UnreadableError("The file is not made of keys and values.")
        _refuse_twins(root)
        return cls(plain, root, mark, ends)

    def text(self, plain: str | None = None) -> str:
        return self.mark + (self.plain if plain is None else plain).replace("\n", self.ends)

    def node(self, route: Route) -> Any:
        """The part at a route, None when there is none."""
        found: Any = self.root
        for step in route:
            found = _below(found, step)
        return found

    def with_value(self, route: Route, old: Any, value: Any) -> str:
        """A scalar in place of another is cut in; anything else takes the whole place of its key or entry."""
        start, end = old.start_mark.index, old.end_mark.index
        if isinstance(old, yaml.ScalarNode) and isinstance(value, str | Digits | int | float | None):
            if old.style in ("|", ">"):
                end = start + len(self.plain[start:end].rstrip())
            parent = self.node(route[:-1])
            words = _scalar(
                value, flow=bool(parent.flow_style), quoted=old.style == '"', indent=_inside(parent)
            )
            return self._spliced(start, end, f" {words}" if start == end else words)
        if isinstance(route[-1], int):
            entries = self.node(route[:-1])
            return _Document.of(self.with_entry(entries, value, route[-1])).without_step(
                route[:-1], route[-1] + 1
            )
        emptied = _Document.of(self.without(self.node(route[:-1]), route[-1]))
        return emptied.with_key(route[:-1], route[-1], value)

    def with_key(self, route: Route, key: str | int, value: Any) -> str:
        """The key behind all others of its mapping."""
        parent = self.node(route)
        if isinstance(parent, yaml.ScalarNode) and not parent.value and route:
            return self._instead_of_nothing(parent, key, value)
        if self.root is None:
            return self.text(self.plain + _block({str(key): value}, 0) + "\n")
        if not isinstance(parent, yaml.MappingNode) or isinstance(key, int):
            raise UnreadableError(f"There is nothing at {route} to which {key} could be added.")
        if parent.flow_style or not parent.value:
            place = self._end(parent.value[-1][1]) if parent.value else parent.start_mark.index + 1
            return self._spliced(place, place, f"{', ' if parent.value else ''}{_flow_pair(key, value)}")
        place = self._line_end(self._end(parent))
        indent = parent.start_mark.column
        return self._spliced(place, place, "\n" + _block({key: value}, indent))

    def with_entry(self, entries: Any, value: Any, index: int | None) -> str:
        if entries.flow_style:
            place = self._end(entries.value[-1]) if index is None else entries.value[index].start_mark.index
            words = _flow(value)
            return self._spliced(place, place, f", {words}" if index is None else f"{words}, ")
        indent = entries.start_mark.column
        if index is None:
            place = self._line_end(self._end(entries))
            return self._spliced(place, place, "\n" + _block([value], indent))
        place = self._line_start(entries.value[index].start_mark.index)
        return self._spliced(place, place, _block([value], indent) + "\n")

    def without_step(self, route: Route, step: str | int) -> str:
        return self.without(self.node(route), step)

    def without(self, parent: Any, step: str | int) -> str:
        """Without one key or entry: its whole lines, with the comment at their end."""
        mapping = isinstance(parent, yaml.MappingNode)
        pairs = parent.value if mapping else [(entry, entry) for entry in parent.value]
        place = next(
            at for at, (key, _) in enumerate(pairs) if (key.value == step if mapping else at == step)
        )
        start, end = pairs[place][0].start_mark.index, self._end(pairs[place][1])
        if parent.flow_style:
            if place + 1 < len(pairs):
                return self._spliced(start, pairs[place + 1][0].start_mark.index, "")
            return self._spliced(self._end(pairs[place - 1][1]) if place else start, end, "")
        if mapping and self.plain[self._line_start(start) : start].strip():
            return self._spliced(start, pairs[place + 1][0].start_mark.index, "")  # behind a dash
        return self._spliced(self._line_start(start), min(self._line_end(end) + 1, len(self.plain)), "")

    def _instead_of_nothing(self, parent: Any, key: str | int, value: Any) -> str:
        """A key without a value gets its first one."""
        line = self._line_start(parent.start_mark.index)
        indent = len(self.plain[line:]) - len(self.plain[line:].lstrip(" -")) + 2
        block = _block([value] if isinstance(key, int) else {key: value}, indent)
        return self._spliced(parent.start_mark.index, parent.end_mark.index, "\n" + block)

    def _spliced(self, start: int, end: int, words: str) -> str:
        return self.text(self.plain[:start] + words + self.plain[end:])

    def _end(self, node: Any) -> int:
        """Where the last word of a part ends; the marks of the parser lie behind the comments that follow."""
        while not isinstance(node, yaml.ScalarNode) and not node.flow_style and node.value:
            node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        return start + len(self.plain[start:end].rstrip())

    def _line_start(self, index: int) -> int:
        return self.plain.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        found = self.plain.find("\n", index)
        return len(self.plain) if found < 0 else found


def _outlined(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _outlined(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_outlined(entry) for entry in node.value]
    return "" if node.tag == _NULL else node.value


def _refuse_twins(node: Any) -> None:
    """A key that comes twice at one place has no place of its own."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    if any(not isinstance(key, yaml.ScalarNode) for key, _ in pairs):
        raise UnreadableError(f"A key that is no word at line {node.start_mark.line + 1}.")
    below = [value for _, value in pairs]
    if len({key.value for key, _ in node.value} if below else ()) < len(below):
        raise UnreadableError(f"A key comes twice at line {node.start_mark.line + 1}.")
    for entry in node.value if isinstance(node, yaml.SequenceNode) else below:
        _refuse_twins(entry)


def _below(node: Any, step: str | int) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if 0 <= step < len(node.value) else None
    return None


def _inside(parent: Any) -> int:
    """The column at which the lines of a long text below a key of `parent` begin."""
    return int(parent.start_mark.column) + 2


def _same(node: Any, value: Any) -> bool:
    """Whether a part holds the value already."""
    if isinstance(value, Mapping):
        keys = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else None
        return keys == list(value) and all(_same(_below(node, key), value[key]) for key in value)
    if isinstance(value, list | tuple):
        entries = node.value if isinstance(node, yaml.SequenceNode) else None
        return entries is not None and len(entries) == len(value) and all(map(_same, entries, value))
    if not isinstance(node, yaml.ScalarNode):
        return False
    there = node.value if node.style or isinstance(value, str) else _read(node.value)
    if isinstance(value, str):
        return bool(there == value) and (bool(node.style) or _read(node.value) == value)
    return bool(there == (_read(value.text) if isinstance(value, Digits) else value))


def _read(text: str) -> Any:
    """What the loader makes of a plain word; a text that would be a document of its own is a text."""
    if text.startswith(("---", "%")):
        return text
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 -- the safe loader
    except (yaml.YAMLError, ValueError):
        return None


def _block(value: Any, indent: int) -> str:
    """A mapping or list in lines of its own, without the last line's end."""
    margin = " " * indent
    if isinstance(value, Mapping):
        return "\n".join(margin + _pair(key, entry, indent) for key, entry in value.items())
    return "\n".join(f"{margin}- {_block_entry(entry, indent + 2)}" for entry in value)


def _pair(key: str, value: Any, indent: int) -> str:
    if isinstance(value, Mapping | list | tuple) and value and not _is_short(value):
        return f"{_scalar(key)}:\n{_block(value, indent + 2)}"
    words = _flow(value) if isinstance(value, Mapping | list | tuple) else _scalar(value, indent=indent + 2)
    return f"{_scalar(key)}: {words}"


def _block_entry(value: Any, indent: int) -> str:
    if isinstance(value, Mapping) and value and not _is_short(value):
        return _block(value, indent).lstrip(" ")
    return _flow(value)


def _is_short(value: Any) -> bool:
    """A few plain words or numbers stand on one line, as everywhere in the editions."""
    entries = list(value.values()) if isinstance(value, Mapping) else list(value)
    plain = all(not isinstance(entry, Mapping | list | tuple) and "\n" not in str(entry) for entry in entries)
    return plain and "key" not in value and len(_flow(value)) <= _SHORT


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(_flow_pair(key, entry) for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, flow=True)


def _flow_pair(key: str, value: Any) -> str:
    return f"{_scalar(key, flow=True)}: {_flow(value)}"


def _scalar(value: Any, *, flow: bool = False, quoted: bool = False, indent: int = 0) -> str:
    """A word or number as the loader reads it back: bare where that is the same, else in quotes; long texts in lines."""
    if isinstance(value, Digits):
        return value.text
    if not isinstance(value, str):
        word = isinstance(value, bool) or value is None
        return json.dumps(value) if word else format(Decimal(repr(value)), "f")
    text = value.replace("\r\n", "\n")
    if not flow and _fits_lines(text):
        return "|-\n" + "\n".join((" " * indent + line).rstrip() for line in text.split("\n"))
    return _quoted(text) if quoted or not _is_bare(text) else text


def _fits_lines(text: str) -> bool:
    """Whether a text of several lines can stand as a block: nothing at its edges that a block would lose."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and bool(lines[0])
        and text == text.strip()
        and all(line == line.rstrip() and line.isprintable() for line in lines)
    )


_NOT_BARE = re.compile(r"[,\[\]{}#&*!|>%@`\"'?\\]|: |:$|^[-:=<~]|^\s|\s$")
_WORDS_ONLY = re.compile(r"[()\w .;:/+*=<>≤≥−×÷·–—“”‘’、。，；：（）《》!%\-]*")


def _is_bare(text: str) -> bool:
    """Whether the loader reads the bare text as this very text, on its own, after a key and inside braces."""
    return (
        bool(text)
        and text.isprintable()
        and not _NOT_BARE.search(text)
        and bool(_WORDS_ONLY.fullmatch(text))
        and _read(text) == text
        and _read(f"{{k: {text}}}") == {"k": text}
    )


def _quoted(text: str) -> str:
    written: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9)
    return written.strip()
