"""Areas of a model's zones, constructions and exterior, from its surfaces; multipliers applied once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from energyplus_runs.simulation.model_view import Model, ModelObject, zone_lists, zone_multipliers
from energyplus_runs.simulation.placement import Kind, PlacedSurface
from energyplus_runs.simulation.polygons import enclosed_volume
from energyplus_runs.simulation.quantities_surfaces import built_share

_LAYER_KEYS = ("outside_layer", *(f"layer_{number}" for number in range(2, 11)))
_INSIDE = frozenset({"surface", "zone", "space", "adiabatic"})
_OTHER_SIDE = {Kind.CEILING: Kind.FLOOR, Kind.ROOF: Kind.FLOOR, Kind.FLOOR: Kind.CEILING}
_Areas = defaultdict[str, float]


@dataclass(frozen=True, slots=True)
class ZoneSummary:
    """One zone once: `floor_area_m2` and `volume_m3` before, `multiplier` how often it stands for itself."""

    name: str
    floor_area_m2: float | None
    volume_m3: float | None
    multiplier: int
    part_of_total_floor_area: bool


@dataclass(frozen=True, slots=True)
class ConstructionSummary:
    """A construction, its layers from outside, and the net area [m²] built of it, zone multipliers applied.

    Both sides of an inner wall are surfaces; `interior_area_m2` counts each pair once, an adiabatic surface for half,
    as the take-off of the model does, and holds internal mass too. `area_m2` is the sum.
    """

    name: str
    layers: tuple[str, ...]
    exterior_area_m2: float
    interior_area_m2: float
    area_m2: float


@dataclass(frozen=True, slots=True)
class ExteriorAreas:
    """Gross areas against outdoor air [m²], zone multipliers applied; None when a surface was not placed."""

    wall_m2: float | None
    roof_m2: float | None
    window_m2: float | None
    skylight_m2: float | None
    window_to_wall_ratio: float | None


def zone_summaries(model: Model, placed: Sequence[PlacedSurface]) -> tuple[ZoneSummary, ...]:
    """Every zone in the order of the model."""
    multipliers = zone_multipliers(model)
    by_zone: dict[str, list[PlacedSurface]] = defaultdict(list)
    for surface in with_other_sides(placed):
        if surface.zone and surface.base is None and surface.kind is not Kind.SHADING:
            by_zone[surface.zone.lower()].append(surface)
    return tuple(
        _zone_summary(zone, by_zone[zone.name.lower()], multipliers[zone.name.lower()])
        for zone in model.of("Zone")
    )


def with_other_sides(placed: Sequence[PlacedSurface]) -> list[PlacedSurface]:
    """With the surfaces the engine makes by itself behind those whose boundary names a zone instead of a surface."""
    return [*placed, *_other_sides(placed)]


def is_other_side(surface: PlacedSurface) -> bool:
    """Whether a surface is one of those that stand behind another."""
    return surface.boundary == "zone" and surface.zone == surface.boundary_object


def _other_sides(placed: Iterable[PlacedSurface]) -> list[PlacedSurface]:
    return [
        replace(
            surface,
            zone=surface.boundary_object,
            kind=_OTHER_SIDE.get(surface.kind, surface.kind),
            vertices=tuple(reversed(surface.vertices)),
        )
        for surface in placed
        if surface.boundary == "zone" and surface.base is None
    ]


def _zone_summary(zone: ModelObject, surfaces: Sequence[PlacedSurface], multiplier: int) -> ZoneSummary:
    floors = [surface.area_m2 for surface in surfaces if surface.kind is Kind.FLOOR]
    return ZoneSummary(
        name=zone.name,
        floor_area_m2=_declared(zone, "floor_area") or (sum(floors) if floors else None),
        volume_m3=_declared(zone, "volume") or enclosed_volume([surface.vertices for surface in surfaces]),
        multiplier=multiplier,
        part_of_total_floor_area=zone.effective("part_of_total_floor_area").lower() != "no",
    )


def _declared(zone: ModelObject, key: str) -> float | None:
    """A positive declared value; blank, zero, negative and autocalculate all mean 'compute it'."""
    number = zone.number(key)
    return number if number is not None and number > 0 else None


def total_floor_area_m2(zones: Iterable[ZoneSummary]) -> float | None:
    """Floor area [m²] of all zones that are part of it, multiplied; None when one of them is not known."""
    counted = [zone for zone in zones if zone.part_of_total_floor_area]
    known = [zone.floor_area_m2 * zone.multiplier for zone in counted if zone.floor_area_m2 is not None]
    return sum(known) if known and len(known) == len(counted) else None


def exterior_areas(model: Model, placed: Sequence[PlacedSurface], complete: bool) -> ExteriorAreas:
    """Exterior areas; `complete` is False when a surface could not be placed, and then nothing is claimed."""
    if not complete:
        return ExteriorAreas(None, None, None, None, None)
    times = zone_multipliers(model)
    bases = {surface.name.lower(): surface for surface in placed if surface.base is None}
    wall = roof = window = skylight = 0.0
    for surface in placed:
        if surface.boundary != "outdoors":
            continue
        size = surface.area_m2 * surface.multiplier * times.get((surface.zone or "").lower(), 1)
        if surface.base is None:
            wall += size if surface.kind is Kind.WALL else 0.0
            roof += size if surface.kind in (Kind.ROOF, Kind.CEILING) else 0.0
        elif surface.kind is Kind.WINDOW:
            in_wall = bases[surface.base.lower()].kind is Kind.WALL
            window += size if in_wall else 0.0
            skylight += 0.0 if in_wall else size
    return ExteriorAreas(wall, roof, window, skylight, window / wall if wall > 0 else None)


def construction_summaries(model: Model, placed: Sequence[PlacedSurface]) -> tuple[ConstructionSummary, ...]:
    """Constructions that something in the model is built of, with their net areas."""
    times = zone_multipliers(model)
    exterior, interior = _net_areas(placed, times)
    _add_internal_mass(model, times, interior)
    result = []
    for item in (found for found in model.all() if found.spec.name.startswith("Construction")):
        key = item.name.lower()
        if key in exterior or key in interior:
            layers = _layers(item)
            out, inner = exterior.get(key, 0.0), interior.get(key, 0.0)
            result.append(ConstructionSummary(item.name, layers, out, inner, out + inner))
    return tuple(result)


def layers_of(model: Model) -> dict[str, tuple[str, ...]]:
    """The layers of every plain construction from outside, all in lower case."""
    return {
        item.name.lower(): tuple(layer.lower() for layer in _layers(item))
        for item in model.of("Construction")
    }


def _layers(item: ModelObject) -> tuple[str, ...]:
    return tuple(layer for layer in (item.text(name) for name in _LAYER_KEYS) if layer)


def _net_areas(placed: Sequence[PlacedSurface], times: Mapping[str, int]) -> tuple[_Areas, _Areas]:
    """Net area by lower-case construction name: against outdoors and ground, and inside the building."""
    openings: _Areas = defaultdict(float)
    for surface in placed:
        if surface.base:
            openings[surface.base.lower()] += surface.area_m2 * surface.multiplier
    exterior: _Areas = defaultdict(float)
    interior: _Areas = defaultdict(float)
    for surface in placed:
        if surface.construction is not None:
            net = surface.area_m2 * surface.multiplier
            net -= openings[surface.name.lower()] if surface.base is None else 0.0
            net *= times.get((surface.zone or "").lower(), 1)
            inside = surface.boundary in _INSIDE
            target = interior if inside else exterior
            target[surface.construction.lower()] += net * built_share(surface)
    return exterior, interior


def _add_internal_mass(model: Model, times: Mapping[str, int], interior: _Areas) -> None:
    in_list = {name: sum(times.get(zone, 1) for zone in zones) for name, zones in zone_lists(model).items()}
    for mass in model.of("InternalMass"):
        size = mass.number("surface_area")
        target = mass.text("zone_or_zonelist_name").lower()
        if size is not None and mass.text("construction_name"):
            often = in_list.get(target, times.get(target, 1))
            interior[mass.text("construction_name").lower()] += size * often
