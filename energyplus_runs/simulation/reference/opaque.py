"""Walls, roofs and exposed floors at the limits of the recipe: the design's construction with other insulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.reference.building import Building
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.names import Names
from energyplus_runs.simulation.reference.recipe import Element, Recipe
from energyplus_runs.simulation.reference.thermal import (
    Layer,
    inertia_d,
    layer_names,
    layers_of,
    materials_of,
    resistance_m2k_per_w,
)
from energyplus_runs.simulation.steps_base import Change, Outcome, Wanted, add, edit, number
from standard_site.lib.findings import Finding, Where

_SURFACES = (
    "BuildingSurface:Detailed", "Wall:Detailed", "RoofCeiling:Detailed", "Floor:Detailed", "Wall:Exterior", "Roof",
)  # fmt: skip
_FIELD = "Construction Name"
_LEAST_R = 0.001  # m² K/W, the least the dictionary takes for Material:NoMass
_MOST_LAYERS = 10
_WORDS = {Element.ROOF: "roof", Element.WALL: "wall", Element.EXPOSED_FLOOR: "floor"}


@dataclass
class _Work:
    """What is known of the model, and what was done so far: a construction is made once for each part it is used in."""

    model: IdfModel
    recipe: Recipe
    building: Building
    names: Names
    materials: dict[str, IdfObject]
    constructions: dict[str, IdfObject]
    changes: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    made: dict[tuple[str, Element], str | None] = field(default_factory=dict)


def limit_opaque(model: IdfModel, recipe: Recipe, building: Building, names: Names) -> Outcome:
    """Give every wall, roof and floor to outdoor air the K of its limit; findings say where that cannot be."""
    plain = {item.name.lower(): item for item in model.objects("Construction")}
    work = _Work(model, recipe, building, names, materials_of(model), plain)
    for type_name in _SURFACES:
        for surface in model.objects(type_name):
            element = building.element_of(surface.name)
            if element is not None:
                _limit(work, surface, element)
    return Outcome(tuple(work.changes), tuple(work.findings))


def _limit(work: _Work, surface: IdfObject, element: Element) -> None:
    key = surface.get(_FIELD).lower(), element
    if key not in work.made:
        work.made[key] = _made(work, surface.get(_FIELD), element)
    name = work.made[key]
    if name is not None:
        work.changes += edit(surface, {_FIELD: name})


def _made(work: _Work, name: str, element: Element) -> str | None:
    """The name of the construction for this part; None where the design's stays."""
    construction = work.constructions.get(name.lower())
    layers = (
        layers_of(construction, work.materials, work.recipe.heat_storage_period_s) if construction else None
    )
    if construction is None or not layers or _is_full(layers):
        where = Where(object=name, field=_FIELD)
        work.findings.append(CATALOGUE.make("reference-construction-unsupported", where, construction=name))
        return None
    limit = work.building.building_class.k_w_per_m2k(element, inertia_d(layers))
    if limit is None:
        return None
    wanted = 1.0 / limit - work.recipe.film_resistance_m2k_per_w
    texts = _resistances(work, layers, wanted)
    if texts is None:
        work.findings.append(_kept(work, name, layers, limit, element))
        return None
    return _clone(work, construction, texts, element)


def _resistances(work: _Work, layers: Sequence[Layer], wanted: float) -> list[str] | None:
    """Names of the layers that make the wanted resistance [m² K/W]; None where the design's other layers exceed it."""
    insulation = [layer for layer in layers if layer.insulates]
    rest = resistance_m2k_per_w(layers) - resistance_m2k_per_w(insulation)
    missing = wanted - rest
    if missing < _LEAST_R * max(len(insulation), 1):
        return None
    own = [layer.material.name for layer in layers]
    if not insulation:
        return [_added(work, layers[0].material, missing), *own]
    share = missing / resistance_m2k_per_w(insulation)
    return [
        _scaled(work, layer, share) if layer.insulates else name
        for layer, name in zip(layers, own, strict=True)
    ]


def _is_full(layers: Sequence[Layer]) -> bool:
    """Whether a construction has nothing to set, and no room for a layer more."""
    return len(layers) >= _MOST_LAYERS and not any(layer.insulates for layer in layers)


def _scaled(work: _Work, layer: Layer, share: float) -> str:
    """The same material with another thickness, or another resistance where it has none."""
    item = layer.material
    name = work.names.free(f"{item.name} reference")
    fields = {title: text for title, text in item.fields() if text}
    if layer.conductivity_w_per_mk is None:
        fields["Thermal Resistance"] = number(max(layer.resistance_m2k_per_w * share, _LEAST_R))
    else:
        thickness = layer.resistance_m2k_per_w * share * layer.conductivity_w_per_mk
        fields["Thickness"] = number(thickness)
    return _add_material(work, item.type_name, {**fields, "Name": name})


def _added(work: _Work, outer: IdfObject, resistance: float) -> str:
    """A layer of insulation outside of all others, with the surface the outer layer had."""
    surface = ("Roughness", "Thermal Absorptance", "Solar Absorptance", "Visible Absorptance")
    fields = {title: outer.get(title) for title in surface if _has(outer, title) and outer.get(title)}
    name = work.names.free("Reference insulation")
    return _add_material(
        work,
        "Material:NoMass",
        {"Name": name, "Roughness": "Rough", **fields, "Thermal Resistance": number(resistance)},
    )


def _add_material(work: _Work, type_name: str, fields: Mapping[str, str]) -> str:
    work.changes.append(add(work.model, Wanted(type_name, fields)))
    return fields["Name"]


def _clone(work: _Work, construction: IdfObject, layers: Sequence[str], element: Element) -> str:
    """A construction of its own, for the design's may also serve inside the building."""
    titles = work.model.field_names("Construction")[1:]
    name = work.names.free(f"{construction.name} reference {_WORDS[element]}")
    fields = {"Name": name, **dict(zip(titles, layers, strict=False))}
    work.changes.append(add(work.model, Wanted("Construction", fields)))
    return name


def _kept(work: _Work, name: str, layers: Sequence[Layer], limit: float, element: Element) -> Finding:
    film = work.recipe.film_resistance_m2k_per_w
    k = 1.0 / (resistance_m2k_per_w(layers) + film)
    return CATALOGUE.make(
        "reference-construction-kept",
        Where(object=name),
        construction=name,
        k=f"{k:.2f}",
        limit=f"{limit:.2f}",
        element=_WORDS[element],
        element_zh={"roof": "屋面", "wall": "外墙", "floor": "架空楼板"}[_WORDS[element]],
    )


def _has(item: IdfObject, title: str) -> bool:
    try:
        item.get(title)
    except KeyError:
        return False
    return True


def constructions_outside(model: IdfModel, building: Building) -> dict[str, tuple[str, ...]]:
    """The layers of the constructions that face outdoor air, all in lower case."""
    used = {
        surface.get(_FIELD).lower()
        for type_name in _SURFACES
        for surface in model.objects(type_name)
        if building.element_of(surface.name) is not None
    }
    return {
        item.name.lower(): tuple(layer.lower() for layer in layer_names(item))
        for item in model.objects("Construction")
        if item.name.lower() in used
    }
