"""The unit of a field by the names a change is told with: the object's type and the dictionary's name of the field."""

from __future__ import annotations

from energyplus_runs.simulation.schema_index import FieldSpec, SchemaIndex

# The schema's words that nobody reads as units.
_PRINTED = {"C": "degC", "deltaC": "K", "deg": "°", "percent": "%", "dimensionless": None, "hr": "h"}


def unit_of(schema: SchemaIndex, type_name: str, field_name: str | None) -> str | None:
    """The unit of a field ('W/m2-K', 'degC'), None where it has none or the field is not known."""
    spec = schema.find(type_name)
    if spec is None or not field_name:
        return None
    wanted = field_name.casefold()
    unit = next((field.units for field in spec.fields if _is_called(field, wanted)), None)
    return _PRINTED.get(unit, unit) if unit else None


def _is_called(field: FieldSpec, wanted: str) -> bool:
    return field.title.casefold() == wanted or field.key.replace("_", " ") == wanted
