"""The embodied carbon of a design by an edition's tables: what the carbon core needs, taken from the edition."""

from __future__ import annotations

from functools import lru_cache

from assessments.carbon.factors import FactorLibrary
from assessments.carbon.life_cycle import (
    UpfrontCarbon,
    UpfrontParameters,
    upfront_carbon,
    waste_rates_from_rows,
)
from assessments.carbon.refrigerants import GwpTable
from assessments.carbon.take_off import TakeOff
from assessments.carbon.transport import Transport
from rules.engine.schema import Edition


@lru_cache(maxsize=8)
def library_of(edition: Edition) -> FactorLibrary:
    return FactorLibrary.from_rows(edition.tables["materials"].rows)


@lru_cache(maxsize=8)
def parameters_of(edition: Edition) -> UpfrontParameters:
    """Transport, waste and site defaults, as the edition's tables and parameters say."""
    vehicles = {
        mode: str(edition.parameters[f"default_{mode}_vehicle"].value)
        for mode in ("road", "rail", "sea")
        if f"default_{mode}_vehicle" in edition.parameters
    }
    transport = Transport.from_rows(
        edition.tables["transport_factors"].rows, edition.tables["default_legs"].rows, vehicles
    )
    return UpfrontParameters(
        transport=transport,
        waste_rates=waste_rates_from_rows(edition.tables["waste_rates"].rows),
        site_kgco2e_per_m2=number_parameter(edition, "a5_2_default_kgco2e_per_m2"),
    )


def gwp_table_of(edition: Edition) -> GwpTable:
    return GwpTable.from_rows(edition.tables["refrigerants"].rows, str(edition.parameters["gwp_set"].value))


def upfront_of(
    take_off: TakeOff | None, edition: Edition, gia_m2: float | None, site_kgco2e: float | None
) -> UpfrontCarbon | None:
    """The upfront carbon of a take-off; None when there is no take-off, which is not a building without materials."""
    if take_off is None:
        return None
    return upfront_carbon(take_off.lines, library_of(edition), parameters_of(edition), gia_m2, site_kgco2e)


def number_parameter(edition: Edition, key: str) -> float | None:
    """A number the edition sets, None when it does not set it."""
    parameter = edition.parameters.get(key)
    return float(parameter.value) if parameter is not None and not isinstance(parameter.value, str) else None
