"""Metrics that only a further run can tell, each named with its case: reference building, outage, year without cooling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessments.carbon.operational import operating_carbon
from assessments.factors import energy_factors_of
from assessments.origins import Row, computed, engine_meter, of_case, zone_report
from energyplus_runs.simulation.resilience import HEAT_METRICS
from energyplus_runs.simulation.results import Results
from energyplus_runs.simulation.scenarios import Case
from rules.engine.schema import Edition

REFERENCE_EUI = "reference_site_eui_kwh_per_m2_yr"
REFERENCE_CARBON = "reference_operating_carbon_kgco2_per_m2_yr"
OUTAGE = "outage_set_above_30_k_h"
SUPPLIED = frozenset({REFERENCE_EUI, REFERENCE_CARBON, *HEAT_METRICS})  # what a case can be asked to supply


@dataclass(frozen=True, slots=True)
class CaseResults:
    """A case of the edition with what its run came to."""

    case: Case
    results: Results


def rows_of_cases(
    cases: Mapping[str, CaseResults], edition: Edition, grid_region: str | None, gia_m2: float | None
) -> Iterator[Row]:
    """Only what the edition says that a case supplies; the same number in another run is another number."""
    for known in cases.values():
        reference = _reference(known.results, edition, grid_region, gia_m2)
        for key, value, unit, source, origins in (*reference, *rows_of_heat(known.results)):
            if key in known.case.supplies:
                named = tuple(of_case(origin, known.case.title) for origin in origins)
                yield key, value, unit, source, named


def rows_of_heat(results: Results) -> Iterator[Row]:
    """What a run reports of heat inside, for the worst occupied zone [h/yr, K·h]."""
    heat = results.resilience
    for key, value in (heat.metrics() if heat else {}).items():
        zone = heat.outage.worst if heat and heat.outage and key == OUTAGE else None
        unit = "K*h" if key == OUTAGE else "h/yr"
        yield key, value, unit, "simulated", (zone_report(key, zone.zone if zone else None),)


def _reference(
    results: Results, edition: Edition, grid_region: str | None, gia_m2: float | None
) -> Iterator[Row]:
    """As the design's own: site energy, and electricity with the grid's factor plus fuels; the reference generates nothing."""
    if not gia_m2:
        return
    meters = tuple(engine_meter(f"{carrier}:facility") for carrier in results.carriers)
    kwh = total(results.carriers)
    eui = (*meters, computed("per GIA", f"{kwh!r} kWh / {gia_m2!r} m²"))
    yield REFERENCE_EUI, kwh / gia_m2, "kWh/m2/yr", "simulated", eui
    factors = energy_factors_of(edition, grid_region)
    carbon = operating_carbon(results.carriers, results.purchased_electricity_kwh, 0.0, factors)
    if carbon.direct_kgco2 is not None:
        how = (*meters, computed("per GIA", f"{carbon.direct_kgco2!r} kgCO2 / {gia_m2!r} m²"))
        yield REFERENCE_CARBON, carbon.direct_kgco2 / gia_m2, "kgCO2/m2/yr", "simulated", how


def total(carriers: Mapping[str, float]) -> float:
    """Energy of all carriers [kWh], added from the left as the engine of the rules adds."""
    kwh = 0.0
    for used in carriers.values():
        kwh = kwh + used
    return kwh
