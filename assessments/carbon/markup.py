"""Reading a small YAML or JSON file from a stranger: no tags, no aliases, no duplicate keys, no depth,
and every value's line.

PyYAML's own constructor is not used: it reads `0123` as octal and `1:30` as ninety, and forgets where a
value stood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from assessments.carbon.catalogue import FINDINGS
from assessments.carbon.numerals import to_number
from standard_site.lib.findings import Finding, Where

Path = tuple[str | int, ...]
_MOST_DEPTH = 20
_MOST_EVENTS = 10_000  # PyYAML reads some 100,000 a second or fewer; a declared file has a few hundred
_NO_TEXT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
)  # escapes can spell what no file may hold
_NULL, _BOOL = "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"


class _Refused(Exception):
    def __init__(self, code: str, line: int | None = None, **values: object) -> None:
        super().__init__(code)
        self.code, self.line, self.values = code, line, values


@dataclass(frozen=True, slots=True)
class Markup:
    """The values of a file, the file line of each by its path, and the finding that stopped the reading,
    if any."""

    root: Any
    lines: Mapping[Path, int]
    finding: Finding | None = None


def read_markup(text: str, file_name: str) -> Markup:
    """Read YAML or JSON text into plain values; what is wrong comes back as a finding with its line."""
    try:
        if text.lstrip().startswith("{"):
            return Markup(_read_json(text), {})
        lines: dict[Path, int] = {}
        return Markup(_read_yaml(text, lines), lines)
    except _Refused as refused:
        finding = FINDINGS.make(refused.code, Where(file=file_name, line=refused.line), **refused.values)
        return Markup(None, {}, finding)


def _read_json(text: str) -> Any:
    if _deepest(text) > _MOST_DEPTH:
        raise _Refused("markup-too-deep", most=_MOST_DEPTH)
    try:
        # Whole numbers are read as floats too: Python refuses integers of thousands of digits with
        # another error.
        root = json.loads(text, object_pairs_hook=_json_mapping, parse_int=float)
    except json.JSONDecodeError as error:
        raise _Refused("markup-broken", error.lineno, reason=error.msg) from error
    _check_texts(root)
    return root


def _check_texts(value: Any) -> None:
    if isinstance(value, str) and _NO_TEXT.search(value):
        raise _Refused("markup-character")
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        _check_texts(part)


def _deepest(text: str) -> int:
    """How deep brackets nest; those inside strings count too, which only makes the limit stricter."""
    depth = deepest = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    return deepest


def _json_mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, value in pairs:
        if key in mapping:
            raise _Refused("markup-duplicate-key", key=key)
        mapping[key] = value
    return mapping


def _read_yaml(text: str, lines: dict[Path, int]) -> Any:
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise _Refused("markup-broken", line, reason=error.problem) from error
    except yaml.YAMLError as error:
        raise _Refused("markup-broken", reason=error) from error
    return _value(node, (), lines) if node else None


def _check_events(text: str) -> None:
    """Aliases, depth and sheer number are refused on the flat stream of events, before anything is built from it."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent):
            raise _Refused("markup-alias", line)
        if isinstance(event, yaml.ScalarEvent) and _NO_TEXT.search(event.value):
            raise _Refused("markup-character", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if count > _MOST_EVENTS:
            raise _Refused("markup-too-many-values", line, most=_MOST_EVENTS)
        if depth > _MOST_DEPTH:
            raise _Refused("markup-too-deep", line, most=_MOST_DEPTH)


def _value(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = _line(node)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), lines) for index, item in enumerate(node.value)]
    return _scalar(str(node.value), node.tag, quoted=getattr(node, "style", None) is not None)


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in mapping:
            raise _Refused("markup-duplicate-key", _line(key_node), key=key)
        mapping[key] = _value(value_node, (*path, key), lines)
        lines[(*path, key)] = _line(key_node)
    return mapping


def _scalar(text: str, tag: str, *, quoted: bool) -> Any:
    if tag == _NULL:
        return None
    if tag == _BOOL:
        return text.casefold() in {"true", "yes", "on"}
    leading_zero = len(text) > 1 and text[0] == "0" and text[1].isdigit()
    number = None if quoted or leading_zero else to_number(text)
    return text if number is None else number
