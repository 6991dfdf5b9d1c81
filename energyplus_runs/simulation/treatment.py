"""What one treatment of a case is: how it edits the model, what it asks of sizing and weather."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.preparation import StepReport
from energyplus_runs.simulation.sizes import Sizes
from energyplus_runs.simulation.steps_base import Site
from standard_site.lib.findings import Finding

Treatment = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Treated:
    """What one treatment did, as named steps, and what it has to say."""

    steps: tuple[StepReport, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """How treatments of one kind work.

    `apply` edits the prepared model. `after_sizing` edits it again when the sizes [SI units] of a sizing run of the edited model
    are known. `weather` turns the station's EPW file [bytes] into the one to simulate with. Each raises SimulationError for what
    it cannot handle, never leaving it quietly as it was. `check` raises SimulationError for settings that the kind cannot have.
    """

    apply: Callable[[IdfModel, Site, Treatment], Treated]
    after_sizing: Callable[[IdfModel, Site, Treatment, Sizes], Treated] | None = None
    weather: Callable[[bytes, Treatment], bytes] | None = None
    check: Callable[[Treatment], object] | None = None
