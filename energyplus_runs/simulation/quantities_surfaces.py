"""What stands of each surface of a model: which element of the building it is, its areas, and how often it is built.

Both sides of an inner wall are surfaces, and each counts for half, its own multipliers applied: the pair is one wall. An
adiabatic surface is the near side of something whose other side looks the same, so it too is half of what stands there:
the floor and the ceiling of a storey that is multiplied are one slab for each storey. Surfaces towards outdoors, ground
or declared conditions on the other side count in full, and so does everything of a construction that only ground can have.
Source of the boundary conditions: EnergyPlus 25.2 Input Output Reference, BuildingSurface:Detailed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from energyplus_runs.simulation.model_view import Model, zone_multipliers
from energyplus_runs.simulation.placement import Kind, PlacedSurface
from energyplus_runs.simulation.quantities_frames import Frame, frames_of

_PAIRED = frozenset({"surface", "zone", "space"})
_INSIDE = _PAIRED | {"adiabatic"}
_GROUND_CONSTRUCTIONS = ("Construction:FfactorGroundFloor", "Construction:CfactorUndergroundWall")


class Element(StrEnum):
    """A part of the building, by the name that take-offs use."""

    EXTERNAL_WALL = "External wall"
    ROOF = "Roof"
    GROUND_FLOOR = "Ground floor"
    INTERMEDIATE_FLOOR = "Intermediate floor"
    INTERNAL_WALL = "Internal wall"
    WINDOW = "Window"
    EXTERNAL_DOOR = "External door"
    INTERNAL_DOOR = "Internal door"
    INTERNAL_MASS = "Internal mass"


_OUTSIDE_ELEMENTS = {
    Kind.WALL: Element.EXTERNAL_WALL,
    Kind.ROOF: Element.ROOF,
    Kind.CEILING: Element.ROOF,
    Kind.FLOOR: Element.GROUND_FLOOR,
    Kind.DOOR: Element.EXTERNAL_DOOR,
}
_INSIDE_ELEMENTS = {
    Kind.WALL: Element.INTERNAL_WALL,
    Kind.ROOF: Element.INTERMEDIATE_FLOOR,
    Kind.CEILING: Element.INTERMEDIATE_FLOOR,
    Kind.FLOOR: Element.INTERMEDIATE_FLOOR,
    Kind.DOOR: Element.INTERNAL_DOOR,
}


@dataclass(frozen=True, slots=True)
class BuiltSurface:
    """One surface as drawn [m²], and how often it is built.

    `gross_m2` is with openings, `net_m2` without them and their frames; of a window `net_m2` is the glass between the
    dividers. `times` are its own multiplier and that of its zone, `share` is 0.5 where another surface or another
    building has the other half. `frame` is what surrounds and divides a window.
    """

    name: str
    element: Element
    construction: str
    adiabatic: bool
    gross_m2: float
    net_m2: float
    times: float
    share: float
    frame: Frame | None

    @property
    def built_m2(self) -> float:
        """Net area as built [m²]."""
        return self.net_m2 * self.times * self.share

    @property
    def frame_m2(self) -> float:
        """Area of frames and dividers as built [m²], seen from the front."""
        return self.frame.area_m2 * self.times * self.share if self.frame else 0.0


def built_surfaces(model: Model, placed: Sequence[PlacedSurface]) -> Iterator[BuiltSurface]:
    """Every placed surface that has a construction, in the order of the model; shading has none."""
    times = _Times(model)
    frames = frames_of(model, placed)
    in_ground = {item.name.lower() for item in model.of(*_GROUND_CONSTRUCTIONS)}
    taken: dict[str, float] = defaultdict(float)
    for surface in placed:
        if surface.base:
            frame = frames.get(surface.name.lower())
            around = frame.around_m2 if frame else 0.0
            taken[surface.base.lower()] += (surface.area_m2 + around) * surface.multiplier
    for surface in placed:
        if surface.construction and surface.kind is not Kind.SHADING:
            frame = frames.get(surface.name.lower()) if surface.base else None
            less = (frame.dividers_m2 if frame else 0.0) if surface.base else taken[surface.name.lower()]
            grounded = surface.construction.lower() in in_ground
            seen = replace(surface, boundary="ground") if grounded else surface
            yield _built(seen, less, times, frame)


def _built(surface: PlacedSurface, less_m2: float, times: _Times, frame: Frame | None) -> BuiltSurface:
    adiabatic = _is_adiabatic(surface)
    return BuiltSurface(
        name=surface.name,
        element=element_of(surface),
        construction=surface.construction or "",
        adiabatic=adiabatic,
        gross_m2=surface.area_m2,
        net_m2=surface.area_m2 - less_m2,
        times=surface.multiplier * times.of(surface),
        share=built_share(surface),
        frame=frame,
    )


def element_of(surface: PlacedSurface) -> Element:
    """Which element a surface is: by its kind, and by what is on its other side."""
    if surface.kind is Kind.WINDOW:
        return Element.WINDOW
    return (_INSIDE_ELEMENTS if surface.boundary in _INSIDE else _OUTSIDE_ELEMENTS)[surface.kind]


def _is_adiabatic(surface: PlacedSurface) -> bool:
    """Also one that names itself as its other side: the engine exchanges no heat through either."""
    names_itself = (
        surface.base is None and surface.boundary_object.strip().lower() == surface.name.strip().lower()
    )
    return surface.boundary == "adiabatic" or (surface.boundary == "surface" and names_itself)


def built_share(surface: PlacedSurface) -> float:
    """The part of a surface that it stands for itself [1]: half where another surface or building has the other half."""
    return 0.5 if surface.boundary in {"surface", "adiabatic"} else 1.0


class _Times:
    """How often zones count; towards a zone or a space the engine makes the other side, each side is half."""

    def __init__(self, model: Model) -> None:
        self._zones: Mapping[str, int] = zone_multipliers(model)
        self._spaces = {space.name.lower(): space.text("zone_name").lower() for space in model.of("Space")}

    def of(self, surface: PlacedSurface) -> float:
        own = self._zones.get((surface.zone or "").lower(), 1)
        if surface.boundary not in {"zone", "space"} or surface.base is not None:
            return own
        other = surface.boundary_object.lower()
        return (own + self._zones.get(self._spaces.get(other, other), own)) / 2
