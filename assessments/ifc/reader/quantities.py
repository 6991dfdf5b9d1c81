"""The base quantities of an element in SI, each with the set it stands in; and what its common property set says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .text import attribute, number, words
from .units import AREA, LENGTH, MASS, VOLUME, Units

_KINDS = {
    "IfcQuantityLength": ("LengthValue", "length", LENGTH),
    "IfcQuantityArea": ("AreaValue", "area", AREA),
    "IfcQuantityVolume": ("VolumeValue", "volume", VOLUME),
    "IfcQuantityWeight": ("WeightValue", "weight", MASS),
    "IfcQuantityCount": ("CountValue", "count", None),
}
QUANTITIES_MOST = 300  # of one element: more is no building
_NESTED_MOST = 5


def definitions(entity: Any) -> Iterator[Any]:
    """The sets of properties and quantities of an element itself."""
    for relation in attribute(entity, "IsDefinedBy", ()):
        if relation.is_a("IfcRelDefinesByProperties"):
            yield from _each(relation.RelatingPropertyDefinition)


def type_of(entity: Any) -> Any:
    """The type of an element; the relation is another one in IFC2X3."""
    relations = attribute(entity, "IsTypedBy", ()) or attribute(entity, "IsDefinedBy", ())
    return next((one.RelatingType for one in relations if one.is_a("IfcRelDefinesByType")), None)


def quantities_of(entity: Any, units: Units) -> list[dict[str, Any]]:
    """Each with name, kind, value in SI (None where the unit is not known), set, and the part it speaks of."""
    found: list[dict[str, Any]] = []
    for definition in definitions(entity):
        if len(found) >= QUANTITIES_MOST:
            break
        if definition.is_a("IfcElementQuantity"):
            found += _read(attribute(definition, "Quantities", ()), words(definition.Name), None, units)
    return found[:QUANTITIES_MOST]


def said(entity: Any, kind: Any) -> dict[str, bool | None]:
    """Whether it is external and load bearing, by the common property set of the element, else of its type."""
    told: dict[str, bool | None] = {"IsExternal": None, "LoadBearing": None}
    inherited = attribute(kind, "HasPropertySets", ()) if kind is not None else ()
    for definition in (*inherited, *definitions(entity)):
        if definition.is_a("IfcPropertySet") and _is_common(definition):
            told |= _flags(definition, told)
    return told


def _flags(definition: Any, wanted: dict[str, bool | None]) -> dict[str, bool | None]:
    singles = [one for one in definition.HasProperties or () if one.is_a("IfcPropertySingleValue")]
    values = {one.Name: attribute(one.NominalValue, "wrappedValue") for one in singles if one.Name in wanted}
    return {name: value for name, value in values.items() if isinstance(value, bool)}


def _is_common(definition: Any) -> bool:
    name = words(definition.Name) or ""
    return name.startswith("Pset_") and name.endswith("Common")


def _each(definition: Any) -> tuple[Any, ...]:
    """One set, or since IFC4 several under one relation."""
    if definition is None:
        return ()
    wrapped = attribute(definition, "wrappedValue")
    return tuple(wrapped) if isinstance(wrapped, tuple) else (definition,)


def _read(
    quantities: Any, name: str | None, part: str | None, units: Units, depth: int = 0
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for quantity in quantities:
        if quantity.is_a("IfcPhysicalComplexQuantity"):
            if depth < _NESTED_MOST:
                inner = attribute(quantity, "HasQuantities", ())
                found += _read(inner, name, words(quantity.Name) or "?", units, depth + 1)
        elif quantity.is_a() in _KINDS:
            found.append(_one(quantity, name, part, units))
    return found


def _one(quantity: Any, name: str | None, part: str | None, units: Units) -> dict[str, Any]:
    field, kind, unit = _KINDS[quantity.is_a()]
    scale = 1.0 if unit is None else units.of(unit, attribute(quantity, "Unit"))
    value = number(attribute(quantity, field))
    return {
        "name": words(quantity.Name) or "?",
        "kind": kind,
        "value": None if value is None or scale is None else value * scale,
        "set": name,
        "part": part,
    }
