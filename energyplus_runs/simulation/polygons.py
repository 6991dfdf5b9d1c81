"""Plane polygons in space: area, outward direction, turning and moving. Lengths in metres."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float, float]
Polygon = tuple[Point, ...]
MOST_CORNERS = 200


def area_vector(polygon: Sequence[Point]) -> Point:
    """Newell's vector of a polygon [m²]: its length is the area, it points to the counter-clockwise side."""
    x = y = z = 0.0
    for (x1, y1, z1), (x2, y2, z2) in zip(polygon, (*polygon[1:], *polygon[:1]), strict=True):
        x += (y1 - y2) * (z1 + z2)
        y += (z1 - z2) * (x1 + x2)
        z += (x1 - x2) * (y1 + y2)
    return (x / 2, y / 2, z / 2)


def area(polygon: Sequence[Point]) -> float:
    """Area of a plane polygon [m²]."""
    return math.hypot(*area_vector(polygon))


def rotated(polygon: Sequence[Point], north_deg: float) -> Polygon:
    """Turn about the vertical axis: `north_deg` [°] clockwise from above, as EnergyPlus counts north axes."""
    angle = math.radians(-north_deg)
    cosine, sine = math.cos(angle), math.sin(angle)
    return tuple((x * cosine - y * sine, x * sine + y * cosine, z) for x, y, z in polygon)


def moved(polygon: Sequence[Point], by: Point) -> Polygon:
    return tuple((x + by[0], y + by[1], z + by[2]) for x, y, z in polygon)


def plane_axes(azimuth_deg: float, tilt_deg: float) -> tuple[Point, Point]:
    """Unit vectors to the right and up within a surface seen from outside.

    `azimuth_deg` [°] clockwise from north; `tilt_deg` [°] 0 facing up, 90 upright, 180 facing down.
    """
    azimuth, tilt = math.radians(azimuth_deg), math.radians(tilt_deg)
    right = (-math.cos(azimuth), math.sin(azimuth), 0.0)
    up = (-math.sin(azimuth) * math.cos(tilt), -math.cos(azimuth) * math.cos(tilt), math.sin(tilt))
    return right, up


def rectangle(corner: Point, axes: tuple[Point, Point], length: float, height: float) -> Polygon:
    """The rectangle with its lower left corner at `corner`, counter-clockwise seen from outside."""
    right, up = axes

    def at(along: float, above: float) -> Point:
        x, y, z = (corner[i] + along * right[i] + above * up[i] for i in range(3))
        return (x, y, z)

    return (at(0.0, height), at(0.0, 0.0), at(length, 0.0), at(length, height))


def local_frame(polygon: Sequence[Point]) -> tuple[Point, tuple[Point, Point]]:
    """Lower left corner of a polygon in its own plane, and its axes to the right and up."""
    normal = area_vector(polygon)
    size = math.hypot(*normal)
    tilt = math.degrees(math.acos(max(-1.0, min(1.0, normal[2] / size))))
    azimuth = math.degrees(math.atan2(normal[0], normal[1]))
    axes = plane_axes(azimuth, tilt)
    origin = polygon[0]
    offsets = [[_dot(_minus(point, origin), axis) for point in polygon] for axis in axes]
    left, low = min(offsets[0]), min(offsets[1])
    x, y, z = (origin[i] + left * axes[0][i] + low * axes[1][i] for i in range(3))
    return (x, y, z), axes


def enclosed_volume(polygons: Sequence[Sequence[Point]]) -> float | None:
    """Volume [m³] inside polygons that face outward, or None when more than 1 % of the area stays open."""
    vectors = [area_vector(polygon) for polygon in polygons]
    open_area = math.hypot(*(sum(vector[i] for vector in vectors) for i in range(3)))
    total = sum(math.hypot(*vector) for vector in vectors)
    if len(polygons) < 4 or open_area > 0.01 * total:
        return None
    origin = polygons[0][0]
    volume = sum(
        _dot(vector, _minus(polygon[0], origin)) for vector, polygon in zip(vectors, polygons, strict=True)
    )
    return volume / 3 if volume > 0 else None


def _dot(a: Point, b: Point) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _minus(a: Point, b: Point) -> Point:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def distance_to_plane(points: Sequence[Point], polygon: Sequence[Point]) -> list[float]:
    """How far each point lies from the plane through the middle of a polygon [m]."""
    normal = area_vector(polygon)
    size = math.hypot(*normal)
    x, y, z = (math.fsum(point[i] for point in polygon) / len(polygon) for i in range(3))
    return [abs(_dot(normal, _minus(point, (x, y, z)))) / size for point in points]


def distances_outside(points: Sequence[Point], polygon: Sequence[Point]) -> list[float]:
    """How far each point lies outside a polygon, both seen along the polygon's normal [m]; 0 inside it.

    A polygon of more than MOST_CORNERS corners is taken as its box in its own plane.
    """
    corner, axes = local_frame(polygon)

    def flat(point: Point) -> tuple[float, float]:
        offset = _minus(point, corner)
        return _dot(offset, axes[0]), _dot(offset, axes[1])

    outline = [flat(point) for point in polygon]
    if len(outline) > MOST_CORNERS:
        (left, right), (low, high) = ((min(side), max(side)) for side in zip(*outline, strict=True))
        outline = [(left, low), (right, low), (right, high), (left, high)]
    return [_distance_outside(flat(point), outline) for point in points]


def _distance_outside(point: tuple[float, float], outline: Sequence[tuple[float, float]]) -> float:
    x, y = point
    inside, nearest = False, math.inf
    for (x1, y1), (x2, y2) in zip(outline, (*outline[1:], *outline[:1]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
        along = (x2 - x1) ** 2 + (y2 - y1) ** 2
        share = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / along if along else 0.0
        share = max(0.0, min(1.0, share))
        nearest = min(nearest, math.hypot(x - x1 - share * (x2 - x1), y - y1 - share * (y2 - y1)))
    return 0.0 if inside else nearest
