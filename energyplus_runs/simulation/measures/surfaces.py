"""The outside of a model through eppy: roofs, walls and their windows, with areas [m²] and heights [m]."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.measures.base import number_of, of_types
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.polygons import Point, area

_KINDS = {"wall": ("wall",), "roof": ("roof", "ceiling")}
_SIMPLE = {"wall": ("Wall:Detailed", "Wall:Exterior"), "roof": ("RoofCeiling:Detailed", "Roof")}
_RECTANGULAR = ("wall:exterior", "roof")
_GLAZED = ("window", "glassdoor")
_ANY_OPENING = ("FenestrationSurface:Detailed", "Window", "GlazedDoor", "Door")


@dataclass(frozen=True, slots=True)
class Pane:
    """A window or glazed door of the outside, and the wall or roof it is in."""

    item: IdfObject
    base: IdfObject
    in_wall: bool


def outside(model: IdfModel, kind: str) -> list[IdfObject]:
    """The surfaces of one kind, `wall` or `roof`, that stand in the open air."""
    detailed = [
        item
        for item in model.objects("BuildingSurface:Detailed")
        if item.get("Surface Type").lower() in _KINDS[kind]
    ]
    return [item for item in (*detailed, *of_types(model, *_SIMPLE[kind])) if _in_open_air(item)]


def _in_open_air(item: IdfObject) -> bool:
    if item.type_name.lower() in _RECTANGULAR:
        return True
    return item.get("Outside Boundary Condition").lower() == "outdoors"


def panes(model: IdfModel) -> Iterator[Pane]:
    """All windows and glazed doors of outer walls and roofs."""
    bases = {item.name.casefold(): (item, kind) for kind in _KINDS for item in outside(model, kind)}
    for item in of_types(model, "FenestrationSurface:Detailed", "Window", "GlazedDoor"):
        base = bases.get(item.get("Building Surface Name").casefold())
        if base is not None and _is_glazed(item):
            yield Pane(item, base[0], base[1] == "wall")


def _is_glazed(item: IdfObject) -> bool:
    if item.type_name.lower() == "fenestrationsurface:detailed":
        return item.get("Surface Type").lower() in _GLAZED
    return True


def height_m(item: IdfObject) -> float | None:
    """From the lowest to the highest corner of a window that stands upright."""
    if item.type_name.lower() != "fenestrationsurface:detailed":
        return number_of(item, "Height")
    corners = _corners(item)
    return max(z for _, _, z in corners) - min(z for _, _, z in corners) if corners else None


def gross_m2(item: IdfObject) -> float | None:
    """The area of one surface or opening; None when its corners or its sides are not all numbers."""
    names = item.type_name.lower()
    if "detailed" in names:
        corners = _corners(item)
        return area(corners) if len(corners) > 2 else None
    length = number_of(item, "Length")
    other = number_of(item, "Width" if names == "roof" else "Height")
    return None if length is None or other is None else length * other


def net_m2(model: IdfModel, surfaces: Sequence[IdfObject]) -> float | None:
    """The area of surfaces without their openings, as often as their zones stand; None when a part of it is not known."""
    times, total = zone_times(model), 0.0
    openings: dict[str, list[IdfObject]] = {}
    for opening in of_types(model, *_ANY_OPENING):
        openings.setdefault(opening.get("Building Surface Name").casefold(), []).append(opening)
    for surface in surfaces:
        gross = gross_m2(surface)
        holes = [_opening_m2(opening) for opening in openings.get(surface.name.casefold(), [])]
        if gross is None or any(hole is None for hole in holes):
            return None
        net = gross - sum(hole or 0.0 for hole in holes)
        total += net * times.get(surface.get("Zone Name").casefold(), 1.0)
    return total


def zone_times(model: IdfModel) -> dict[str, float]:
    """How often each zone stands, by lower-case name: its own multiplier and that of its group."""
    times = {zone.name.casefold(): _times(zone, "Multiplier") for zone in model.objects("Zone")}
    lists = {item.name.casefold(): item.values[1:] for item in model.objects("ZoneList")}
    for group in model.objects("ZoneGroup"):
        for zone in lists.get(group.get("Zone List Name").casefold(), ()):
            if zone.casefold() in times:
                times[zone.casefold()] *= _times(group, "Zone List Multiplier")
    return times


def _opening_m2(item: IdfObject) -> float | None:
    one = gross_m2(item)
    return None if one is None else one * _times(item, "Multiplier")


def _times(item: IdfObject, field: str) -> float:
    given = number_of(item, field)
    return given if given is not None and given > 0 else 1.0


def _corners(item: IdfObject) -> list[Point]:
    """The corners as the object lists them; none when one of their numbers is none."""
    names = [name for name, _ in item.fields()]
    if "Number of Vertices" not in names:
        return []
    numbers = [parse_number(text) for text in item.values[names.index("Number of Vertices") + 1 :] if text]
    known = [value for value in numbers if value is not None]
    if len(known) < len(numbers) or len(known) % 3:
        return []
    return [(known[i], known[i + 1], known[i + 2]) for i in range(0, len(known), 3)]
