"""epJSON turned into the same objects as IDF text gives, with the lines they stand on."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.json_lines import JsonShapeError, Path, key_lines
from energyplus_runs.simulation.schema_index import FieldSpec, SchemaIndex, TypeSpec
from energyplus_runs.simulation.tokens import MAX_FINDINGS, RawObject, Tokens, is_usable
from standard_site.lib.findings import Finding, Where

# Written by the engine's own converter beside the fields; they say nothing about the building.
_BOOKKEEPING = frozenset({"idf_order", "idf_max_fields", "idf_max_extensible_fields"})
_NOT_IN_A_FIELD = frozenset(",;!\n\r")


def read_epjson(text: str, schema: SchemaIndex, max_objects: int) -> Tokens:
    """The objects of an epJSON text in its order; findings when it is no sound JSON or not fit for IDF."""
    try:
        model = json.loads(text, parse_constant=float)
        lines = key_lines(text)
    except JsonShapeError as error:
        return _refused(error.code, error.line, key=error.key)
    except json.JSONDecodeError as error:
        return _refused("json-malformed", error.lineno, column=error.colno, reason=error.msg)
    except RecursionError:
        return _refused("json-too-deep", 1)
    except ValueError as error:  # a number of thousands of digits
        return _refused("json-malformed", 1, column=1, reason=error)
    if not isinstance(model, dict):
        return _refused("json-not-a-model", 1)
    return _Reader(schema, lines).read(model, max_objects)


def _refused(code: str, line: int, **values: object) -> Tokens:
    return Tokens((), (CATALOGUE.make(code, Where(line=line), **values),))


class _Reader:
    """Goes through the types, objects and fields of a parsed model."""

    def __init__(self, schema: SchemaIndex, lines: Mapping[Path, int]) -> None:
        self.schema = schema
        self.lines = lines
        self.objects: list[RawObject] = []
        self.findings: list[Finding] = []

    def read(self, model: Mapping[str, Any], max_objects: int) -> Tokens:
        for type_name, group in model.items():
            if not isinstance(group, dict):
                self._note("json-not-a-model", (type_name,))
                continue
            for name, body in group.items():
                self._read_object(type_name, name, body)
                if len(self.findings) >= MAX_FINDINGS:
                    return Tokens(tuple(self.objects), tuple(self.findings))
                if len(self.objects) > max_objects:
                    self._note("too-many-objects", (type_name, name), most=max_objects)
                    return Tokens(tuple(self.objects), tuple(self.findings))
        return Tokens(tuple(self.objects), tuple(self.findings))

    def _read_object(self, type_name: str, name: str, body: object) -> None:
        path = (type_name, name)
        spec = self.schema.find(type_name)
        if not isinstance(body, dict):
            self._note("json-not-a-model", path)
        elif spec is None:
            self.objects.append(RawObject(type_name, (name,), self.lines.get(path, 1), ()))
        else:
            self._read_fields(spec, path, body)

    def _read_fields(self, spec: TypeSpec, path: Path, body: Mapping[str, Any]) -> None:
        known = {field.key for field in spec.fields} | {spec.extension_key} | _BOOKKEEPING
        for key in body.keys() - known:
            self._note("field-unknown", (*path, key), key=key)
        cells = [self._fixed(field, path, body) for field in spec.fields]
        repeated = self._repeated(spec, path, body)
        if not repeated:
            while cells and cells[-1][0] == "":
                cells.pop()
        cells += repeated
        values, field_lines = tuple(cell[0] for cell in cells), tuple(cell[1] for cell in cells)
        self.objects.append(RawObject(spec.name, values, self.lines.get(path, 1), field_lines))

    def _fixed(self, field: FieldSpec, path: Path, body: Mapping[str, Any]) -> tuple[str, int]:
        if field.key == "name" and "name" not in body:
            return self._cell(path[1], path)
        return self._cell(body.get(field.key, ""), (*path, field.key))

    def _repeated(self, spec: TypeSpec, path: Path, body: Mapping[str, Any]) -> list[tuple[str, int]]:
        items = body.get(spec.extension_key, []) if spec.extension_key else []
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self._note("json-not-a-model", (*path, spec.extension_key or ""))
            return []
        keys = [field.key for field in spec.extensible]
        cells = []
        for index, item in enumerate(items):
            place = (*path, spec.extension_key or "", str(index))
            for key in item.keys() - set(keys):
                self._note("field-unknown", (*place, key), key=key)
            cells += [self._cell(item.get(key, ""), (*place, key)) for key in keys]
        return cells

    def _cell(self, value: object, path: Path) -> tuple[str, int]:
        line = self.lines.get(path) or self.lines.get(path[:2], 1)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self._note("json-value-not-possible", path)
            return "", line
        if isinstance(value, float) and not math.isfinite(value):
            return str(value), line
        text = (repr(value) if not isinstance(value, str) else value).strip(" \t")
        if _NOT_IN_A_FIELD & set(text) or text.startswith("##") or not is_usable(text):
            self._note("character-not-possible", path, text=text)
            return "", line
        return text, line

    def _note(self, code: str, path: Path, **values: object) -> None:
        label = f"{path[0]} '{path[1]}'" if len(path) > 1 else path[0]
        line = self.lines.get(path) or self.lines.get(path[:2]) or self.lines.get(path[:1])
        where = Where(line=line, object=label, field=path[-1] if len(path) > 2 else None)
        self.findings.append(CATALOGUE.make(code, where, object=label, **values))
