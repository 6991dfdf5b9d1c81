"""The measures `roof-insulation`, `wall-insulation` and `cool-roof`."""

from __future__ import annotations

import math
from functools import partial

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.measures.base import (
    Applier,
    Built,
    Done,
    Found,
    Values,
    fresh_name,
    left_kind,
    left_number,
    number_of,
)
from energyplus_runs.simulation.measures.cladding import (
    MOST_LAYERS,
    Clad,
    clad_surfaces,
    put_on,
    resistance_m2k_per_w,
)
from energyplus_runs.simulation.measures.surfaces import net_m2
from energyplus_runs.simulation.steps_base import Change, Wanted, add, number
from standard_site.lib.findings import Finding

# Air films inside and outside together [m²·K/W], as the limits of K that the targets come from count them (GB 50189-2015): the
# same for roofs and walls as in the reference building, so that a K of a measure is a K of the standard.
_FILMS_M2K_PER_W = 0.15
_THINNEST_MM = 10  # below that a board is none
_HEAT_J_PER_KGK = (
    1400.0  # of foam, author's choice (P): twenty kilograms to the cubic metre store almost nothing
)
# The engine's own defaults of a material that does not say them.
_SURFACE = {"Thermal Absorptance": "0.9", "Solar Absorptance": "0.7", "Visible Absorptance": "0.7"}
_SOLAR = ("Solar Absorptance", "Visible Absorptance")


def _find_leaky(kind: str, model: IdfModel, values: Values) -> Found:
    """Constructions that let through more than the target, with the thickness [m] of what is put on them."""
    clad, left = clad_surfaces(model, kind)
    targets = []
    for one in clad:
        resistance = resistance_m2k_per_w(one.layers)
        if resistance is None:
            left.append(left_number(one.construction, "Thermal Resistance"))
            continue
        lacking = 1 / values["u_w_per_m2k"] - resistance - _FILMS_M2K_PER_W
        if lacking > 0 and len(one.layers) == MOST_LAYERS:
            left.append(left_kind(one.construction, f"{MOST_LAYERS} layers"))
        elif lacking > 0:
            # rounded first, so that the last digit of a sum adds no millimetre
            needed_mm = math.ceil(round(lacking * values["conductivity_w_per_mk"] * 1000, 6))
            targets.append((one, max(needed_mm, _THINNEST_MM) / 1000))
    return Found(tuple(targets), tuple(left), present=bool(clad))


def _insulate(_kind: str, model: IdfModel, values: Values, found: Found) -> Done:
    changes: list[Change] = []
    built: list[Built] = []
    for clad, thickness_m in found.targets:
        area_m2 = net_m2(model, clad.surfaces)
        board = _board(model, clad, thickness_m, values)
        changes.append(add(model, board))
        names = [board.fields["Name"], *(layer.name for layer in clad.layers)]
        changes += put_on(model, clad, "insulated", names)
        volume = None if area_m2 is None else area_m2 * thickness_m
        built.append(Built(volume, values["density_kg_per_m3"]))
    return Done(tuple(changes), tuple(built))


def _board(model: IdfModel, clad: Clad, thickness_m: float, values: Values) -> Wanted:
    """Foam with the roughness and the colour of what is outermost today."""
    outer = clad.layers[0]
    surface = {field: outer.get(field) or default for field, default in _SURFACE.items()}
    return Wanted(
        "Material",
        {
            "Name": fresh_name(model, f"{clad.construction.name} insulation"),
            "Roughness": outer.get("Roughness"),
            "Thickness": number(thickness_m),
            "Conductivity": number(values["conductivity_w_per_mk"]),
            "Density": number(values["density_kg_per_m3"]),
            "Specific Heat": number(_HEAT_J_PER_KGK),
            **surface,
        },
    )


def _find_dark(model: IdfModel, values: Values) -> Found:
    clad, left = clad_surfaces(model, "roof")
    targets = [one for one in clad if _is_darker(one.layers[0], values["solar_absorptance"], left)]
    return Found(tuple(targets), tuple(left), present=bool(clad))


def _is_darker(outer: IdfObject, absorptance: float, left: list[Finding]) -> bool:
    text = outer.get("Solar Absorptance") or _SURFACE["Solar Absorptance"]
    today = number_of(outer, "Solar Absorptance") if outer.get("Solar Absorptance") else float(text)
    if today is None:
        left.append(left_number(outer, "Solar Absorptance"))
    return today is not None and today > absorptance


def _lighten(model: IdfModel, values: Values, found: Found) -> Done:
    changes: list[Change] = []
    light = dict.fromkeys(_SOLAR, number(values["solar_absorptance"]))
    for clad in found.targets:
        outer = clad.layers[0]
        name = fresh_name(model, f"{outer.name} cool")
        # fields that were left out before these stay the engine's defaults
        changes.append(add(model, Wanted(outer.type_name, {**dict(outer.fields()), "Name": name, **light})))
        changes += put_on(model, clad, "cool", [name, *(layer.name for layer in clad.layers[1:])])
    return Done(tuple(changes))


ROOF_INSULATION = Applier(partial(_find_leaky, "roof"), partial(_insulate, "roof"))
WALL_INSULATION = Applier(partial(_find_leaky, "wall"), partial(_insulate, "wall"))
COOL_ROOF = Applier(_find_dark, _lighten)
