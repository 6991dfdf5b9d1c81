"""What is known of a design, metric by metric, each with its unit and where it came from.

A metric that is not in the result is missing; the edition then says what that leaves undetermined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.carbon.declared import Declared
from assessments.carbon.life_cycle import UpfrontCarbon
from assessments.carbon.operational import OperatingCarbon, operating_carbon
from assessments.carbon.refrigerants import Refrigerants, refrigerant_totals
from assessments.carbon.rows import sum_of
from assessments.carbon.whole_life import WholeLife
from assessments.case_metrics import CaseResults, rows_of_cases, rows_of_heat, total
from assessments.combustion import Combustion, combustion_of
from assessments.factors import energy_factors_of, gwp_table_of
from assessments.origins import (
    Origin,
    Row,
    computed,
    declared_value,
    engine_meter,
    material_lines,
    model_objects,
)
from assessments.whole_lives import Beside, rows_of_whole_life, whole_lives_of
from energyplus_runs.simulation.results import Results
from rules.engine.evaluation import MetricValue
from rules.engine.schema import Edition
from standard_site.lib.findings import Finding


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything a design says; None for a file it does not have or a run that did not succeed.

    `results` are those of the typical year; `cases` holds the further runs that succeeded, by case.
    """

    edition: Edition
    declared: Declared | None
    upfront: UpfrontCarbon | None
    results: Results | None
    model_summary: Mapping[str, Any] | None
    grid_region: str | None
    gia_m2: float | None = None
    start_year: int | None = None
    cases: Mapping[str, CaseResults] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """The metrics with their origins, the parts they were worked out in, and what was found on the way."""

    values: Mapping[str, MetricValue]
    origins: Mapping[str, tuple[Origin, ...]]
    operating: OperatingCarbon | None
    refrigerants: Refrigerants
    combustion: Combustion
    findings: tuple[Finding, ...]
    whole_lives: Mapping[str, WholeLife] = field(default_factory=dict)


_BY_SUN = ("Generator:Photovoltaic", "Generator:PVWatts")
_INVERTERS = ("ElectricLoadCenter:Inverter",)


def gather(sources: Sources) -> Known:
    """All metrics of a design that its edition knows. Later sources do not overwrite earlier ones: simulation and
    take-off come before what was merely declared."""
    declared = sources.declared
    refrigerants = refrigerant_totals(
        declared.refrigerants if declared else None, gwp_table_of(sources.edition)
    )
    combustion = combustion_of(sources.results, sources.model_summary, declared)
    operating = _operating(sources)
    beside = _beside(sources, refrigerants, operating)
    lives = whole_lives_of(sources.upfront, beside)
    rows = [
        *_energy(sources),
        *(rows_of_heat(sources.results) if sources.results else ()),
        *rows_of_cases(sources.cases, sources.edition, sources.grid_region, sources.gia_m2),
        *_fuel_carbon(operating),
        *_upfront(sources.upfront, declared),
        *rows_of_whole_life(sources.upfront, lives, beside),
        *_refrigerants(refrigerants),
        *_combustion(combustion),
        *_declared(declared, sources.edition),
    ]
    values: dict[str, MetricValue] = {}
    origins: dict[str, tuple[Origin, ...]] = {}
    for key, value, unit, source, come_from in rows:
        if value is not None and key in sources.edition.metrics and key not in values:
            values[key] = MetricValue(value, unit, source, tuple(origin.text["en"] for origin in come_from))
            origins[key] = come_from
    said = next(iter(lives.values())).findings if lives else ()
    findings = (
        *(operating.findings if operating else ()),
        *refrigerants.findings,
        *combustion.findings,
        *said,
    )
    return Known(values, origins, operating, refrigerants, combustion, findings, lives)


def produced_kwh(sources: Sources) -> float | None:
    """Electricity generated on site [kWh/yr]: as metered; a model without any generator truly makes none."""
    if sources.results is None:
        return None
    if sources.results.produced_electricity_kwh is not None:
        return sources.results.produced_electricity_kwh
    return None if _may_hold(sources.model_summary) else 0.0


def _energy(sources: Sources) -> Iterator[Row]:
    results = sources.results
    if results is None:
        return
    carriers = " + ".join(f"{carrier} {kwh!r} kWh" for carrier, kwh in results.carriers.items())
    meters = tuple(engine_meter(f"{carrier}:facility") for carrier in results.carriers)
    yield (
        "site_energy_kwh_per_yr",
        total(results.carriers),
        "kWh/yr",
        "simulated",
        (*meters, computed("sum", carriers)),
    )
    purchased = (engine_meter("ElectricityPurchased:Facility"),)
    yield (
        "purchased_electricity_kwh_per_yr",
        results.purchased_electricity_kwh,
        "kWh/yr",
        "simulated",
        purchased,
    )
    yield from _generation(sources, results)
    peak = (engine_meter("Electricity:Facility"),)
    yield "peak_electricity_w", results.peak_electricity_w, "W", "simulated", peak


def _generation(sources: Sources, results: Results) -> Iterator[Row]:
    produced, surplus = produced_kwh(sources), results.surplus_electricity_kwh
    if results.produced_electricity_kwh is None:
        none = (model_objects("generators", 0),)
        for key in ("produced_electricity", "photovoltaic", "onsite_generation_used"):
            quantity = f"{key}_kwh_per_yr"
            yield quantity, produced, "kWh/yr", "simulated", none
        return
    made, sold = engine_meter("ElectricityProduced:Facility"), engine_meter("ElectricitySurplusSold:Facility")
    yield "produced_electricity_kwh_per_yr", produced, "kWh/yr", "simulated", (made,)
    yield "photovoltaic_kwh_per_yr", *_photovoltaic(sources, results)
    used = None if produced is None or surplus is None else produced - surplus
    yield "onsite_generation_used_kwh_per_yr", used, "kWh/yr", "simulated", (made, sold)


def _photovoltaic(sources: Sources, results: Results) -> tuple[float | None, str, str, tuple[Origin, ...]]:
    """What the sun made [kWh/yr], and nothing where all generators are of another kind.

    The meter of photovoltaics stands before the inverter, so what conversion takes is taken off; where generators of
    another kind share the inverters, all of it: never more than the sun gave.
    """
    if results.photovoltaic_kwh is None and not _may_hold(sources.model_summary, _BY_SUN):
        return 0.0, "kWh/yr", "simulated", (model_objects("photovoltaic generators", 0),)
    by_sun = engine_meter("Photovoltaic:ElectricityProduced")
    made, converted = results.photovoltaic_kwh, results.power_conversion_kwh
    if not _may_hold(sources.model_summary, _INVERTERS):
        return made, "kWh/yr", "simulated", (by_sun,)
    usable = None if made is None or converted is None else max(made + converted, 0.0)
    return usable, "kWh/yr", "simulated", (by_sun, engine_meter("PowerConversion:ElectricityProduced"))


def _operating(sources: Sources) -> OperatingCarbon | None:
    """Operating carbon of the run in both quantities, direct and life-cycle."""
    if sources.results is None:
        return None
    results, factors = sources.results, energy_factors_of(sources.edition, sources.grid_region)
    return operating_carbon(
        results.carriers, results.purchased_electricity_kwh, produced_kwh(sources), factors
    )


def _beside(sources: Sources, refrigerants: Refrigerants, operating: OperatingCarbon | None) -> Beside:
    """What a whole life takes in beside the take-off; a model that makes no electricity sends none out."""
    surplus = sources.results.surplus_electricity_kwh if sources.results is not None else None
    exported = 0.0 if surplus is None and produced_kwh(sources) == 0 else surplus
    return Beside(sources.edition, sources.declared, refrigerants, operating, exported, sources.start_year)


def _fuel_carbon(operating: OperatingCarbon | None) -> Iterator[Row]:
    if operating is None:
        return
    fuels = [carrier for carrier in operating.carriers if carrier.carrier != "electricity"]
    parts = [carrier.kgco2 for carrier in fuels]
    known = sum_of(parts) if parts else 0.0
    meters = tuple(engine_meter(f"{carrier.carrier}:facility") for carrier in fuels) or (
        model_objects("fuel meters", 0),
    )
    yield "fuel_co2_kgco2_per_yr", known, "kgCO2/yr", "simulated", meters


def _upfront(upfront: UpfrontCarbon | None, declared: Declared | None) -> Iterator[Row]:
    """The modules worked out from the take-off; a site activity that was declared comes with the declared values."""
    if upfront is None:
        return
    for name in ("a1_a3", "a4", "a5_2", "a5_3"):
        key, origin = f"upfront_{name}_kgco2e", material_lines(name, upfront.origins[name])
        if declared is None or key not in declared.metrics:
            yield key, getattr(upfront, name), "kgCO2e", "take_off", (origin,)


def _refrigerants(found: Refrigerants) -> Iterator[Row]:
    origins = tuple(declared_value(f"refrigerants: {line.item.type}", None) for line in found.lines) or (
        declared_value("refrigerants: []", None),
    )
    yield "refrigerant_max_gwp_kgco2e_per_kg", found.max_gwp, "kgCO2e/kg", "declared", origins
    yield "refrigerant_charge_kgco2e", found.charge_kgco2e, "kgCO2e", "declared", origins
    yield "refrigerant_leakage_kgco2e_per_yr", found.leakage_kgco2e_per_yr, "kgCO2e/yr", "declared", origins


def _combustion(found: Combustion) -> Iterator[Row]:
    yield "combustion_equipment_count", found.count, "1", found.source, found.origins
    yield "fossil_fuel_kwh_per_yr", found.fuel_kwh, "kWh/yr", "simulated", found.fuel_origins


def _declared(declared: Declared | None, edition: Edition) -> Iterator[Row]:
    if declared is None:
        return
    for key, metric in declared.metrics.items():
        known = edition.metrics.get(key)
        yield (
            key,
            metric.value,
            metric.unit or "1",
            "metered" if known is not None and known.source == "metered" else "declared",
            (declared_value(f"metrics.{key}", metric.evidence),),
        )


def _may_hold(summary: Mapping[str, Any] | None, kinds: tuple[str, ...] = ("Generator:",)) -> bool:
    """Whether the model holds anything that makes electricity (or is of other `kinds`); one not looked into may."""
    if summary is None:
        return True
    return any(name.startswith(kinds) for name in summary["object_counts"])
