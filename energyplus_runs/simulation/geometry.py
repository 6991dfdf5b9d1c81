"""The picture of a model: its surfaces as polygons for a three-dimensional view."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.placement import Kind, PlacedSurface, place
from energyplus_runs.simulation.polygons import Polygon
from energyplus_runs.simulation.schema_index import SchemaIndex
from energyplus_runs.simulation.tokens import RawObject
from standard_site.lib.findings import Finding, Where

MAX_DRAWN = 20_000


@dataclass(frozen=True, slots=True)
class SceneSurface:
    """One polygon in world coordinates [m]: x east, y north, z up; counter-clockwise seen from outside."""

    name: str
    kind: Kind
    zone: str | None
    vertices: Polygon

    def to_json(self) -> dict[str, Any]:
        corners = [list(point) for point in self.vertices]
        return {"name": self.name, "kind": str(self.kind), "zone": self.zone, "vertices": corners}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn, and for everything that is not a finding that says why."""

    surfaces: tuple[SceneSurface, ...]
    not_drawn: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "surfaces": [surface.to_json() for surface in self.surfaces],
            "not_drawn": [finding.to_json() for finding in self.not_drawn],
        }


def scene(objects: Iterable[RawObject], schema: SchemaIndex, most: int = MAX_DRAWN) -> Scene:
    """The drawable surfaces of a model, at most `most` of them."""
    placement = place(Model(objects, schema))
    placed = placement.surfaces
    over_limit = (_over_limit(surface) for surface in placed[most:])
    return Scene(
        tuple(SceneSurface(item.name, item.kind, item.zone, item.vertices) for item in placed[:most]),
        (*placement.not_placed, *over_limit),
    )


def _over_limit(surface: PlacedSurface) -> Finding:
    label = f"{surface.type_name} '{surface.name}'"
    return CATALOGUE.make("not-drawn-limit", Where(object=label), object=label)
