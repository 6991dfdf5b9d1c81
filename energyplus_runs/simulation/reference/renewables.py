"""The reference building makes and stores no electricity."""

from __future__ import annotations

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.steps_base import Outcome, remove

_GENERATION = (
    "generator:photovoltaic",
    "generator:pvwatts",
    "generator:windturbine",
    "photovoltaicperformance:",
)
_CENTRES = "electricloadcenter:"
_TRANSFORMER = "electricloadcenter:transformer"
_FROM_GRID = "powerinfromgrid"


def remove_generation(model: IdfModel) -> Outcome:
    """Take photovoltaics, wind turbines, inverters and batteries away, and shading surfaces that only carry panels."""
    panels = [item.get("Surface Name").lower() for item in model.objects("Generator:Photovoltaic")]
    doomed = [item for item in model if _generates(item) or _carries(item, panels)]
    gone = {item.name.lower() for item in doomed}
    reflecting = [
        item
        for item in model.objects("ShadingProperty:Reflectance")
        if item.get("Shading Surface Name").lower() in gone
    ]
    return Outcome(tuple(remove(model, [*doomed, *reflecting])))


def _generates(item: IdfObject) -> bool:
    type_name = item.type_name.lower()
    if type_name == _TRANSFORMER:
        return item.get("Transformer Usage").lower() not in ("", _FROM_GRID)
    return type_name.startswith((*_GENERATION, _CENTRES))


def _carries(item: IdfObject, panels: list[str]) -> bool:
    return item.type_name.lower().startswith("shading:") and item.name.lower() in panels
