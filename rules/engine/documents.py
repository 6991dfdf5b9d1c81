"""YAML files as plain values that remember the line of every key, so that each mistake can be pointed at."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from .errors import MOST_ERRORS, EditionError

Route = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCHEMAS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("schemas.yaml").read_text(encoding="utf-8")
)
_DEEPEST = 20
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_LONGEST = 80
_LARGEST = 1e300
_MOST_DIGITS = 400
_NOT_BLANK = r"\S"
_CODES = {
    "type": "value-wrong-type",
    "minimum": "number-too-low",
    "exclusiveMinimum": "number-not-above",
    "maximum": "number-too-high",
    "minItems": "list-empty",
    "uniqueItems": "list-repeats",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One file's content, and the line of everything in it by its route (`("value", "unit")`)."""

    file: str
    data: Any
    lines: Mapping[Route, int] = field(default_factory=dict)

    def line(self, *route: str | int) -> int | None:
        """The line of the route, or of the nearest thing above it that has one."""
        while route and route not in self.lines:
            route = route[:-1]
        return self.lines.get(route)

    def error(self, route: Route, code: str, /, **values: object) -> EditionError:
        return EditionError.at(self.file, self.line(*route), code, **values)


class Unusable(Exception):
    """What is valid YAML and yet not taken, with its line."""

    def __init__(self, line: int, code: str, **values: object) -> None:
        super().__init__(code)
        self.line, self.code, self.values_ = line, code, values


def read_document(file: str, content: bytes, errors: list[EditionError]) -> Document | None:
    """The file's values with their lines; what cannot be read is added to `errors` and gives None."""
    try:
        text = content.decode("utf-8-sig")
        check_events(text)
        node = yaml.compose(text, Loader=_LOADER)
        lines: dict[Route, int] = {}
        return Document(file, _plain(node, (), lines), lines)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        errors.append(EditionError.at(file, line, "file-not-utf8", position=error.start))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        errors.append(
            EditionError.at(
                file, mark.line + 1 if mark else _line_of(error, content), "yaml-unreadable", problem=problem
            )
        )
    except Unusable as error:
        errors.append(EditionError.at(file, error.line, error.code, **error.values_))
    return None


def _line_of(error: yaml.YAMLError, content: bytes) -> int | None:
    """The line of the character that YAML refuses."""
    character = getattr(error, "character", None)
    text = content.decode("utf-8-sig", errors="replace")
    return text.count("\n", 0, text.find(chr(character))) + 1 if isinstance(character, int) else None


def check_shape(document: Document, schema: str, errors: list[EditionError]) -> bool:
    """Whether the document has the shape `schema` of schemas.yaml; every departure is added to `errors`."""
    validator = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{schema}", "$defs": _SCHEMAS["$defs"]})
    departures = (
        error for problem in validator.iter_errors(document.data) for error in _departures(document, problem)
    )
    found = list(islice(departures, MOST_ERRORS))
    errors.extend(found)
    return not found


def check_events(text: str) -> None:
    """Refuses depth, aliases and tags before anything is built: deep nesting overruns the composer's stack, aliases of
    aliases grow without end, and a tag could call any text a number.

    Raises:
        Unusable, yaml.YAMLError.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            raise Unusable(line, "yaml-alias")
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise Unusable(line, "yaml-unreadable", problem=f"a tag: {_short(tag)}")
        if depth > _DEEPEST:
            raise Unusable(line, "yaml-too-deep", most=_DEEPEST)


def _plain(node: yaml.Node | None, route: Route, lines: dict[Route, int]) -> Any:
    if node is None:
        return None
    lines.setdefault(route, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, route, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*route, index), lines) for index, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, route: Route, lines: dict[Route, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise Unusable(line, "yaml-unreadable", problem="a key must be a word")
        key = str(key_node.value)
        if key in values:
            raise Unusable(line, "yaml-key-twice", key=key)
        lines[(*route, key)] = line
        values[key] = _plain(value_node, (*route, key), lines)
    return values


def _value(text: str) -> Any:
    """What YAML makes of a plain word; nearly all of them are decimals, for which its own reader is slow."""
    if _DECIMAL.fullmatch(text):
        return float(text) if "." in text else int(text)
    if len(text) > _MOST_DIGITS:  # Python turns no text of thousands of digits into a number
        return math.inf
    return yaml.safe_load(text) if text else None


def _scalar(node: yaml.Node) -> Any:
    """Text, numbers, booleans and null; anything else YAML knows (dates) stays text."""
    tag = str(node.tag).rsplit(":", 1)[-1]
    if tag in ("int", "float", "bool", "null"):
        value = _value(node.value)
        if isinstance(value, float | int) and not abs(value) < _LARGEST:
            raise Unusable(node.start_mark.line + 1, "number-not-finite", value=_short(node.value))
        return value
    if "\0" in node.value:
        raise Unusable(node.start_mark.line + 1, "yaml-unreadable", problem="a NUL character")
    return str(node.value)


def _departures(document: Document, problem: jsonschema.ValidationError) -> Iterator[EditionError]:
    route: Route = tuple(problem.absolute_path)
    place = ".".join(str(step) for step in route) or document.file
    schema: Any = problem.schema
    value: Any = problem.instance
    if problem.validator == "additionalProperties":
        allowed = ", ".join(sorted(schema.get("properties", {})))
        for key in sorted(set(value) - set(schema.get("properties", {}))):
            yield document.error((*route, key), "unknown-key", key=key, place=place, allowed=allowed)
    elif problem.validator == "required":
        for key in (key for key in schema["required"] if key not in value):
            code = "text-missing" if key in ("en", "zh-hans") else "key-missing"
            yield document.error(route, code, key=key, place=place)
    elif problem.validator in ("enum", "const"):
        allowed = ", ".join(str(option) for option in schema.get("enum", [schema.get("const")]))
        yield document.error(route, "value-not-allowed", value=value, place=place, allowed=allowed)
    elif problem.validator == "pattern" and problem.validator_value == _NOT_BLANK:
        yield document.error(route, "text-blank", place=place)
    elif problem.validator in ("pattern", "propertyNames"):
        where = (*route, str(value)) if _is_name(problem) else route
        yield document.error(where, "identifier-malformed", value=value, place=place)
    else:
        code = _CODES.get(str(problem.validator), "value-malformed")
        limit = problem.validator_value
        wanted = ", ".join(limit) if isinstance(limit, list) else limit
        yield document.error(route, code, value=_short(value), place=place, wanted=wanted)


def _is_name(problem: jsonschema.ValidationError) -> bool:
    """Whether the problem is with the keys of a mapping; the route then leads to the mapping."""
    return "propertyNames" in problem.absolute_schema_path


def _short(value: Any) -> str:
    """A value in at most a line."""
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
