"""Constructions of roofs and walls from outside: read, and put on in an altered copy, so that nothing else changes with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.measures.base import (
    fresh_name,
    left_kind,
    left_program,
    number_of,
    programmed,
)
from energyplus_runs.simulation.measures.surfaces import outside
from energyplus_runs.simulation.steps_base import Change, Wanted, add, edit
from standard_site.lib.findings import Finding

MOST_LAYERS = 10
_LAYERS = ("Outside Layer", *(f"Layer {position}" for position in range(2, MOST_LAYERS + 1)))
_MASS, _NO_MASS, _AIR = "material", "material:nomass", "material:airgap"


@dataclass(frozen=True, slots=True)
class Clad:
    """A plain construction with its layers from outside, and the surfaces of one kind that are built of it."""

    construction: IdfObject
    layers: tuple[IdfObject, ...]
    surfaces: tuple[IdfObject, ...]


def clad_surfaces(model: IdfModel, kind: str) -> tuple[list[Clad], list[Finding]]:
    """Roofs or walls of the outside by construction, and a finding for each that is of another make."""
    plain = {item.name.casefold(): item for item in model.objects("Construction")}
    materials, acted = _materials(model), programmed(model)
    groups: dict[str, list[IdfObject]] = {}
    left: list[Finding] = []
    for surface in outside(model, kind):
        name = surface.get("Construction Name").casefold()
        if surface.name.casefold() in acted:
            left.append(left_program(surface))
        elif name not in plain or _layers(plain[name], materials) is None:
            left.append(left_kind(surface, surface.get("Construction Name")))
        else:
            groups.setdefault(name, []).append(surface)
    clad = [
        Clad(plain[name], _layers(plain[name], materials) or (), tuple(group))
        for name, group in groups.items()
    ]
    return clad, left


def _materials(model: IdfModel) -> Mapping[str, IdfObject]:
    """Plain materials by lower-case name; those whose properties stand in further objects are none."""
    special = {
        item.values[0].casefold()
        for item in model
        if item.type_name.lower().startswith("materialproperty:") and item.values
    }
    kinds = (_MASS, _NO_MASS, _AIR)
    plain = (item for item in model if item.type_name.lower() in kinds)
    return {item.name.casefold(): item for item in plain if item.name.casefold() not in special}


def _layers(construction: IdfObject, materials: Mapping[str, IdfObject]) -> tuple[IdfObject, ...] | None:
    names = [construction.get(field) for field in _LAYERS]
    found = [materials.get(name.casefold()) for name in names if name]
    known = tuple(item for item in found if item is not None)
    return known if known and len(known) == len(found) and known[0].type_name.lower() != _AIR else None


def resistance_m2k_per_w(layers: Sequence[IdfObject]) -> float | None:
    """Of all layers together, without the air films; None where a layer does not say it."""
    parts = [_resistance(layer) for layer in layers]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _resistance(layer: IdfObject) -> float | None:
    if layer.type_name.lower() != _MASS:
        return number_of(layer, "Thermal Resistance")
    thickness, conductivity = number_of(layer, "Thickness"), number_of(layer, "Conductivity")
    return thickness / conductivity if thickness is not None and conductivity else None


def put_on(model: IdfModel, clad: Clad, suffix: str, layers: Sequence[str]) -> list[Change]:
    """Give the surfaces of a construction a copy of it with these layers."""
    name = fresh_name(model, f"{clad.construction.name} {suffix}")
    fields = {"Name": name, **dict(zip(_LAYERS, layers, strict=False))}
    changes = [add(model, Wanted("Construction", fields))]
    for surface in clad.surfaces:
        changes += edit(surface, {"Construction Name": name})
    return changes
