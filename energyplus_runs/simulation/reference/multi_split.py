"""Variable refrigerant flow at the part-load efficiency of the recipe."""

from __future__ import annotations

import math

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.curves import curve_of, value_at
from energyplus_runs.simulation.reference.recipe import Recipe, within
from energyplus_runs.simulation.reference.serving import Serving
from energyplus_runs.simulation.reference.sized import size_of, unknown_size, value_of
from energyplus_runs.simulation.sizes import Sizes
from energyplus_runs.simulation.steps_base import Change, Outcome, edit, number
from standard_site.lib.findings import Finding, Where

_TYPE = "AirConditioner:VariableRefrigerantFlow"
_CAPACITY = "Gross Rated Total Cooling Capacity"
_COP = "Gross Rated Cooling COP"
_POWER_CURVE = "Cooling Energy Input Ratio Modifier Function of Low Part-Load Ratio Curve Name"
_CYCLING_CURVE = "Cooling Part-Load Fraction Correlation Curve Name"
_LEAST_LOAD = "Minimum Heat Pump Part-Load Ratio"


def limit_multi_split(model: IdfModel, recipe: Recipe, sizes: Sizes) -> Outcome:
    """Set the rated COP of every outdoor unit so that its weighted part-load mean is the limit."""
    changes: list[Change] = []
    findings: list[Finding] = []
    serving = Serving(model)
    for unit in model.objects(_TYPE):
        name = unit.values[0]
        capacity = size_of(unit, _CAPACITY, sizes, "Rated Total Cooling Capacity (gross)", _CAPACITY)
        gain = part_load_gain(model, recipe, unit)
        if capacity is None:
            findings.append(unknown_size(unit, _CAPACITY))
        elif gain is None:
            where = Where(object=f"{_TYPE} '{name}'", field=_POWER_CURVE)
            findings.append(CATALOGUE.make("reference-curve-unsupported", where, component=name))
        else:
            size_kw = round(capacity / serving.units_of_terminals(_terminals(model, unit)) / 1000.0, 6)
            limit = float(within(recipe.rules["multi_split"], "above_kw", size_kw)["iplv"])
            changes += edit(unit, {_COP: number(limit / gain)})
    return Outcome(tuple(changes), tuple(findings))


def _terminals(model: IdfModel, unit: IdfObject) -> tuple[str, ...]:
    called = unit.get("Zone Terminal Unit List Name").lower()
    found = (item.values for item in model.objects("ZoneTerminalUnitList"))
    return next((tuple(values[1:]) for values in found if values[0].lower() == called), ())


def part_load_gain(model: IdfModel, recipe: Recipe, unit: IdfObject) -> float | None:
    """The weighted part-load efficiency for a rated COP of one [-], at rated temperatures; None where a curve cannot be read."""
    parts = []
    for entry in recipe.rules["multi_split_part_loads"]:
        power = _power(model, unit, float(entry["load"]))
        if power is None or power <= 0:
            return None
        parts.append(float(entry["weight"]) * float(entry["load"]) / power)
    return math.fsum(parts)


def _power(model: IdfModel, unit: IdfObject, load: float) -> float | None:
    """Power at a part load as a share of the power at full load; below its least load the unit cycles."""
    least = value_of(model, unit, _LEAST_LOAD) or 0.0
    steady = _value(model, unit, _POWER_CURVE, max(load, least))
    if steady is None or load >= least:
        return steady
    running = load / least
    kept = _value(model, unit, _CYCLING_CURVE, running)
    return None if not kept else steady * running / kept


def _value(model: IdfModel, unit: IdfObject, field: str, x: float) -> float | None:
    """A curve's value; one that is not named changes nothing."""
    name = unit.get(field)
    if not name:
        return 1.0 if field == _CYCLING_CURVE else None
    curve = curve_of(model, name)
    return None if curve is None else value_at(curve, x)
