"""Every surface of a model at its place in the world: zone origins and north axes applied, order made one.

Source: EnergyPlus 25.2 Input Output Reference, GlobalGeometryRules, Zone, Building and the surface objects.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.model_view import Model, ModelObject
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.polygons import (
    Point,
    Polygon,
    area,
    local_frame,
    moved,
    plane_axes,
    rectangle,
    rotated,
)
from energyplus_runs.simulation.tokens import object_label
from standard_site.lib.findings import Finding, Where

_FARTHEST_M = 1e7  # from the origin, more than the radius of the earth
_DETAILED = ("BuildingSurface:Detailed", "Wall:Detailed", "RoofCeiling:Detailed", "Floor:Detailed")
_SUB_SURFACES = ("Window", "Door", "GlazedDoor", "Window:Interzone", "Door:Interzone")
_ATTACHED_SHADES = (
    "Shading:Overhang",
    "Shading:Overhang:Projection",
    "Shading:Fin",
    "Shading:Fin:Projection",
)


class Kind(StrEnum):
    """What a surface is."""

    WALL = "wall"
    ROOF = "roof"
    CEILING = "ceiling"
    FLOOR = "floor"
    WINDOW = "window"
    DOOR = "door"
    SHADING = "shading"


@dataclass(frozen=True, slots=True)
class PlacedSurface:
    """One surface in world coordinates [m], counter-clockwise from outside.

    `base` names the surface a window or door is in; `multiplier` counts equal windows; `line` is where the object stands.
    """

    name: str
    type_name: str
    kind: Kind
    zone: str | None
    construction: str | None
    boundary: str
    boundary_object: str
    base: str | None
    multiplier: float
    vertices: Polygon
    line: int = 0

    @property
    def area_m2(self) -> float:
        return area(self.vertices)


@dataclass(frozen=True, slots=True)
class _Rectangular:
    """How a simple rectangular object is to be read where its own fields are blank."""

    kind: Kind
    boundary: str
    tilt_deg: float


_RECTANGULAR = {
    "Wall:Exterior": _Rectangular(Kind.WALL, "outdoors", 90.0),
    "Wall:Adiabatic": _Rectangular(Kind.WALL, "adiabatic", 90.0),
    "Wall:Underground": _Rectangular(Kind.WALL, "ground", 90.0),
    "Wall:Interzone": _Rectangular(Kind.WALL, "surface", 90.0),
    "Roof": _Rectangular(Kind.ROOF, "outdoors", 0.0),
    "Ceiling:Adiabatic": _Rectangular(Kind.CEILING, "adiabatic", 0.0),
    "Ceiling:Interzone": _Rectangular(Kind.CEILING, "surface", 0.0),
    "Floor:GroundContact": _Rectangular(Kind.FLOOR, "ground", 180.0),
    "Floor:Adiabatic": _Rectangular(Kind.FLOOR, "adiabatic", 180.0),
    "Floor:Interzone": _Rectangular(Kind.FLOOR, "surface", 180.0),
}
_DETAILED_KINDS = {
    "wall:detailed": Kind.WALL,
    "floor:detailed": Kind.FLOOR,
    "wall": Kind.WALL,
    "roof": Kind.ROOF,
    "ceiling": Kind.CEILING,
    "floor": Kind.FLOOR,
}


@dataclass(frozen=True, slots=True)
class Placement:
    """All surfaces of a model, walls before what is in them, and a finding for each that has no place."""

    surfaces: tuple[PlacedSurface, ...]
    not_placed: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing with an area of its own is missing."""
        return all(finding.code == "not-drawn-derived-shade" for finding in self.not_placed)


def place(model: Model) -> Placement:
    """Put every surface of a model in its place in the world."""
    surfaces, not_placed = _Placer(model).place()
    return Placement(tuple(surfaces), tuple(not_placed))


class _Placer:
    """Knows the model's coordinate systems; a maker answers a surface or why there is none."""

    def __init__(self, model: Model) -> None:
        self.model = model
        rules = model.first("GlobalGeometryRules")
        self.clockwise = rules is not None and rules.text("vertex_entry_direction").lower() == "clockwise"
        self.detailed_in_world = _is_world(rules, "coordinate_system")
        self.rectangles_in_world = _is_world(rules, "rectangular_surface_coordinate_system")
        building = model.first("Building")
        self.north_deg = (building.number("north_axis") if building else None) or 0.0
        self.zones = {zone.name.lower(): zone for zone in model.of("Zone")}
        self.surfaces: list[PlacedSurface] = []
        self.not_drawn: list[Finding] = []
        self.bases: dict[str, PlacedSurface] = {}

    def place(self) -> tuple[list[PlacedSurface], list[Finding]]:
        for item in self.model.of(*_DETAILED):
            self._keep(item, self._detailed(item))
        for type_name, reading in _RECTANGULAR.items():
            for item in self.model.of(type_name):
                self._keep(item, self._rectangular(item, reading))
        self.bases = {surface.name.lower(): surface for surface in self.surfaces}
        for item in self.model.of("FenestrationSurface:Detailed"):
            self._keep(item, self._fenestration(item))
        for item in self.model.of(*_SUB_SURFACES):
            self._keep(item, self._sub_rectangle(item))
        self._place_shades()
        return self.surfaces, self.not_drawn

    def _place_shades(self) -> None:
        for item in self.model.of(
            "Shading:Site:Detailed", "Shading:Building:Detailed", "Shading:Zone:Detailed"
        ):
            self._keep(item, self._detailed_shade(item))
        for item in self.model.of("Shading:Site", "Shading:Building"):
            self._keep(item, self._rectangular_shade(item))
        for item in self.model.of(*_ATTACHED_SHADES):
            self._keep(item, "not-drawn-derived-shade")

    def _keep(self, item: ModelObject, made: PlacedSurface | str) -> None:
        if isinstance(made, str):
            where = Where(line=item.raw.line, object=object_label(item.raw))
            self.not_drawn.append(CATALOGUE.make(made, where, object=object_label(item.raw)))
        else:
            self.surfaces.append(made)

    def _detailed(self, item: ModelObject) -> PlacedSurface | str:
        vertices = self._ordered(_listed_vertices(item))
        zone = self.zones.get(item.text("zone_name").lower())
        if not self.detailed_in_world:
            vertices = self._from_zone(vertices, zone)
        return _surface(
            item, _detailed_kind(item), vertices, boundary=item.text("outside_boundary_condition")
        )

    def _rectangular(self, item: ModelObject, reading: _Rectangular) -> PlacedSurface | str:
        zone = self.zones.get(item.text("zone_name").lower())
        vertices = _standing_rectangle(item, reading.tilt_deg)
        if not self.rectangles_in_world:
            vertices = self._from_zone(vertices, zone)
        return _surface(item, reading.kind, vertices, boundary=reading.boundary)

    def _fenestration(self, item: ModelObject) -> PlacedSurface | str:
        base = self.bases.get(item.text("building_surface_name").lower())
        if base is None:
            return "not-drawn-base-missing"
        vertices = self._ordered(_numbered_vertices(item))
        if not self.detailed_in_world:
            vertices = self._from_zone(vertices, self.zones.get((base.zone or "").lower()))
        kind = Kind.DOOR if item.text("surface_type").lower() == "door" else Kind.WINDOW
        return _surface(item, kind, vertices, base=base)

    def _sub_rectangle(self, item: ModelObject) -> PlacedSurface | str:
        base = self.bases.get(item.text("building_surface_name").lower())
        if base is None:
            return "not-drawn-base-missing"
        corner, axes = local_frame(base.vertices)
        along, above = (
            item.number("starting_x_coordinate") or 0.0,
            item.number("starting_z_coordinate") or 0.0,
        )
        start = rectangle(corner, axes, along, above)[3]
        length, height = item.number("length"), item.number("height")
        vertices = rectangle(start, axes, length, height) if length and height else ()
        kind = Kind.DOOR if item.spec.name.lower().startswith("door") else Kind.WINDOW
        return _surface(item, kind, vertices, base=base)

    def _detailed_shade(self, item: ModelObject) -> PlacedSurface | str:
        vertices = self._ordered(_listed_vertices(item))
        if item.spec.name == "Shading:Zone:Detailed":
            base = self.bases.get(item.text("base_surface_name").lower())
            if base is None:
                return "not-drawn-base-missing"
            if not self.detailed_in_world:
                vertices = self._from_zone(vertices, self.zones.get((base.zone or "").lower()))
        elif item.spec.name == "Shading:Building:Detailed" and not self.detailed_in_world:
            vertices = rotated(vertices, self.north_deg)
        return _surface(item, Kind.SHADING, vertices)

    def _rectangular_shade(self, item: ModelObject) -> PlacedSurface | str:
        vertices = _standing_rectangle(item, 90.0)
        if item.spec.name == "Shading:Building" and not self.rectangles_in_world:
            vertices = rotated(vertices, self.north_deg)
        return _surface(item, Kind.SHADING, vertices)

    def _ordered(self, vertices: Polygon) -> Polygon:
        return tuple(reversed(vertices)) if self.clockwise else vertices

    def _from_zone(self, vertices: Polygon, zone: ModelObject | None) -> Polygon:
        """Turn by the zone's north, move to its origin, turn by the building's north."""
        if zone is not None:
            x, y, z = (zone.number(f"{axis}_origin") or 0.0 for axis in "xyz")
            vertices = moved(rotated(vertices, zone.number("direction_of_relative_north") or 0.0), (x, y, z))
        return rotated(vertices, self.north_deg)


def _is_world(rules: ModelObject | None, key: str) -> bool:
    return rules is not None and rules.text(key).lower() == "world"


def _surface(
    item: ModelObject,
    kind: Kind,
    vertices: Polygon,
    boundary: str = "",
    base: PlacedSurface | None = None,
) -> PlacedSurface | str:
    if any(abs(value) > _FARTHEST_M for point in vertices for value in point):
        return "not-drawn-far"
    if len(vertices) < 3 or not 0 < area(vertices) < math.inf:
        return "not-drawn-vertices"
    multiplier = item.number("multiplier") if base else None
    return PlacedSurface(
        name=item.name,
        type_name=item.spec.name,
        kind=kind,
        zone=base.zone if base else item.text("zone_name") or None,
        construction=item.text("construction_name") or None,
        boundary=base.boundary if base else boundary.lower(),
        boundary_object=item.text("outside_boundary_condition_object"),
        base=base.name if base else None,
        multiplier=multiplier if multiplier and multiplier > 0 else 1.0,
        vertices=vertices,
        line=item.raw.line,
    )


def _detailed_kind(item: ModelObject) -> Kind:
    if item.spec.name == "RoofCeiling:Detailed":
        return Kind.ROOF if item.text("outside_boundary_condition").lower() == "outdoors" else Kind.CEILING
    by_type = _DETAILED_KINDS.get(item.spec.name.lower())
    return by_type or _DETAILED_KINDS.get(item.text("surface_type").lower(), Kind.WALL)


def _listed_vertices(item: ModelObject) -> Polygon:
    return _points(item.groups())


def _numbered_vertices(item: ModelObject) -> Polygon:
    rows = (tuple(item.text(f"vertex_{n}_{axis}_coordinate") for axis in "xyz") for n in range(1, 5))
    return _points(row for row in rows if any(row))


def _points(rows: Iterable[Sequence[str]]) -> Polygon:
    """The rows as points; none at all when one of them is no point, for half a polygon is another polygon."""
    points: list[Point] = []
    for row in rows:
        x, y, z = (parse_number(text) for text in row[:3])
        if x is None or y is None or z is None:
            return ()
        points.append((x, y, z))
    return tuple(points)


def _standing_rectangle(item: ModelObject, tilt_deg: float) -> Polygon:
    length = item.number("length")
    height = item.number("height") or item.number("width")
    if not length or not height:
        return ()
    tilt = item.number("tilt_angle")
    axes = plane_axes(item.number("azimuth_angle") or 0.0, tilt_deg if tilt is None else tilt)
    x, y, z = (item.number(f"starting_{axis}_coordinate") or 0.0 for axis in "xyz")
    return rectangle((x, y, z), axes, length, height)
