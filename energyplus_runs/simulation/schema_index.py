"""A compact index of the engine's own input schema: which objects there are, and what each field may hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

AUTOMATIC_WORDS = frozenset({"autosize", "autocalculate"})


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What the schema says of one field; limits are in the field's own `units`."""

    key: str
    title: str
    numeric: bool
    text_allowed: bool
    required: bool
    choices: Mapping[str, str] | None
    minimum: float | None
    maximum: float | None
    minimum_excluded: bool
    maximum_excluded: bool
    object_lists: tuple[str, ...]
    references: tuple[str, ...]
    units: str | None
    default: str | None


@dataclass(frozen=True, slots=True)
class TypeSpec:
    """What the schema says of one object type: fixed fields, then groups that repeat."""

    name: str
    group: str
    named: bool
    name_required: bool
    single: bool
    fields: tuple[FieldSpec, ...]
    extensible: tuple[FieldSpec, ...]
    extension_key: str | None
    positions: Mapping[str, int]

    def field(self, index: int) -> FieldSpec | None:
        """The field at `index` (0 is the first after the type), or None beyond the last one."""
        if index < len(self.fields):
            return self.fields[index]
        if not self.extensible:
            return None
        return self.extensible[(index - len(self.fields)) % len(self.extensible)]

    def position(self, key: str) -> int | None:
        return self.positions.get(key)


@dataclass(frozen=True, slots=True)
class SchemaIndex:
    """All object types by their lower-case name."""

    types: Mapping[str, TypeSpec]
    required_types: tuple[str, ...]

    def find(self, type_name: str) -> TypeSpec | None:
        return self.types.get(type_name.lower())


@lru_cache(maxsize=2)
def load_schema(path: Path) -> SchemaIndex:
    """Read the schema once per process (about 0.2 s for the whole of EnergyPlus 25.2)."""
    data = json.loads(path.read_text(encoding="utf-8"))
    types = {name.lower(): _type_spec(name, entry) for name, entry in data["properties"].items()}
    return SchemaIndex(types, tuple(data.get("required", ())))


def _type_spec(name: str, entry: Mapping[str, Any]) -> TypeSpec:
    legacy = entry["legacy_idd"]
    body = next(iter(entry["patternProperties"].values()))
    properties, required = body["properties"], set(body.get("required", ()))
    extension = legacy.get("extension")
    items = properties[extension]["items"] if extension else {"properties": {}}
    return TypeSpec(
        name=name,
        group=entry["group"],
        named="name" in entry,
        name_required=bool(entry.get("name", {}).get("is_required")),
        single=entry.get("maxProperties") == 1,
        fields=tuple(
            _field(key, _body_of(key, entry, properties), legacy, required) for key in legacy["fields"]
        ),
        extensible=tuple(
            _field(key, items["properties"][key], legacy, set(items.get("required", ())))
            for key in legacy.get("extensibles", ())
        ),
        extension_key=extension,
        positions={key: index for index, key in enumerate(legacy["fields"])},
    )


def _body_of(key: str, entry: Mapping[str, Any], properties: Mapping[str, Any]) -> Mapping[str, Any]:
    body: Mapping[str, Any] = properties[key] if key in properties else entry["name"]
    return body


def _field(key: str, body: Mapping[str, Any], legacy: Mapping[str, Any], required: set[str]) -> FieldSpec:
    forms = body.get("anyOf", [body])
    number: Mapping[str, Any] = next(
        (form for form in forms if form.get("type") in ("number", "integer")), {}
    )
    text = next((form for form in forms if form.get("type") == "string"), None)
    lowest, highest = number.get("exclusiveMinimum"), number.get("exclusiveMaximum")
    return FieldSpec(
        key=key,
        title=legacy["field_info"].get(key, {}).get("field_name", key),
        numeric=bool(number),
        text_allowed=text is not None and "enum" not in text,
        required=key in required or bool(body.get("is_required")),
        choices={str(word).lower(): str(word) for word in text["enum"]} if text and "enum" in text else None,
        minimum=number.get("minimum", lowest),
        maximum=number.get("maximum", highest),
        minimum_excluded=lowest is not None,
        maximum_excluded=highest is not None,
        object_lists=tuple(body.get("object_list", ())),
        references=tuple(body.get("reference", ())),
        units=body.get("units"),
        default=str(body["default"]) if "default" in body else None,
    )
