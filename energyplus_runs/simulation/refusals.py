"""What a model may contain: an allow-list of object types, and no file but those attached to it.

A model is a program: through the types refused below it could load native code, start other programs or
read files of the machine. What allowed_objects.txt does not name is refused, so that a newer engine never
widens it by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.schema_index import SchemaIndex
from energyplus_runs.simulation.tokens import RawObject, object_label
from standard_site.lib.findings import Finding, Where

# First match wins. Source: EnergyPlus 25.2 Input Output Reference, the groups of these objects.
REFUSED = (
    (re.compile(r"PythonPlugin:.*", re.IGNORECASE), "python-plugin-refused"),
    (re.compile(r"ExternalInterface(:.*)?", re.IGNORECASE), "external-interface-refused"),
    (re.compile(r"GroundHeatExchanger:Vertical:Sizing:.*", re.IGNORECASE), "outside-program-refused"),
    (re.compile(r"Construction:WindowDataFile", re.IGNORECASE), "window-data-file-refused"),
    (re.compile(r".*:ASHRAE205(:.*)?", re.IGNORECASE), "performance-file-refused"),
    (re.compile(r"Schedule:File:.*", re.IGNORECASE), "schedule-file-refused"),
    (re.compile(r"Parametric:.*", re.IGNORECASE), "parametric-refused"),
    (re.compile(r"GroundHeatTransfer:.*", re.IGNORECASE), "ground-preprocessor-refused"),
)
# Fields that name a file; the schema does not mark them, their keys were collected from it.
FILE_FIELDS = frozenset({"file_name", "external_file_name", "representation_file_name", "fmu_file_name"})
_ATTACHABLE = "schedule:file"  # the one type whose file is handed in beside the model and checked by itself


@lru_cache(maxsize=1)
def allowed_types() -> frozenset[str]:
    """Lower-case names of all object types that a model may contain."""
    text = Path(__file__).with_name("allowed_objects.txt").read_text(encoding="ascii")
    return frozenset(line.lower() for line in text.splitlines() if line and not line.startswith("#"))


def refusal_code(type_name: str) -> str | None:
    """Why objects of this type are refused, as the code of a finding; None for types that are allowed."""
    for pattern, code in REFUSED:
        if pattern.fullmatch(type_name):
            return code
    return None if type_name.lower() in allowed_types() else "object-type-not-allowed"


def refused(objects: Iterable[RawObject], schema: SchemaIndex) -> Iterator[Finding]:
    """One finding for every object that may not be here and every field that names a file."""
    for item in objects:
        spec = schema.find(item.type_name)
        code = refusal_code(item.type_name)
        if code and (spec is not None or code != "object-type-not-allowed"):
            where = Where(line=item.line, object=object_label(item))
            yield CATALOGUE.make(code, where, type=item.type_name)
        elif spec is not None and spec.name.lower() != _ATTACHABLE:
            yield from _named_files(item, schema)


def _named_files(item: RawObject, schema: SchemaIndex) -> Iterator[Finding]:
    spec = schema.find(item.type_name)
    for field in spec.fields if spec else ():
        if field.key in FILE_FIELDS:
            index = spec.position(field.key) if spec else None
            value = item.fields[index] if index is not None and index < len(item.fields) else ""
            if value and index is not None:
                where = Where(line=item.field_line(index), object=object_label(item), field=field.title)
                yield CATALOGUE.make("file-reference-refused", where, file=value, type=item.type_name)
