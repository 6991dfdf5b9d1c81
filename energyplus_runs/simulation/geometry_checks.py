"""What an assessor would ask about a model's geometry, with the figures: zones that leak, windows beside their walls.

An error is what EnergyPlus 25.2 was seen to stop at; the rest it accepts, and computes something else than was meant.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.enclosure import Budget, shell_of
from energyplus_runs.simulation.envelope import is_other_side, layers_of, with_other_sides
from energyplus_runs.simulation.model_view import Model, ModelObject, zone_lists, zone_multipliers
from energyplus_runs.simulation.numerals import MOST_TIMES
from energyplus_runs.simulation.placement import Kind, PlacedSurface, Placement
from energyplus_runs.simulation.polygons import Point, area_vector, distance_to_plane, distances_outside
from standard_site.lib.findings import Finding, Where

MOST_OF_A_KIND = 20
_OPEN_M = 0.1  # open edges that a rounded drawing leaves
_OFF_PLANE_M = 0.05
_OUTSIDE_M = 0.02
_LARGEST_DIFFERENCE = 0.01  # of the areas of a pair; rounding of coordinates makes less
_FACING = 90.0  # degrees between a window and its wall at which the engine stops
_NOT_PLACED = {"not-drawn-vertices": "surface-without-area", "not-drawn-far": "surface-far-away"}
_Surfaces = Sequence[PlacedSurface]


def check_geometry(model: Model, placement: Placement) -> list[Finding]:
    """All geometry findings of a model, at most MOST_OF_A_KIND of a kind and then how many more there are."""
    found: list[Finding] = []
    counts: Counter[str] = Counter()
    for finding in _all(model, placement):
        counts[finding.code] += 1
        if counts[finding.code] <= MOST_OF_A_KIND:
            found.append(finding)
    left_out = {code: count - MOST_OF_A_KIND for code, count in counts.items() if count > MOST_OF_A_KIND}
    return found + [
        CATALOGUE.make("geometry-more", None, kind=code, count=count) for code, count in left_out.items()
    ]


def check_multipliers(model: Model) -> Iterator[Finding]:
    """Zones that stand for more zones than any building has, by their own multiplier times that of their group."""
    times = zone_multipliers(model)
    for zone in model.of("Zone"):
        often = times[zone.name.lower()]
        if often > MOST_TIMES:
            where = Where(line=zone.raw.line, object=f"Zone '{zone.name}'")
            yield CATALOGUE.make("zone-multiplier-product", where, zone=zone.name, times=often)
            break
    yield from _grouped_twice(model)


def _grouped_twice(model: Model) -> Iterator[Finding]:
    """The first zone that two groups multiply."""
    lists, groups = zone_lists(model), dict[str, str]()
    for group in model.of("ZoneGroup"):
        for zone in lists.get(group.text("zone_list_name").lower(), ()):
            first = groups.setdefault(zone, group.name)
            if first != group.name:
                where = Where(line=group.raw.line, object=f"ZoneGroup '{group.name}'")
                yield CATALOGUE.make("zone-in-two-groups", where, zone=zone, first=first)
                return


def _all(model: Model, placement: Placement) -> Iterator[Finding]:
    placed = placement.surfaces
    for finding in placement.not_placed:
        if finding.code in _NOT_PLACED:
            yield CATALOGUE.make(_NOT_PLACED[finding.code], finding.where)
    yield from _zones(model, placed, placement.complete)
    yield from _upside_down(placed)
    yield from _openings(placed)
    yield from _pairs(model, placed)


def _zones(model: Model, placed: _Surfaces, complete: bool) -> Iterator[Finding]:
    by_zone: dict[str, list[PlacedSurface]] = defaultdict(list)
    for surface in with_other_sides(placed):
        if surface.base is None and surface.zone and surface.kind is not Kind.SHADING:
            by_zone[surface.zone.lower()].append(surface)
    massive = _with_internal_mass(model)
    budget = Budget()
    for zone in model.of("Zone"):
        where = Where(line=zone.raw.line, object=f"Zone '{zone.name}'")
        surfaces = by_zone.get(zone.name.lower(), [])
        if not surfaces:
            if complete and zone.name.lower() not in massive:
                yield CATALOGUE.make("zone-without-surfaces", where, zone=zone.name)
            continue
        if not any(surface.kind is Kind.FLOOR for surface in surfaces):
            yield CATALOGUE.make("zone-without-floor", where, zone=zone.name)
        yield from _shell(zone, where, surfaces, budget)


def _with_internal_mass(model: Model) -> set[str]:
    """Zones that hold internal mass; to the engine that is a surface too."""
    named = {mass.text("zone_or_zonelist_name").lower() for mass in model.of("InternalMass")}
    lists = zone_lists(model)
    return named.union(*(lists[name] for name in named if name in lists))


def _shell(zone: ModelObject, where: Where, surfaces: _Surfaces, budget: Budget) -> Iterator[Finding]:
    shell = shell_of([surface.vertices for surface in surfaces], budget)
    if shell is None:
        yield CATALOGUE.make("zone-not-examined", where, zone=zone.name, surfaces=len(surfaces))
        return
    if shell.open_length_m > _OPEN_M:
        length, size = f"{shell.open_length_m:.2f}", shell.open_area_m2
        if size is None:
            yield CATALOGUE.make("zone-edges-open", where, zone=zone.name, length=length)
        else:
            yield CATALOGUE.make(
                "zone-not-enclosed", where, zone=zone.name, length=length, area=f"{size:.2f}"
            )
    for number in shell.inward:
        surface = surfaces[number]
        told_by_tilt = surface.kind in (Kind.FLOOR, Kind.ROOF, Kind.CEILING)
        if not told_by_tilt and not is_other_side(surface):
            tilt, azimuth = _tilt_and_azimuth(surface)
            yield CATALOGUE.make(
                "surface-faces-inward", _place(surface), tilt=f"{tilt:.0f}", azimuth=f"{azimuth:.0f}"
            )


def _upside_down(placed: _Surfaces) -> Iterator[Finding]:
    """Floors that look up and roofs and ceilings that look down."""
    for surface in placed:
        if surface.base is None and surface.kind in (Kind.FLOOR, Kind.ROOF, Kind.CEILING):
            tilt, _ = _tilt_and_azimuth(surface)
            if (tilt < 80) if surface.kind is Kind.FLOOR else (tilt > 100):
                yield CATALOGUE.make("surface-upside-down", _place(surface), tilt=f"{tilt:.0f}")


def _openings(placed: _Surfaces) -> Iterator[Finding]:
    bases = {surface.name.lower(): surface for surface in placed if surface.base is None}
    open_m2: dict[str, float] = defaultdict(float)
    for surface in placed:
        base = bases.get((surface.base or "").lower())
        if base is not None:
            open_m2[base.name.lower()] += surface.area_m2 * surface.multiplier
            yield from _opening(surface, base)
    for name, size in open_m2.items():
        base = bases[name]
        if size > base.area_m2:
            values = {"openings": f"{size:.2f}", "wall": f"{base.area_m2:.2f}"}
            yield CATALOGUE.make("openings-larger-than-wall", _place(base), **values)


def _opening(opening: PlacedSurface, base: PlacedSurface) -> Iterator[Finding]:
    angle = _angle(area_vector(opening.vertices), area_vector(base.vertices))
    if angle > _FACING:
        yield CATALOGUE.make("window-faces-other-way", _place(opening), angle=f"{angle:.0f}", wall=base.name)
        return
    off = max(distance_to_plane(opening.vertices, base.vertices))
    if off > _OFF_PLANE_M:
        yield CATALOGUE.make("window-off-plane", _place(opening), distance=f"{off:.2f}", wall=base.name)
    outside = max(distances_outside(opening.vertices, base.vertices))
    if outside > _OUTSIDE_M:
        yield CATALOGUE.make(
            "window-outside-wall", _place(opening), distance=f"{outside:.2f}", wall=base.name
        )


def _pairs(model: Model, placed: _Surfaces) -> Iterator[Finding]:
    """Surfaces between two zones, each pair once: both must name each other, be of one size and of the same layers."""
    by_name = {surface.name.lower(): surface for surface in placed if surface.base is None}
    layers = layers_of(model)
    seen: set[frozenset[str]] = set()
    for surface in by_name.values():
        other = by_name.get(surface.boundary_object.lower())
        if surface.boundary != "surface" or other is None or other is surface:
            continue
        if other.boundary_object.lower() != surface.name.lower():
            code = "pair-crossed" if other.boundary == "surface" else "pair-one-way"
            yield CATALOGUE.make(code, _place(surface), other=other.name)
            continue
        names = frozenset((surface.name.lower(), other.name.lower()))
        if names not in seen:
            seen.add(names)
            yield from _pair(surface, other, layers)


def _pair(
    surface: PlacedSurface, other: PlacedSurface, layers: dict[str, tuple[str, ...]]
) -> Iterator[Finding]:
    one, two = surface.area_m2, other.area_m2
    if abs(one - two) > _LARGEST_DIFFERENCE * max(one, two):
        values = {"area": f"{one:.2f}", "other": other.name, "other_area": f"{two:.2f}"}
        yield CATALOGUE.make("pair-areas-differ", _place(surface), **values)
    own, others = (layers.get((item.construction or "").lower()) for item in (surface, other))
    if own is None or others is None or own == tuple(reversed(others)):
        return
    code = "pair-constructions-differ" if len(own) == len(others) else "pair-layers-differ"
    values = {"construction": surface.construction or "", "other_construction": other.construction or ""}
    yield CATALOGUE.make(code, _place(surface), other=other.name, **values)


def _place(surface: PlacedSurface) -> Where:
    return Where(line=surface.line, object=f"{surface.type_name} '{surface.name}'")


def _tilt_and_azimuth(surface: PlacedSurface) -> tuple[float, float]:
    """Degrees from facing up, and clockwise from north."""
    x, y, z = area_vector(surface.vertices)
    tilt = math.degrees(math.acos(max(-1.0, min(1.0, z / math.hypot(x, y, z)))))
    return tilt, math.degrees(math.atan2(x, y)) % 360


def _angle(a: Point, b: Point) -> float:
    size = math.hypot(*a) * math.hypot(*b)
    if not 0 < size < math.inf:
        return 0.0
    return math.degrees(math.acos(max(-1.0, min(1.0, sum(x * y for x, y in zip(a, b, strict=True)) / size))))
