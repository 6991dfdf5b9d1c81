"""Results of a run as the engine might report them, for tests that need numbers rather than a simulation."""

from __future__ import annotations

from typing import Any

from energyplus_runs.simulation.results import Results

NOTHING: dict[str, Any] = {
    "simulated_hours": 8760.0,
    "end_uses": (),
    "carriers": {},
    "carriers_joules": {},
    "purchased_electricity_kwh": None,
    "surplus_electricity_kwh": None,
    "produced_electricity_kwh": None,
    "photovoltaic_kwh": None,
    "peak_electricity_w": None,
    "peak_electricity_at": None,
    "unmet_heating_h": None,
    "unmet_cooling_h": None,
    "total_building_area_m2": None,
    "conditioned_area_m2": None,
    "water_m3": None,
    "findings": (),
}


def results(**known: Any) -> Results:
    """A year of which only what is named was reported."""
    return Results(**(NOTHING | known))
