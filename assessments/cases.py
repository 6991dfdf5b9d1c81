"""The further cases of an edition, as its annex scenarios.yaml has them."""

from __future__ import annotations

from energyplus_runs.simulation.scenarios import NO_SCENARIOS, Scenarios, read_scenarios
from rules.engine.schema import Edition


def scenarios_of(edition: Edition) -> Scenarios:
    """The cases of an edition; none where it has no such annex.

    Raises:
        SimulationError: the annex is wrong (an edition of the service was checked).
    """
    annex = edition.annexes.get("scenarios")
    return NO_SCENARIOS if annex is None else read_scenarios(annex)
