"""What burns on site: the model's combustion objects, its fuel meters and the declared equipment, held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.carbon.declared import Declared
from assessments.carbon.declared_sections import FUELS
from assessments.carbon.rows import sum_of
from assessments.origins import Origin, declared_value, engine_meter, model_objects
from assessments.refusal import FINDINGS
from energyplus_runs.simulation.results import Results
from standard_site.lib.findings import Finding, Where


@dataclass(frozen=True, slots=True)
class Combustion:
    """`count` of pieces that burn fuel outside emergencies and `fuel_kwh` burnt in the year [kWh]; None is not known."""

    count: int | None
    source: str
    origins: tuple[Origin, ...]
    fuel_kwh: float | None
    fuel_origins: tuple[Origin, ...]
    findings: tuple[Finding, ...]


def combustion_of(
    results: Results | None, model_summary: Mapping[str, Any] | None, declared: Declared | None
) -> Combustion:
    """Count what burns. What the model shows counts even if the declaration denies it; what the model does not show is only
    absent if the declaration says so, because a kitchen or a boiler need not be in a model."""
    modelled = len(model_summary["combustion"]) if model_summary is not None else None
    said = declared.combustion_count if declared is not None else None
    fuel_kwh, fuel_origins = _fuel(results)
    if modelled and (said is None or said < modelled):
        origins = (model_objects("combustion objects", modelled),)
        findings = _contradiction(said, modelled)
        return Combustion(modelled, "simulated", origins, fuel_kwh, fuel_origins, findings)
    return Combustion(said, "declared", (declared_value("equipment", None),), fuel_kwh, fuel_origins, ())


def _contradiction(said: int | None, modelled: int) -> tuple[Finding, ...]:
    """A declaration that says less than the model shows; one that says nothing contradicts nothing."""
    if said is None:
        return ()
    where = Where(field="equipment")
    return (FINDINGS.make("combustion-contradicts-model", where, declared=said, modelled=modelled),)


def _fuel(results: Results | None) -> tuple[float | None, tuple[Origin, ...]]:
    """The fuel meters of the run; a run without any burnt none."""
    if results is None:
        return None, ()
    burnt = {carrier: kwh for carrier, kwh in results.carriers.items() if carrier in FUELS}
    origins = tuple(engine_meter(f"{carrier}:facility") for carrier in burnt) or (
        model_objects("fuel meters", 0),
    )
    return sum_of(burnt.values()) if burnt else 0.0, origins
