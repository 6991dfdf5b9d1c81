"""What the recipe asks of a design: its surfaces in their places, its sides with their share of windows, its class."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from energyplus_runs.simulation.envelope import total_floor_area_m2, zone_summaries
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.model_view import Model, zone_multipliers
from energyplus_runs.simulation.placement import Kind, PlacedSurface, place
from energyplus_runs.simulation.polygons import area_vector
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.recipe import BuildingClass, Element, Facade, Recipe
from energyplus_runs.simulation.schema_index import load_schema
from energyplus_runs.simulation.tokens import RawObject

_OUTDOORS = "outdoors"
_ELEMENTS = {
    Kind.WALL: Element.WALL,
    Kind.ROOF: Element.ROOF,
    Kind.CEILING: Element.ROOF,
    Kind.FLOOR: Element.EXPOSED_FLOOR,
}


@dataclass(frozen=True, slots=True)
class Building:
    """A design as the recipe sees it; names of surfaces and zones in lower case, areas in m² with multipliers."""

    use: str
    building_class: BuildingClass
    surfaces: Mapping[str, PlacedSurface]
    facades: Mapping[str, Facade]
    ratios: Mapping[Facade, float]
    wall_m2: Mapping[Facade, float]
    window_m2: Mapping[Facade, float]
    roof_m2: float
    skylight_m2: float
    zone_floor_m2: Mapping[str, float | None]
    floor_m2: float

    def element_of(self, name: str) -> Element | None:
        """What an opaque surface is to the limits; None for one that does not face outdoor air."""
        surface = self.surfaces.get(name.lower())
        if surface is None or surface.base is not None or surface.boundary != _OUTDOORS:
            return None
        return _ELEMENTS.get(surface.kind)

    def is_window(self, name: str) -> bool:
        """Whether this is a window to outdoor air, in a wall or a roof."""
        surface = self.surfaces.get(name.lower())
        return surface is not None and surface.kind is Kind.WINDOW and surface.boundary == _OUTDOORS

    def facade_of_window(self, name: str) -> Facade | None:
        """The side a window is on; None for a roof light."""
        base = self.surfaces[name.lower()].base
        return None if base is None else self.facades.get(base.lower())


def look_at(model: IdfModel, recipe: Recipe, use: str) -> Building:
    """Place the surfaces of a model and take the measures of its sides.

    Raises SimulationError when a surface has no place, or the model no floor area.
    """
    view = view_of(model)
    placement = place(view)
    if not placement.complete:
        raise SimulationError([CATALOGUE.make("reference-geometry-incomplete")])
    zones = zone_summaries(view, placement.surfaces)
    floor_m2 = total_floor_area_m2(zones)
    if not floor_m2:
        raise SimulationError([CATALOGUE.make("reference-floor-area-missing")])
    surfaces = {surface.name.lower(): surface for surface in placement.surfaces}
    sides = _Sides(recipe, surfaces, zone_multipliers(view))
    return Building(
        use=use,
        building_class=recipe.class_of(floor_m2),
        surfaces=surfaces,
        facades=sides.facades,
        ratios={side: _ratio(sides.window_m2[side], sides.wall_m2[side]) for side in Facade},
        wall_m2=sides.wall_m2,
        window_m2=sides.window_m2,
        roof_m2=sides.roof_m2,
        skylight_m2=sides.skylight_m2,
        zone_floor_m2={zone.name.lower(): zone.floor_area_m2 for zone in zones},
        floor_m2=floor_m2,
    )


def view_of(model: IdfModel) -> Model:
    """The model read by the keys of the schema."""
    objects = (RawObject(item.type_name, item.values, 0, ()) for item in model)
    return Model(objects, load_schema(model.engine.schema))


def azimuth_deg(surface: PlacedSurface) -> float:
    """The direction a surface faces [° clockwise from north]."""
    x, y, _ = area_vector(surface.vertices)
    return math.degrees(math.atan2(x, y)) % 360.0


class _Sides:
    """Areas against outdoor air by side, of the whole building; a window counts on the side of its wall."""

    def __init__(
        self, recipe: Recipe, surfaces: Mapping[str, PlacedSurface], times: Mapping[str, int]
    ) -> None:
        self.wall_m2 = dict.fromkeys(Facade, 0.0)
        self.window_m2 = dict.fromkeys(Facade, 0.0)
        self.roof_m2 = self.skylight_m2 = 0.0
        outside = [surface for surface in surfaces.values() if surface.boundary == _OUTDOORS]
        walls = [surface for surface in outside if surface.base is None and surface.kind is Kind.WALL]
        self.facades = {wall.name.lower(): recipe.facade_of(azimuth_deg(wall)) for wall in walls}
        for surface in outside:
            size = surface.area_m2 * surface.multiplier * times.get((surface.zone or "").lower(), 1)
            self._count(surface, size)

    def _count(self, surface: PlacedSurface, size: float) -> None:
        side = self.facades.get((surface.base or surface.name).lower())
        if surface.base is None and side is not None:
            self.wall_m2[side] += size
        elif surface.base is None and surface.kind in (Kind.ROOF, Kind.CEILING):
            self.roof_m2 += size
        elif surface.kind is Kind.WINDOW and side is not None:
            self.window_m2[side] += size
        elif surface.kind is Kind.WINDOW:
            self.skylight_m2 += size


def _ratio(window_m2: float, wall_m2: float) -> float:
    # rounded, so that a ratio drawn as 0.20 is not above it by the last bit
    return round(window_m2 / wall_m2, 6) if wall_m2 > 0 else 0.0
