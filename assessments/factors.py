"""What the carbon core needs of an edition: its factors, default journeys, waste rates and site defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from assessments.carbon.building import WholeLifeParameters
from assessments.carbon.declared import Declared
from assessments.carbon.declared_sections import Metric
from assessments.carbon.end_of_life import EndOfLife, TreatedLike, treated_like_from_rows
from assessments.carbon.factors import Factor, FactorLibrary, Kind
from assessments.carbon.factors_rows import factor_from_row
from assessments.carbon.life_cycle import (
    DeclaredSite,
    UpfrontCarbon,
    UpfrontParameters,
    upfront_carbon,
    waste_rates_from_rows,
)
from assessments.carbon.operational import EnergyFactors, fuel_factors_from_rows
from assessments.carbon.refrigerants import GwpTable
from assessments.carbon.replacement import ServiceLives
from assessments.carbon.rows import active, number
from assessments.carbon.take_off import TakeOff
from assessments.carbon.transport import Transport
from assessments.carbon.uncertainty import Spread
from rules.engine.quantities import convert
from rules.engine.schema import Edition

LIKE_TABLE = "end_of_life_like"
MATERIAL_TABLES = ("materials", "materials_foreign")
FOREIGN_UPLIFT = (
    "foreign_generic_uplift"  # an edition that sets it, be it to 0, chooses between kinds of factor
)
NATIONAL = "china"  # the footprint factors are published for the whole country only
SITE_ACTIVITY = "upfront_a5_2_kgco2e"  # declared, else the edition's default
WHOLE_LIFE = "whole_life_carbon"  # an edition that names these modules has the whole life worked out


@lru_cache(maxsize=8)
def library_of(edition: Edition) -> FactorLibrary:
    """The edition's own factors, without what organisations bring."""
    return FactorLibrary(factors_of(edition))


@lru_cache(maxsize=8)
def factors_of(edition: Edition) -> tuple[Factor, ...]:
    """The factors of an edition's tables; those of other countries carry the edition's uplift."""
    uplift = number_parameter(edition, FOREIGN_UPLIFT)
    tables = (edition.tables[key] for key in MATERIAL_TABLES if key in edition.tables)
    factors = (factor_from_row(row) for table in tables for row in table.rows)
    return tuple(
        replace(factor, uplift=uplift) if factor.kind is Kind.FOREIGN_GENERIC else factor
        for factor in factors
    )


@lru_cache(maxsize=8)
def parameters_of(edition: Edition) -> UpfrontParameters:
    """Transport, waste and site defaults, as the edition's tables and parameters say."""
    vehicles = {
        mode: str(edition.parameters[f"default_{mode}_transport"].value)
        for mode in ("road", "rail", "sea")
        if f"default_{mode}_transport" in edition.parameters
    }
    transport = Transport.from_rows(
        edition.tables["transport_factors"].rows, edition.tables["default_legs"].rows, vehicles
    )
    return UpfrontParameters(
        transport=transport,
        waste_rates=waste_rates_from_rows(edition.tables["waste_rates"].rows),
        site_kgco2e_per_m2=number_parameter(edition, "site_activities_a5_2_kgco2e_per_m2"),
        end_of_life=_end_of_life(edition, transport) if WHOLE_LIFE in edition.module_sets else None,
    )


def _end_of_life(edition: Edition, transport: Transport) -> EndOfLife:
    """The way to treatment, and which materials are treated alike."""
    return EndOfLife(transport, transport.default_legs.get("end-of-life"), treated_like_of(edition))


def treated_like_of(edition: Edition) -> dict[str, TreatedLike]:
    """Which materials an edition treats like another one at their end, by the key of the factor."""
    factors = {factor.key: factor for factor in factors_of(edition)}
    return treated_like_from_rows(_optional_rows(edition, LIKE_TABLE), factors)


@lru_cache(maxsize=8)
def whole_life_parameters_of(edition: Edition) -> WholeLifeParameters:
    """What an edition says of a whole life; tables and parameters it does not have say nothing."""
    return WholeLifeParameters(
        service_lives=ServiceLives.from_rows(
            edition.tables["service_lives"].rows, _optional_rows(edition, "exposure_factors")
        ),
        grid_kgco2e_per_kwh=_grid(edition, "grid_footprint_factors", NATIONAL, "grid_footprint_year"),
        grid_course={
            int(number(row, "year")): number(row, "kgco2e_per_kwh")
            for row in _optional_rows(edition, "grid_footprint_course")
            if active(row)
        },
        tap_water_kgco2e_per_m3=number_parameter(edition, "tap_water_kgco2e_per_m3"),
        refrigerant_loss=number_parameter(edition, "refrigerant_end_of_life_loss"),
        spread=Spread(
            contingency=number_parameter(edition, "spread_contingency"),
            data_quality=number_parameter(edition, "spread_data_quality"),
            quantities=number_parameter(edition, "spread_quantities"),
        ),
    )


def _optional_rows(edition: Edition, key: str) -> Sequence[Mapping[str, object]]:
    table = edition.tables.get(key)
    return table.rows if table is not None else ()


def gwp_table_of(edition: Edition) -> GwpTable:
    return GwpTable.from_rows(edition.tables["refrigerants"].rows, str(edition.parameters["gwp_set"].value))


def energy_factors_of(edition: Edition, region: str | None) -> EnergyFactors:
    """Factors of energy carriers for a grid region: direct ones and life-cycle footprints, which are never mixed."""
    return EnergyFactors(
        grid_kgco2_per_kwh=_grid(edition, "grid_carbon_factors", region, "grid_factor_year"),
        grid_footprint_kgco2e_per_kwh=_grid(
            edition, "grid_footprint_factors", NATIONAL, "grid_footprint_year"
        ),
        fuels_kgco2_per_kwh=fuel_factors_from_rows(edition.tables["fuel_factors"].rows),
    )


def _grid(edition: Edition, table_key: str, region: str | None, year_parameter: str) -> float | None:
    """The factor of a region and the edition's year; None where the table has none or it is not confirmed."""
    table, year = edition.tables[table_key], number_parameter(edition, year_parameter)
    row = table.index.get((region, int(year))) if year is not None else None
    return number(row, str(table.value)) if row is not None and active(row) else None


def upfront_of(
    take_off: TakeOff | None,
    edition: Edition,
    gia_m2: float | None,
    declared: Declared | None,
    library: FactorLibrary | None = None,
) -> UpfrontCarbon | None:
    """The upfront carbon of a take-off; None when there is no take-off, which is not a building without materials.

    Without a library the edition's own factors serve.
    """
    if take_off is None:
        return None
    site = declared.metrics.get(SITE_ACTIVITY) if declared is not None else None
    declared_site = DeclaredSite(_none_below_zero(amount_of(site, "kgCO2e"))) if site is not None else None
    library = library if library is not None else library_of(edition)
    return upfront_carbon(take_off.lines, library, parameters_of(edition), gia_m2, declared_site)


def amount_of(metric: Metric | None, unit: str) -> float | None:
    """A declared amount in a unit; None where nothing, no number or another kind of unit was declared."""
    if metric is None or isinstance(metric.value, bool) or not isinstance(metric.value, float):
        return None
    try:
        return convert(metric.value, metric.unit or "1", unit)
    except ValueError:
        return None


def _none_below_zero(amount: float | None) -> float | None:
    return amount if amount is not None and amount >= 0 else None


def number_parameter(edition: Edition, key: str) -> float | None:
    """A number the edition sets, None when it does not set it."""
    parameter = edition.parameters.get(key)
    return float(parameter.value) if parameter is not None and not isinstance(parameter.value, str) else None
