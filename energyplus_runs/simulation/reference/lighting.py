"""Lights at the density of the recipe, without controls by daylight or presence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.model_view import zone_lists
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.reference.building import Building, view_of
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.recipe import Recipe
from energyplus_runs.simulation.steps_base import Change, Outcome, edit, number, remove
from standard_site.lib.findings import Finding, Where

_TARGET = "Zone or ZoneList or Space or SpaceList Name"
_METHOD = "Design Level Calculation Method"
_DAYLIGHT = ("Daylighting:Controls", "Daylighting:ReferencePoint", "Daylighting:DELight:ComplexFenestration")
_ACTUATOR = "EnergyManagementSystem:Actuator"
_SAME = 1e-6


def limit_lights(model: IdfModel, recipe: Recipe, building: Building) -> Outcome:
    """Give every zone with lights the density of the recipe [W/m²]; several lights in a zone keep their shares."""
    density = float(recipe.rules["lighting"]["w_per_m2"][building.use])
    lights = model.objects("Lights")
    where = _Whereabouts(model)
    by_zone: dict[str, list[IdfObject]] = defaultdict(list)
    for item in lights:
        for zone in where.zones_of(item):
            by_zone[zone].append(item)
    changes = _without_controls(model)
    findings: list[Finding] = []
    shares = [
        _share(item, where, by_zone, building.zone_floor_m2) for item in lights
    ]  # before the first edit
    for item, share in zip(lights, shares, strict=True):
        if share is None:
            findings.append(_unsupported(item))
        else:
            changes += edit(item, _by_area(density * share))
    return Outcome(tuple(changes), tuple(findings))


def _by_area(density_w_per_m2: float) -> dict[str, str]:
    return {
        _METHOD: "Watts/Area",
        "Lighting Level": "",
        "Watts per Floor Area": number(density_w_per_m2),
        "Watts per Person": "",
    }


def _without_controls(model: IdfModel) -> list[Change]:
    doomed = [item for type_name in _DAYLIGHT for item in model.objects(type_name)]
    dimming = [
        item for item in model.objects(_ACTUATOR) if item.get("Actuated Component Type").lower() == "lights"
    ]
    return remove(model, [*doomed, *dimming])


class _Whereabouts:
    """Which zones, or spaces as parts of them, a name stands for; all in lower case."""

    def __init__(self, model: IdfModel) -> None:
        self._lists = zone_lists(view_of(model))
        self._zone_of = {item.name.lower(): item.get("Zone Name").lower() for item in model.objects("Space")}
        space_lists = {
            item.name.lower(): tuple(value.lower() for value in item.values[1:] if value)
            for item in model.objects("SpaceList")
        }
        self._lists = {**space_lists, **self._lists}

    def zones_of(self, item: IdfObject) -> tuple[str, ...]:
        """The zones an object is in, each once."""
        name = item.get(_TARGET).lower()
        places = self._lists.get(name, (name,))
        return tuple(dict.fromkeys(self._zone_of.get(place, place) for place in places))

    def places_of(self, item: IdfObject) -> tuple[str, ...]:
        """The zones or spaces as the model names them."""
        name = item.get(_TARGET).lower()
        return self._lists.get(name, (name,))

    def in_spaces(self, item: IdfObject) -> bool:
        return any(place in self._zone_of for place in self.places_of(item))


def _share(
    item: IdfObject,
    where: _Whereabouts,
    by_zone: Mapping[str, Sequence[IdfObject]],
    floor_m2: Mapping[str, float | None],
) -> float | None:
    """Which share of its zones' density this object has, the same in each; None where it cannot be told."""
    shares = {_share_in(zone, item, where, by_zone[zone], floor_m2) for zone in where.zones_of(item)}
    known = [share for share in shares if share is not None]
    if len(known) < len(shares) or not known or max(known) - min(known) > _SAME:
        return None
    return known[0]


def _share_in(
    zone: str,
    item: IdfObject,
    where: _Whereabouts,
    present: Sequence[IdfObject],
    floor_m2: Mapping[str, float | None],
) -> float | None:
    others = [other for other in present if other is not item]
    if not others:
        return 1.0
    if any(where.in_spaces(other) for other in present):
        places = [place for other in present for place in where.places_of(other)]
        apart = len(set(places)) == len(places) and all(where.in_spaces(other) for other in present)
        return 1.0 if apart else None
    densities = [_density(other, floor_m2.get(zone)) for other in present]
    known = [density for density in densities if density is not None]
    own = _density(item, floor_m2.get(zone))
    if own is None or len(known) < len(densities):
        return None
    total = math.fsum(known)
    return own / total if total > 0 else 1.0 / len(present)


def _density(item: IdfObject, floor_m2: float | None) -> float | None:
    """What the design puts in [W/m²]; None for lights by person."""
    method = item.get(_METHOD).lower()
    if method == "watts/area":
        return parse_number(item.get("Watts per Floor Area"))
    level = parse_number(item.get("Lighting Level"))
    if method not in ("", "lightinglevel") or level is None or not floor_m2:
        return None
    return level / floor_m2


def _unsupported(item: IdfObject) -> Finding:
    where = Where(object=f"Lights '{item.name}'", field=_TARGET)
    return CATALOGUE.make("reference-lights-unsupported", where, lights=item.name)
