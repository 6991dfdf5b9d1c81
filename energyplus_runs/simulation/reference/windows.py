"""Windows at the limits of the recipe: one simple glazing for each side, for roof lights another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.reference.building import Building
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.names import Names
from energyplus_runs.simulation.reference.recipe import Facade, Glazing, Recipe
from energyplus_runs.simulation.steps_base import Change, Outcome, Wanted, add, edit, number, remove
from standard_site.lib.findings import Finding

SIMPLE = "WindowMaterial:SimpleGlazingSystem"
_WINDOWS = ("FenestrationSurface:Detailed", "Window", "GlazedDoor")
_FIELD = "Construction Name"
# Objects that belong to one window and make no sense with another glazing; the field that names the window.
_BELONGINGS = {"WindowProperty:AirflowControl": "Name", "WindowProperty:StormWindow": "Window Name"}


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was done to the windows; names in lower case of those whose solar heat gain is limited."""

    outcome: Outcome
    limited: frozenset[str]
    unlimited: frozenset[str]


@dataclass
class _Work:
    model: IdfModel
    names: Names
    changes: list[Change] = field(default_factory=list)
    made: dict[tuple[str, Glazing], str] = field(default_factory=dict)


def limit_windows(model: IdfModel, recipe: Recipe, building: Building, names: Names) -> Replaced:
    """Give every window to outdoor air the glazing of its side, whatever it was; frames and dividers go."""
    work = _Work(model, names)
    limited: set[str] = set()
    unlimited: set[str] = set()
    kept = 0
    for window in windows_outside(model, building):
        side = building.facade_of_window(window.name)
        glazing = _wanted(recipe, building, side)
        own = _own_glazing(model, window) if glazing.shgc is None else None
        (unlimited if glazing.shgc is None else limited).add(window.name.lower())
        if glazing.shgc is None and own is None:
            kept += 1
        else:
            _replace(work, window, _word(side), own.with_k(glazing) if own else glazing)
    replaced = frozenset(limited)
    work.changes += _without_belongings(model, replaced)
    findings = [_kept_finding(kept)] if kept else []
    return Replaced(Outcome(tuple(work.changes), tuple(findings)), replaced, frozenset(unlimited))


def windows_outside(model: IdfModel, building: Building) -> Iterator[IdfObject]:
    """The windows and glazed doors to outdoor air."""
    for type_name in _WINDOWS:
        for item in model.objects(type_name):
            if building.is_window(item.name):
                yield item


@dataclass(frozen=True, slots=True)
class _Own:
    """What is known of a simple glazing of the design."""

    shgc: float
    visible_transmittance: float | None

    def with_k(self, glazing: Glazing) -> Glazing:
        return Glazing(glazing.k_w_per_m2k, self.shgc, self.visible_transmittance)


def _wanted(recipe: Recipe, building: Building, side: Facade | None) -> Glazing:
    if side is None:
        return building.building_class.skylight
    return recipe.glazing(building.building_class, side, building.ratios[side])


def _own_glazing(model: IdfModel, window: IdfObject) -> _Own | None:
    """The solar heat gain of the design's window where its model states it; layered glass does not."""
    called = window.get(_FIELD).lower()
    layers = [item.values[1] for item in model.objects("Construction") if item.name.lower() == called]
    found = [item for item in model.objects(SIMPLE) if layers and item.name.lower() == layers[0].lower()]
    shgc = parse_number(found[0].get("Solar Heat Gain Coefficient")) if found else None
    if shgc is None:
        return None
    return _Own(shgc, parse_number(found[0].get("Visible Transmittance")))


def _replace(work: _Work, window: IdfObject, word: str, glazing: Glazing) -> None:
    key = word, glazing
    if key not in work.made:
        work.made[key] = _construction(work, word, glazing)
    framed = {"Frame and Divider Name": ""} if window.get("Frame and Divider Name") else {}
    work.changes += edit(window, {_FIELD: work.made[key], **framed})


def _construction(work: _Work, word: str, glazing: Glazing) -> str:
    name = work.names.free(f"Reference window {word}")
    material = work.names.free(f"Reference glazing {word}")
    fields = {
        "Name": material,
        "U-Factor": number(glazing.k_w_per_m2k),
        "Solar Heat Gain Coefficient": number(glazing.shgc or 0.0),
    }
    if glazing.visible_transmittance is not None:
        fields["Visible Transmittance"] = number(glazing.visible_transmittance)
    work.changes.append(add(work.model, Wanted(SIMPLE, fields)))
    work.changes.append(add(work.model, Wanted("Construction", {"Name": name, "Outside Layer": material})))
    return name


def _without_belongings(model: IdfModel, replaced: frozenset[str]) -> list[Change]:
    doomed = [
        item
        for type_name, by in _BELONGINGS.items()
        for item in model.objects(type_name)
        if item.get(by).lower() in replaced
    ]
    return remove(model, doomed)


def _word(side: Facade | None) -> str:
    return "roof" if side is None else str(side)


def _kept_finding(count: int) -> Finding:
    return CATALOGUE.make("reference-windows-kept", None, count=count)
