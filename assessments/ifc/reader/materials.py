"""What an element is made of: one material, layers, constituents, profiles or a bare list."""

from __future__ import annotations

from typing import Any

from .quantities import type_of
from .text import attribute, number, words
from .units import DENSITY, LENGTH, Units

_ITEMS_MOST = 200


class Materials:
    """Reads associations of materials; densities are looked up once for the whole file."""

    def __init__(self, model: Any, units: Units) -> None:
        self._units = units
        self._densities = _densities(model, units)

    def of(self, entity: Any) -> dict[str, Any]:
        """`form` and `items` of the element's own material, else of its type's; form `none` without any."""
        definition = _associated(entity)
        if definition is None:
            kind = type_of(entity)
            definition = _associated(kind) if kind is not None else None
        return {"form": "none", "items": []} if definition is None else self._read(definition)

    def _read(self, definition: Any) -> dict[str, Any]:
        definition = _without_usage(definition)
        for name, form, items in (
            ("IfcMaterialLayerSet", "layers", "MaterialLayers"),
            ("IfcMaterialConstituentSet", "constituents", "MaterialConstituents"),
            ("IfcMaterialProfileSet", "profiles", "MaterialProfiles"),
            ("IfcMaterialList", "list", "Materials"),
        ):
            if definition.is_a(name):
                given = tuple(attribute(definition, items, ()))[:_ITEMS_MOST]
                return {"form": form, "items": [self._item(item) for item in given]}
        form = "layers" if definition.is_a("IfcMaterialLayer") else "single"
        return {"form": form, "items": [self._item(definition)]}

    def _item(self, item: Any) -> dict[str, Any]:
        material = item if item.is_a("IfcMaterial") else attribute(item, "Material")
        thickness, scale = number(attribute(item, "LayerThickness")), self._units.of(LENGTH)
        return {
            "material": words(attribute(material, "Name")),
            "name": words(attribute(item, "Name")),
            "thickness_m": None if thickness is None or scale is None else thickness * scale,
            "fraction": number(attribute(item, "Fraction")),
            "density_kg_per_m3": self._densities.get(material.id()) if material is not None else None,
        }


def _associated(entity: Any) -> Any:
    relations = attribute(entity, "HasAssociations", ())
    return next(
        (one.RelatingMaterial for one in relations if one.is_a("IfcRelAssociatesMaterial")),
        None,
    )


def _without_usage(definition: Any) -> Any:
    """The set behind its usage: where the layers lie says nothing of how much there is."""
    if definition.is_a("IfcMaterialLayerSetUsage"):
        return definition.ForLayerSet
    return definition.ForProfileSet if definition.is_a("IfcMaterialProfileSetUsage") else definition


def _densities(model: Any, units: Units) -> dict[int, float]:
    """Density by material [kg/m3], from its properties; the entity is another one in IFC2X3."""
    found: dict[int, float] = {}
    if model.schema == "IFC2X3":
        for properties in model.by_type("IfcGeneralMaterialProperties"):
            _note(found, properties.Material, number(attribute(properties, "MassDensity")), units)
        return found
    for properties in model.by_type("IfcMaterialProperties"):
        for one in attribute(properties, "Properties", ()):
            if one.is_a("IfcPropertySingleValue") and one.Name == "MassDensity":
                value = number(attribute(one.NominalValue, "wrappedValue"))
                _note(found, properties.Material, value, units, attribute(one, "Unit"))
    return found


def _note(found: dict[int, float], material: Any, value: float | None, units: Units, own: Any = None) -> None:
    scale = units.of(DENSITY, own)
    if material is not None and value is not None and value > 0 and scale is not None:
        found.setdefault(material.id(), value * scale)
