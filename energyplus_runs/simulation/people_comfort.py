"""Asking EnergyPlus how the people of a model feel: a comfort model on every People object, with stated clothing and air."""

from __future__ import annotations

from energyplus_runs.simulation.case_schedules import add_constant
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_cases import CATALOGUE
from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.steps_base import Change, edit
from standard_site.lib.findings import Where

_MODELS = [f"Thermal Comfort Model {position} Type" for position in range(1, 8)]
_WORK, _CLOTHING, _AIR = "Case work efficiency", "Case clothing", "Case air speed"


def ask_comfort(model: IdfModel, comfort_model: str, *, clo: float, air_m_per_s: float) -> list[Change]:
    """Let every People object be judged by `comfort_model`, in the enclosure's mean radiant temperature, doing no outer work.

    Activity and number of people stay the model's. Raises SimulationError for a model without people.
    """
    people = model.objects("People")
    if not people:
        raise SimulationError([CATALOGUE.make("case-without-people", Where(object="People"))])
    changes = [
        add_constant(model, _WORK, 0.0),
        add_constant(model, _CLOTHING, clo),
        add_constant(model, _AIR, air_m_per_s),
    ]
    for item in people:
        changes += edit(item, {**_conditions(), **_judged_by(item, comfort_model)})
    return changes


def _conditions() -> dict[str, str]:
    return {
        "Mean Radiant Temperature Calculation Type": "EnclosureAveraged",
        "Surface Name/Angle Factor List Name": "",
        "Work Efficiency Schedule Name": _WORK,
        "Clothing Insulation Calculation Method": "ClothingInsulationSchedule",
        "Clothing Insulation Calculation Method Schedule Name": "",
        "Clothing Insulation Schedule Name": _CLOTHING,
        "Air Velocity Schedule Name": _AIR,
    }


def _judged_by(item: IdfObject, comfort_model: str) -> dict[str, str]:
    """The model in the first field that is free; others that are asked for stay, a thermostat may need them."""
    asked = [item.get(field).lower() for field in _MODELS]
    if comfort_model.lower() in asked:
        return {}
    free = asked.index("") if "" in asked else len(asked) - 1
    return {_MODELS[free]: comfort_model}
