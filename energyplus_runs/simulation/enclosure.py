"""Whether surfaces close a zone, and which of them face into it: every edge of a closed shell belongs to two surfaces.

Corners closer than 2 cm count as one; EnergyPlus 25.2 joins vertices within 0.0127 m (Input Output Reference,
GlobalGeometryRules), and drawings are rarely better.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from energyplus_runs.simulation.polygons import Point, Polygon, area, area_vector

TOLERANCE_M = 0.02
MOST_PAIRS = 20_000_000  # of open edges and their ends in one model: about a second
_CELL_M = 4 * TOLERANCE_M
_Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shell:
    """How far the surfaces of a zone close it.

    `open_length_m` [m] of edges that only one surface has; `open_area_m2` [m²] of the openings they run around, None when
    they make no rings; `inward` are the places, in the list given, of surfaces that face into the zone.
    """

    open_length_m: float
    open_area_m2: float | None
    inward: tuple[int, ...]


class Budget:
    """What all zones of a model together may cost."""

    def __init__(self, pairs: int = MOST_PAIRS) -> None:
        self._left = pairs

    def take(self, pairs: int) -> bool:
        self._left -= pairs
        return self._left >= 0


def shell_of(polygons: Sequence[Polygon], budget: Budget) -> Shell | None:
    """Look at the surfaces of one zone; None when there are too many open edges to be worth it."""
    corners = _Corners()
    rings = [corners.ring(polygon) for polygon in polygons]
    uses = _uses(rings)
    lonely = [(edge, owners) for edge, owners in uses.items() if len(owners) % 2]
    if lonely:
        if not budget.take(2 * len(lonely) * len(lonely)):
            return None
        uses = _uses_of_pieces(lonely, corners.points) | {
            edge: owners for edge, owners in uses.items() if not len(owners) % 2
        }
    loose = [edge for edge, owners in uses.items() if len(owners) % 2]
    length = sum(math.dist(corners.points[a], corners.points[b]) for a, b in loose)
    return Shell(length, _ringed_area(loose, corners.points), tuple(_inward(polygons, uses)))


class _Corners:
    """Corners by number; one within the tolerance of another is the other."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self._cells: dict[tuple[int, int, int], list[int]] = {}

    def ring(self, polygon: Polygon) -> list[int]:
        return [self._number(point) for point in polygon]

    def _number(self, point: Point) -> int:
        xs, ys, zs = ({int((value + by) // _CELL_M) for by in (-TOLERANCE_M, TOLERANCE_M)} for value in point)
        for cell in product(xs, ys, zs):
            for number in self._cells.get(cell, ()):
                if math.dist(self.points[number], point) <= TOLERANCE_M:
                    return number
        x, y, z = (int(value // _CELL_M) for value in point)
        self._cells.setdefault((x, y, z), []).append(len(self.points))
        self.points.append(point)
        return len(self.points) - 1


# By edge (smaller corner first): the surfaces that have it, and whether they run along it that way.
_Uses = dict[_Edge, list[tuple[int, bool]]]


def _uses(rings: Sequence[Sequence[int]]) -> _Uses:
    uses: _Uses = defaultdict(list)
    for number, ring in enumerate(rings):
        for a, b in zip(ring, (*ring[1:], *ring[:1]), strict=True):
            if a != b:
                uses[min(a, b), max(a, b)].append((number, a < b))
    return uses


def _uses_of_pieces(lonely: Sequence[tuple[_Edge, list[tuple[int, bool]]]], points: Sequence[Point]) -> _Uses:
    """Open edges cut where another open edge ends on them: a long wall may meet two short ones."""
    numbers = np.array(sorted({corner for edge, _ in lonely for corner in edge}))
    places = np.array([points[number] for number in numbers])
    uses: _Uses = defaultdict(list)
    for (a, b), owners in lonely:
        on_it = [a, *(int(numbers[i]) for i in _between(np.array(points[a]), np.array(points[b]), places)), b]
        for first, second in pairwise(on_it):
            if first != second:
                for owner, forward in owners:
                    along = forward == (first < second)
                    uses[min(first, second), max(first, second)].append((owner, along))
    return uses


def _between(start: np.ndarray, end: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Which places lie on the way from start to end, in order."""
    way = end - start
    length = float(np.linalg.norm(way))
    along = (places - start) @ way / length
    away = np.linalg.norm(places - start - np.outer(along / length, way), axis=1)
    inside = (away <= TOLERANCE_M) & (along > TOLERANCE_M) & (along < length - TOLERANCE_M)
    found = np.flatnonzero(inside)
    ordered: np.ndarray = found[np.argsort(along[found])]
    return ordered


def _ringed_area(loose: Sequence[_Edge], points: Sequence[Point]) -> float | None:
    """Area of the rings that open edges make [m²]; None when a corner has more or fewer than two of them."""
    beside: dict[int, list[int]] = defaultdict(list)
    for a, b in loose:
        beside[a].append(b)
        beside[b].append(a)
    if any(len(others) != 2 for others in beside.values()):
        return None
    total, seen = 0.0, set[int]()
    for start in beside:
        ring: list[int] = []
        here, before = start, -1
        while here not in seen:
            seen.add(here)
            ring.append(here)
            here, before = next((n for n in beside[here] if n != before), start), here
        total += area([points[number] for number in ring]) if len(ring) > 2 else 0.0
    return total


def _inward(polygons: Sequence[Polygon], uses: _Uses) -> Iterator[int]:
    """Surfaces that face into the zone: neighbours must run along their edge in opposite directions, and most face out."""
    beside: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for owners in uses.values():
        if len(owners) == 2 and owners[0][0] != owners[1][0]:
            (first, one), (second, other) = owners
            beside[first].append((second, one == other))
            beside[second].append((first, one == other))
    turned: dict[int, bool] = {}
    for start in range(len(polygons)):
        if start not in turned:
            group = _connected(start, beside, turned)
            middle = _middle([polygons[n][0] for n in group])
            outwards = sum(_outwardness(polygons[n], turned[n], middle) for n in group)
            if len(group) > 3:
                yield from (n for n in group if turned[n] == (outwards > 0))


def _connected(start: int, beside: dict[int, list[tuple[int, bool]]], turned: dict[int, bool]) -> list[int]:
    """All surfaces that hang together with `start`, with whether each is turned against it noted in `turned`."""
    turned[start] = False
    group = [start]
    for number in group:
        for other, same_way in beside[number]:
            if other not in turned:
                turned[other] = turned[number] != same_way
                group.append(other)
    return group


def _outwardness(polygon: Polygon, turned: bool, middle: Point) -> float:
    """Three times the volume between this surface and the middle [m³]; negative when it faces the middle."""
    vector, corner = area_vector(polygon), polygon[0]
    size = sum(vector[i] * (corner[i] - middle[i]) for i in range(3))
    return -size if turned else size


def _middle(points: Sequence[Point]) -> Point:
    x, y, z = (sum(point[i] for point in points) / len(points) for i in range(3))
    return (x, y, z)
