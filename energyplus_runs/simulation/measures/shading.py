"""The measure `overhangs`: a shade above every window of the outer walls."""

from __future__ import annotations

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.measures.base import (
    Applier,
    Done,
    Found,
    Values,
    fresh_name,
    left_number,
    number_of,
)
from energyplus_runs.simulation.measures.surfaces import height_m, panes
from energyplus_runs.simulation.steps_base import Change, Wanted, add, edit, number
from standard_site.lib.findings import Finding

_BY_SHARE = ("Shading:Overhang:Projection", "Depth as Fraction of Window/Door Height")
_BY_LENGTH = ("Shading:Overhang", "Depth")


def _find(model: IdfModel, values: Values) -> Found:
    """Windows without a shade of their own, and shades of windows that are less deep."""
    if any(
        item.get("Solar Distribution").lower() == "minimalshadowing" for item in model.objects("Building")
    ):
        return Found((), why="measure-shadows-off")
    windows = [pane.item for pane in panes(model) if pane.in_wall]
    shades, targets, left = _shades(model), [], list[Finding]()
    for window in windows:
        own = shades.get(window.name.casefold())
        depth = (
            values["projection_factor"] if own is None else _deeper(own, window, values["projection_factor"])
        )
        if depth is not None:
            targets.append((window, own, depth))
        elif own is not None and _depth(own) is None:
            left.append(left_number(own, _field(own)))
    return Found(tuple(targets), tuple(left), present=bool(windows))


def _shades(model: IdfModel) -> dict[str, IdfObject]:
    """The overhang of each window that has one; of several the last."""
    both = [item for type_name, _ in (_BY_LENGTH, _BY_SHARE) for item in model.objects(type_name)]
    return {item.get("Window or Door Name").casefold(): item for item in both}


def _field(shade: IdfObject) -> str:
    return _BY_SHARE[1] if shade.type_name.lower() == _BY_SHARE[0].lower() else _BY_LENGTH[1]


def _depth(shade: IdfObject) -> float | None:
    return number_of(shade, _field(shade))


def _deeper(shade: IdfObject, window: IdfObject, factor: float) -> float | None:
    """The depth in the shade's own measure, if that is more than it has."""
    height = 1.0 if _field(shade) == _BY_SHARE[1] else height_m(window)
    has = _depth(shade)
    if height is None or has is None or has >= factor * height:
        return None
    return factor * height


def _change(model: IdfModel, _values: Values, found: Found) -> Done:
    changes: list[Change] = []
    for window, own, depth in found.targets:
        if own is None:
            changes.append(add(model, Wanted(_BY_SHARE[0], _fields(model, window, depth))))
        else:
            changes += edit(own, {_field(own): number(depth)})
    return Done(tuple(changes))


def _fields(model: IdfModel, window: IdfObject, depth: float) -> dict[str, str]:
    return {
        "Name": fresh_name(model, f"{window.name} overhang"),
        "Window or Door Name": window.name,
        "Height above Window or Door": "0",
        "Tilt Angle from Window/Door": "90",
        "Left extension from Window/Door Width": "0",
        "Right extension from Window/Door Width": "0",
        _BY_SHARE[1]: number(depth),
    }


OVERHANGS = Applier(_find, _change)
