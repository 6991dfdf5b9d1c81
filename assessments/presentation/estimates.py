"""Quantities estimated from an energy model, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from energyplus_runs.simulation.quantities import ConstructionArea, MaterialQuantity, ModelQuantities
from energyplus_runs.simulation.quantities_surfaces import Element
from standard_site.lib.findings import Finding

_ELEMENTS: dict[Element, Promise] = {
    Element.EXTERNAL_WALL: _("External wall"),
    Element.ROOF: _("Roof"),
    Element.GROUND_FLOOR: _("Ground floor"),
    Element.INTERMEDIATE_FLOOR: _("Intermediate floor"),
    Element.INTERNAL_WALL: _("Internal wall"),
    Element.WINDOW: _("Window"),
    Element.EXTERNAL_DOOR: _("External door"),
    Element.INTERNAL_DOOR: _("Internal door"),
    Element.INTERNAL_MASS: _("Internal mass"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A row with its element in the reader's language."""

    element: str
    row: ConstructionArea | MaterialQuantity


@dataclass(frozen=True, slots=True)
class EstimateShown:
    constructions: tuple[Named, ...]
    materials: tuple[Named, ...]
    findings: tuple[Finding, ...]


def estimate_shown(found: ModelQuantities, findings: Iterable[Finding]) -> EstimateShown:
    """The rows as they will stand in the take-off, with what is said of it."""
    return EstimateShown(
        constructions=tuple(Named(str(_ELEMENTS[row.element]), row) for row in found.constructions),
        materials=tuple(Named(str(_ELEMENTS[row.element]), row) for row in found.materials),
        findings=tuple(findings),
    )
