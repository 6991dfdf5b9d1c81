"""One record for each thing in the building: what it is, where it is, what is said of it."""

from __future__ import annotations

from typing import Any

from .materials import Materials
from .quantities import quantities_of, said, type_of
from .text import attribute, number, words
from .units import LENGTH, Units

_CLIMB_MOST = 50
_FAMILIES = (  # entities with so many kinds below them that a mapping cannot name each
    *("IfcDistributionElement", "IfcTransportElement", "IfcTransportationDevice", "IfcReinforcingElement"),
    *("IfcElementComponent", "IfcCivilElement", "IfcDeepFoundation"),
)
_LEFT_OUT = (  # (entity, why): never part of a take-off
    ("IfcSpatialElement", "space"),
    ("IfcSpatialStructureElement", "space"),
    ("IfcFeatureElement", "feature"),
    ("IfcVirtualElement", "virtual"),
    ("IfcFurnishingElement", "furniture"),
    ("IfcGeographicElement", "terrain"),
)


class Reader:
    """Reads the products of a model one by one."""

    def __init__(self, model: Any) -> None:
        self.units = Units(model)
        self._materials = Materials(model, self.units)
        self._by_type: dict[str, tuple[str | None, str | None]] = {}

    def record(self, product: Any) -> dict[str, Any]:
        """An `element`, or something `left-out` with the reason; either with all its quantities."""
        about = {
            "id": words(product.GlobalId) or f"#{product.id()}",
            "type": product.is_a(),
            "name": words(product.Name),
            "quantities": quantities_of(product, self.units),
        }
        why, family = self._of_type(product)
        if why is not None:
            return {"kind": "left-out", "why": why, **about}
        kind = type_of(product)
        flags = said(product, kind)
        return {
            "kind": "element",
            **about,
            "family": family,
            "type_name": words(attribute(kind, "Name")),
            "predefined": _predefined(product, kind),
            "storey": _storey(product),
            "external": flags["IsExternal"],
            "load_bearing": flags["LoadBearing"],
            "whole": _whole(product),
            "materials": self._materials.of(product),
            "overall_m": [self._length(product, "OverallWidth"), self._length(product, "OverallHeight")],
        }

    def _of_type(self, product: Any) -> tuple[str | None, str | None]:
        """Why things of this type are left out, and their family: asked once, as the schema answers slowly."""
        kind = product.is_a()
        if kind not in self._by_type:
            family = next((entity for entity in _FAMILIES if _is_a(product, entity)), None)
            self._by_type[kind] = why_left_out(product), family
        return self._by_type[kind]

    def _length(self, product: Any, name: str) -> float | None:
        value, scale = number(attribute(product, name)), self.units.of(LENGTH)
        return None if value is None or scale is None else value * scale


def why_left_out(product: Any) -> str | None:
    """Why a product is no part of a take-off; None for an element of the building."""
    for entity, why in _LEFT_OUT:
        if _is_a(product, entity):
            return why
    return None if product.is_a("IfcElement") else "annotation"


def _is_a(product: Any, entity: str) -> bool:
    try:
        return bool(product.is_a(entity))
    except RuntimeError:  # not every schema knows the name
        return False


def _predefined(product: Any, kind: Any) -> str | None:
    for one in (product, kind):
        value = attribute(one, "PredefinedType") if one is not None else None
        if isinstance(value, str) and value not in ("NOTDEFINED", "USERDEFINED"):
            return value
    return None


def _whole(product: Any) -> str | None:
    """The element that this one is a part of."""
    whole = _above(product)
    return words(whole.GlobalId) if whole is not None and whole.is_a("IfcElement") else None


def _above(product: Any) -> Any:
    relations = (*attribute(product, "Decomposes", ()), *attribute(product, "Nests", ()))
    return relations[0].RelatingObject if relations else None


def _storey(product: Any) -> str | None:
    """The name of the storey it stands in, by itself or through what it is a part of."""
    thing = product
    for _ in range(_CLIMB_MOST):  # whoever wrote the file may have made a ring of parts
        if thing is None or thing.is_a("IfcBuildingStorey"):
            return words(attribute(thing, "Name"))
        contained = attribute(thing, "ContainedInStructure", ())
        thing = contained[0].RelatingStructure if contained else _above(thing)
    return None
