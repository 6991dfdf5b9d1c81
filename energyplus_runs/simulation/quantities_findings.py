"""What a model does not say of the quantities in it, each with its area or number, so that a person can add it by hand."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.placement import Kind, Placement
from energyplus_runs.simulation.quantities_layers import Layer, Substance
from energyplus_runs.simulation.quantities_surfaces import BuiltSurface, Element
from standard_site.lib.findings import Finding, FindingCatalogue, Where

CATALOGUE = FindingCatalogue(Path(__file__).with_name("findings_quantities.toml"))
_CODES = {
    "WindowMaterial:SimpleGlazingSystem": "quantities-simple-glazing",
    "Material:NoMass": "quantities-no-thickness",
    "Material:RoofVegetation": "quantities-planted-roof",
}
_DERIVED_SHADE = "not-drawn-derived-shade"


def not_known(
    model: Model,
    placement: Placement,
    surfaces: Sequence[BuiltSurface],
    constructions: Sequence[Sequence[Layer]],
) -> Iterator[Finding]:
    """One finding for each material without an amount, and for every kind of thing that is not counted in full."""
    yield from _unplaced(placement)
    yield from _layers_without_amount(constructions)
    yield from _frames(surfaces)
    yield from _shared(surfaces)
    yield from _shades(placement)
    masses = len(model.of("InternalMass"))
    if masses:
        yield CATALOGUE.make("quantities-internal-mass", Where(object="InternalMass"), count=masses)


def _unplaced(placement: Placement) -> Iterator[Finding]:
    for finding in placement.not_placed:
        if finding.code != _DERIVED_SHADE:
            name = finding.where.object or ""
            yield CATALOGUE.make("quantities-not-placed", finding.where, object=name)


def _layers_without_amount(constructions: Sequence[Sequence[Layer]]) -> Iterator[Finding]:
    layers = {(layer.type_name, layer.material): layer for one in constructions for layer in one}
    for (type_name, name), layer in sorted(layers.items()):
        where = Where(object=f"{type_name} '{name}'")
        if layer.substance is Substance.AREA or type_name in _CODES:
            yield CATALOGUE.make(_CODES.get(type_name, "quantities-whole-only"), where, material=name)
        elif layer.substance is Substance.VOLUME and layer.density_kg_per_m3 is None:
            yield CATALOGUE.make("quantities-no-density", where, material=name)


def _frames(surfaces: Sequence[BuiltSurface]) -> Iterator[Finding]:
    windows = [one for one in surfaces if one.element is Element.WINDOW]
    framed = [one.frame_m2 for one in windows if one.frame is not None]
    if framed:
        yield CATALOGUE.make(
            "quantities-frame-area", None, area=f"{math.fsum(framed):.2f}", count=len(framed)
        )
    if len(windows) > len(framed):
        yield CATALOGUE.make("quantities-no-frame", None, count=len(windows) - len(framed))


def _shared(surfaces: Sequence[BuiltSurface]) -> Iterator[Finding]:
    """Adiabatic surfaces by element: counted for half of their area."""
    areas: dict[Element, list[float]] = defaultdict(list)
    for one in surfaces:
        if one.adiabatic:
            areas[one.element].append(one.built_m2)
    if areas:
        total = math.fsum(area for found in areas.values() for area in found)
        count = sum(len(found) for found in areas.values())
        yield CATALOGUE.make("quantities-adiabatic-half", None, count=count, area=f"{total:.2f}")


def _shades(placement: Placement) -> Iterator[Finding]:
    drawn = [one.area_m2 for one in placement.surfaces if one.kind is Kind.SHADING]
    derived = sum(finding.code == _DERIVED_SHADE for finding in placement.not_placed)
    if drawn or derived:
        area = f"{math.fsum(drawn):.2f}"
        yield CATALOGUE.make("quantities-shading", None, count=len(drawn), area=area, derived=derived)
