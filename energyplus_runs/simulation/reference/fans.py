"""Large fans at the power per air flow of the recipe."""

from __future__ import annotations

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.reference.recipe import Recipe
from energyplus_runs.simulation.reference.serving import Serving
from energyplus_runs.simulation.reference.sized import size_of, unknown_size, value_of
from energyplus_runs.simulation.sizes import Sizes
from energyplus_runs.simulation.steps_base import Change, Outcome, edit, number
from standard_site.lib.findings import Finding

_SYSTEM = "fan:systemmodel"
_FLOW = {"fan:systemmodel": "Design Maximum Air Flow Rate"}
_PRESSURE = {"fan:systemmodel": "Design Pressure Rise"}
_TYPES = ("Fan:ConstantVolume", "Fan:OnOff", "Fan:SystemModel", "Fan:VariableVolume")
_EFFICIENCY = "Fan Total Efficiency"


def limit_fans(model: IdfModel, recipe: Recipe, use: str, sizes: Sizes) -> Outcome:
    """Set the pressure of every fan above the recipe's air flow; its efficiency stays."""
    rules = recipe.rules["fans"]
    changes: list[Change] = []
    findings: list[Finding] = []
    serving = Serving(model)
    for type_name in _TYPES:
        for fan in model.objects(type_name):
            field = _FLOW.get(type_name.lower(), "Maximum Flow Rate")
            flow = size_of(fan, field, sizes)
            if flow is None:
                findings.append(unknown_size(fan, field))
            elif round(flow * 3600.0 / serving.units(fan), 6) > rules["above_m3_per_h"]:
                control = "variable_volume" if _variable(fan) else "constant_volume"
                changes += _limit(model, fan, float(rules["ws_w_per_m3_per_h"][control][use]))
    return Outcome(tuple(changes), tuple(findings))


def _limit(model: IdfModel, fan: IdfObject, ws_w_per_m3_per_h: float) -> list[Change]:
    """Power per flow is pressure over efficiency; Ws times 3600 is W per m³/s, which is Pa."""
    efficiency = value_of(model, fan, _EFFICIENCY) or 1.0
    pressure = _PRESSURE.get(fan.type_name.lower(), "Pressure Rise")
    texts = {pressure: number(ws_w_per_m3_per_h * 3600.0 * efficiency)}
    if fan.type_name.lower() == _SYSTEM:
        texts["Design Power Sizing Method"] = "TotalEfficiencyAndPressure"
        texts["Design Electric Power Consumption"] = "autosize"
    return edit(fan, texts)


def _variable(fan: IdfObject) -> bool:
    if fan.type_name.lower() == _SYSTEM:
        return fan.get("Speed Control Method").lower() == "continuous"
    return fan.type_name.lower() == "fan:variablevolume"
