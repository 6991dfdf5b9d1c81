"""Whether the objects fit together: names that exist, names used once, something to simulate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.schema_index import FieldSpec, SchemaIndex, TypeSpec
from energyplus_runs.simulation.tokens import RawObject, object_label
from standard_site.lib.findings import Finding, Where

# Lists whose missing names always stop the engine; others are incomplete in its schema and only warned about.
_NEEDED_LISTS = {
    "ConstructionNames": "construction-missing",
    "MaterialName": "material-missing",
    "ZoneNames": "zone-missing",
    "ZoneAndZoneListNames": "zone-missing",
    "ZoneAndZoneListAndSpaceAndSpaceListNames": "zone-missing",
    "SurfaceNames": "surface-missing",
    "OutFaceEnvNames": "surface-missing",
    "ScheduleNames": "schedule-missing",
}
# Name lists that hold more than the schema says: by the beginning of the type's name.
_WIDER_LISTS = {
    "ConstructionNames": ("construction:",),
    "MaterialName": ("material:", "windowmaterial:", "windowgap:"),
    "ScheduleNames": ("schedule:",),
}
_BOUNDARY = "outside_boundary_condition"
_BOUNDARIES_WITH_OBJECT = frozenset(
    {"surface", "zone", "space", "othersidecoefficients", "othersideconditionsmodel"}
)
_SURFACE_TYPES = frozenset(
    {
        "buildingsurface:detailed", "wall:detailed", "roofceiling:detailed", "floor:detailed",
        "wall:exterior", "wall:adiabatic", "wall:underground", "wall:interzone",
        "roof", "ceiling:adiabatic", "ceiling:interzone",
        "floor:groundcontact", "floor:adiabatic", "floor:interzone",
    }
)  # fmt: skip


def check_model(objects: Sequence[RawObject], schema: SchemaIndex) -> Iterator[Finding]:
    """What is missing or doubled in the model as a whole."""
    yield from _needed_objects(objects, schema)
    yield from _doubled(objects, schema)
    names = _defined_names(objects, schema)
    for item in objects:
        spec = schema.find(item.type_name)
        if spec is not None:
            yield from _lost_references(item, spec, names)


def _needed_objects(objects: Sequence[RawObject], schema: SchemaIndex) -> Iterator[Finding]:
    present = {item.type_name.lower() for item in objects}
    for type_name in schema.required_types:
        if type_name.lower() not in present:
            yield CATALOGUE.make("required-object-missing", Where(object=type_name), type=type_name)
    if "zone" not in present:
        yield CATALOGUE.make("no-zones", Where(object="Zone"))
    if not present & _SURFACE_TYPES:
        yield CATALOGUE.make("no-surfaces", Where(object="BuildingSurface:Detailed"))


def _doubled(objects: Sequence[RawObject], schema: SchemaIndex) -> Iterator[Finding]:
    first: dict[tuple[str, str], int] = {}
    for item in objects:
        spec = schema.find(item.type_name)
        if spec is None or not (spec.single or (spec.named and item.fields)):
            continue
        key = (spec.name, "" if spec.single else item.fields[0].lower())
        if key in first and (spec.single or key[1]):
            code = "object-not-single" if spec.single else "name-used-twice"
            where = Where(line=item.line, object=object_label(item))
            yield CATALOGUE.make(code, where, type=spec.name, first_line=first[key])
        first.setdefault(key, item.line)


def _defined_names(objects: Sequence[RawObject], schema: SchemaIndex) -> dict[str, set[str]]:
    """Every name that some field may refer to, lower-case, by the schema's name of the list."""
    names: dict[str, set[str]] = defaultdict(set)
    for item in objects:
        spec = schema.find(item.type_name)
        for index, value in enumerate(item.fields):
            field = spec.field(index) if spec else None
            for reference in field.references if field and value else ():
                names[reference].add(value.lower())
        for list_name, beginnings in _WIDER_LISTS.items():
            if item.fields and item.type_name.lower().startswith(beginnings):
                names[list_name].add(item.fields[0].lower())
    names["SpaceNames"] |= names["ZoneNames"]  # a zone without spaces is its own space
    return names


def _lost_references(item: RawObject, spec: TypeSpec, names: dict[str, set[str]]) -> Iterator[Finding]:
    for index, value in enumerate(item.fields):
        field = spec.field(index)
        if not value or field is None or not field.object_lists or _is_unused(item, spec, field):
            continue
        lists = [names[name] for name in field.object_lists if name in names]
        if any(value.lower() in known for known in lists):
            continue
        code = _code_for(field)
        if code is not None:
            where = Where(line=item.field_line(index), object=object_label(item), field=field.title)
            yield CATALOGUE.make(code, where, name=value, field=field.title)


def _code_for(field: FieldSpec) -> str | None:
    """The finding for a name in none of the field's lists; None for lists of types and node names."""
    if any(name.startswith(("valid", "autoRDD")) for name in field.object_lists):
        return None
    codes = [_NEEDED_LISTS.get(name) for name in field.object_lists]
    return codes[0] if codes[0] is not None and all(codes) else "reference-missing"


def _is_unused(item: RawObject, spec: TypeSpec, field: FieldSpec) -> bool:
    """The engine does not look at the boundary object unless the boundary condition asks for one."""
    if field.key != f"{_BOUNDARY}_object":
        return False
    index = spec.position(_BOUNDARY)
    condition = item.fields[index].lower() if index is not None and index < len(item.fields) else "surface"
    return condition not in _BOUNDARIES_WITH_OBJECT
