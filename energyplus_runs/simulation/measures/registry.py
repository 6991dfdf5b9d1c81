"""What carries out each measure of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from energyplus_runs.simulation.measures.base import Applier
from energyplus_runs.simulation.measures.glazing import GLAZING
from energyplus_runs.simulation.measures.hot_water import HEAT_PUMP_WATER
from energyplus_runs.simulation.measures.opaque import COOL_ROOF, ROOF_INSULATION, WALL_INSULATION
from energyplus_runs.simulation.measures.scaling import COOLING_COP, INFILTRATION, LIGHTING_POWER
from energyplus_runs.simulation.measures.setpoint import COOLING_SETPOINT
from energyplus_runs.simulation.measures.shading import OVERHANGS
from energyplus_runs.simulation.measures.solar import PHOTOVOLTAICS

APPLIERS: Mapping[str, Applier] = {
    "overhangs": OVERHANGS,
    "glazing": GLAZING,
    "roof-insulation": ROOF_INSULATION,
    "wall-insulation": WALL_INSULATION,
    "cool-roof": COOL_ROOF,
    "infiltration": INFILTRATION,
    "lighting-power": LIGHTING_POWER,
    "cooling-setpoint": COOLING_SETPOINT,
    "cooling-cop": COOLING_COP,
    "heat-pump-water": HEAT_PUMP_WATER,
    "photovoltaics": PHOTOVOLTAICS,
}
