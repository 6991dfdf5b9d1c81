"""Quantities of materials out of an energy model: constructions, net areas and multipliers make volumes and masses by layer.

A first estimate: a model knows what heat passes through, and neither structure nor services. Nothing is guessed: a layer
without thickness keeps its area, and a finding says that its amount is not known.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from energyplus_runs.simulation.model_view import Model, zone_lists, zone_multipliers
from energyplus_runs.simulation.placement import Placement
from energyplus_runs.simulation.quantities_findings import not_known
from energyplus_runs.simulation.quantities_layers import Layer, Layers, Substance
from energyplus_runs.simulation.quantities_surfaces import BuiltSurface, Element, built_surfaces
from standard_site.lib.findings import Finding

QUANTITIES_VERSION = "1"
_FRAME = Layer("", "WindowProperty:FrameAndDivider", Substance.AREA)


@dataclass(frozen=True, slots=True)
class ConstructionArea:
    """Net area of one construction in one element as built [m²], multipliers applied once; layers from outside."""

    element: Element
    construction: str
    layers: tuple[str, ...]
    area_m2: float


@dataclass(frozen=True, slots=True)
class MaterialQuantity:
    """One material in one element: area [m²], volume [m³] and density [kg/m³], None where the model does not say."""

    element: Element
    material: str
    type_name: str
    area_m2: float
    volume_m3: float | None
    density_kg_per_m3: float | None

    @property
    def mass_kg(self) -> float | None:
        """Volume times density [kg]."""
        if self.volume_m3 is None or self.density_kg_per_m3 is None:
            return None
        return self.volume_m3 * self.density_kg_per_m3


@dataclass(frozen=True, slots=True)
class ModelQuantities:
    """What a model says of quantities, by element and name in alphabetical order, and what it does not say."""

    constructions: tuple[ConstructionArea, ...]
    materials: tuple[MaterialQuantity, ...]
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be read again by `from_json`."""
        return {
            "version": QUANTITIES_VERSION,
            "constructions": [asdict(area) for area in self.constructions],
            "materials": [asdict(material) for material in self.materials],
            "findings": [finding.to_json() for finding in self.findings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ModelQuantities:
        areas = (
            {**one, "element": Element(one["element"]), "layers": tuple(one["layers"])}
            for one in data["constructions"]
        )
        materials = ({**one, "element": Element(one["element"])} for one in data["materials"])
        return cls(
            constructions=tuple(ConstructionArea(**one) for one in areas),
            materials=tuple(MaterialQuantity(**one) for one in materials),
            findings=tuple(Finding.from_json(one) for one in data["findings"]),
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """An amount of area [m²] of one construction in one element; frames have no construction."""

    element: Element
    construction: str
    area_m2: float


def quantities(model: Model, placement: Placement) -> ModelQuantities:
    """The quantities of a model whose surfaces have been placed."""
    layers = Layers(model)
    surfaces = list(built_surfaces(model, placement.surfaces))
    parts = [_Part(one.element, layers.name(one.construction), one.built_m2) for one in surfaces]
    parts += _internal_mass(model, layers)
    areas = _summed(((one.element, one.construction), one.area_m2) for one in parts)
    constructions = tuple(
        ConstructionArea(element, name, tuple(layer.material for layer in layers.of(name)), area)
        for (element, name), area in areas
    )
    materials = tuple(_materials(constructions, layers, surfaces))
    findings = tuple(
        not_known(model, placement, surfaces, [layers.of(one.construction) for one in constructions])
    )
    return ModelQuantities(constructions, materials, findings)


def _internal_mass(model: Model, layers: Layers) -> Iterator[_Part]:
    """Internal mass by the area that each object states, for every zone it is in."""
    times = zone_multipliers(model)
    in_list = {name: sum(times.get(zone, 1) for zone in zones) for name, zones in zone_lists(model).items()}
    spaces = {item.name.lower(): times.get(item.text("zone_name").lower(), 1) for item in model.of("Space")}
    in_spaces = {
        item.name.lower(): sum(spaces.get(group[0].lower(), 1) for group in item.groups())
        for item in model.of("SpaceList")
    }
    for mass in model.of("InternalMass"):
        zone = mass.text("zone_or_zonelist_name").lower()
        space = mass.text("space_or_spacelist_name").lower()
        often = in_list.get(zone, times.get(zone, 1)) if zone else in_spaces.get(space, spaces.get(space, 1))
        area, construction = mass.number("surface_area"), mass.text("construction_name")
        if area is not None and construction:
            yield _Part(Element.INTERNAL_MASS, layers.name(construction), area * often)


_MaterialKey = tuple[Element, str, str, float | None, bool]


def _materials(
    constructions: Sequence[ConstructionArea], layers: Layers, surfaces: Sequence[BuiltSurface]
) -> Iterator[MaterialQuantity]:
    """One quantity for each material in each element; the same material in two layers of a wall is added up."""
    amounts: dict[_MaterialKey, list[tuple[float, float]]] = defaultdict(list)
    for one in constructions:
        for layer in layers.of(one.construction):
            if layer.substance is not Substance.NONE:
                amounts[_key(one.element, layer)].append((one.area_m2, layer.thickness_m or 0.0))
    for surface in surfaces:
        if surface.frame is not None and surface.frame_m2 > 0:
            frame = surface.element, surface.frame.name, _FRAME.type_name, None, False
            amounts[frame].append((surface.frame_m2, 0.0))
    for key in sorted(amounts, key=_order):
        element, name, type_name, density, has_volume = key
        pairs = amounts[key]
        volume = math.fsum(area * thickness for area, thickness in pairs) if has_volume else None
        area_m2 = math.fsum(area for area, _ in pairs)
        yield MaterialQuantity(element, name, type_name, area_m2, volume, density)


def _key(element: Element, layer: Layer) -> _MaterialKey:
    has_volume = layer.substance is Substance.VOLUME
    return element, layer.material, layer.type_name, layer.density_kg_per_m3, has_volume


def _order(key: _MaterialKey) -> tuple[int, str, str]:
    return list(Element).index(key[0]), key[1].lower(), key[2]


def _summed(amounts: Iterable[tuple[tuple[Element, str], float]]) -> list[tuple[tuple[Element, str], float]]:
    """Added up by element and construction, without regard to the order of the model."""
    found: dict[tuple[Element, str], list[float]] = defaultdict(list)
    for key, area in amounts:
        found[key].append(area)
    ordered = sorted(found, key=lambda key: (list(Element).index(key[0]), key[1].lower()))
    return [(key, math.fsum(found[key])) for key in ordered]
