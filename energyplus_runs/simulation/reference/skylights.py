"""Roof lights of at most the share of the roof that the recipe allows."""

from __future__ import annotations

import math

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.reference.building import Building
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.recipe import Recipe
from energyplus_runs.simulation.reference.windows import windows_outside
from energyplus_runs.simulation.steps_base import Change, Outcome, edit, number
from standard_site.lib.findings import Finding, Where

_DETAILED = "fenestrationsurface:detailed"


def shrink_skylights(model: IdfModel, recipe: Recipe, building: Building) -> Outcome:
    """Make every roof light smaller about its middle where together they exceed the share; else nothing."""
    share = float(recipe.rules["facades"]["skylight_share_at_most"])
    if building.skylight_m2 <= share * building.roof_m2:
        return Outcome()
    length = math.sqrt(share * building.roof_m2 / building.skylight_m2)
    changes: list[Change] = []
    findings: list[Finding] = []
    for window in windows_outside(model, building):
        if building.facade_of_window(window.name) is None:
            texts = _smaller(window, length)
            if texts is None:
                where = Where(object=f"{window.type_name} '{window.name}'")
                findings.append(CATALOGUE.make("reference-skylight-unsupported", where, window=window.name))
            else:
                changes += edit(window, texts)
    return Outcome(tuple(changes), tuple(findings))


def _smaller(window: IdfObject, length: float) -> dict[str, str] | None:
    if window.type_name.lower() == _DETAILED:
        return _smaller_polygon(window, length)
    titles = ("Starting X Coordinate", "Starting Z Coordinate", "Length", "Height")
    x, z, long, high = (parse_number(window.get(title)) for title in titles)
    if x is None or z is None or not long or not high:
        return None
    gone = (1.0 - length) / 2.0
    values = (x + gone * long, z + gone * high, long * length, high * length)
    return {title: number(value) for title, value in zip(titles, values, strict=True)}


def _smaller_polygon(window: IdfObject, length: float) -> dict[str, str] | None:
    texts: dict[str, str] = {}
    for axis in "XYZ":
        titles = [f"Vertex {corner} {axis}-coordinate" for corner in range(1, 5)]
        written = [title for title in titles if window.get(title)]
        values = [parse_number(window.get(title)) for title in written]
        known = [value for value in values if value is not None]
        if len(known) < len(written) or len(known) < 3:
            return None
        middle = math.fsum(known) / len(known)
        texts |= {
            title: number(middle + (value - middle) * length)
            for title, value in zip(written, known, strict=True)
        }
    return texts
