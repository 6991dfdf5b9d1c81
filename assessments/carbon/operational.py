"""Operating carbon of a year, in two quantities that are never mixed.

Direct kgCO2 (provincial factor) serves criterion B05, GB 55015 and the China view: electricity use less
own generation, the generation counted at most up to the year's use, plus fuels. Life-cycle kgCO2e
(carbon-footprint factor) serves EN 15978 B6: imported energy only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessments.carbon.catalogue import FINDINGS
from assessments.carbon.rows import active, number, sum_of, text
from standard_site.lib.findings import Finding, Where

ELECTRICITY = "electricity"


@dataclass(frozen=True, slots=True)
class EnergyFactors:
    """Factors of energy carriers; a carrier that is absent is not known.

    Args:
        grid_kgco2_per_kwh: direct factor of the region's grid [kgCO2/kWh].
        grid_footprint_kgco2e_per_kwh: life-cycle footprint factor of the grid [kgCO2e/kWh].
        fuels_kgco2_per_kwh: direct factors of the other carriers [kgCO2/kWh].
        fuels_footprint_kgco2e_per_kwh: life-cycle factors of the other carriers [kgCO2e/kWh].
    """

    grid_kgco2_per_kwh: float | None
    grid_footprint_kgco2e_per_kwh: float | None
    fuels_kgco2_per_kwh: Mapping[str, float] = field(default_factory=dict)
    fuels_footprint_kgco2e_per_kwh: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CarrierCarbon:
    """One carrier worked out: energy counted [kWh] and its carbon in both quantities [kgCO2, kgCO2e]."""

    carrier: str
    counted_kwh: float | None
    kgco2: float | None
    imported_kwh: float | None
    kgco2e: float | None


@dataclass(frozen=True, slots=True)
class OperatingCarbon:
    """Operating carbon of a year; None when a use has no factor.

    `credited_kwh` is the own generation that was counted; what exceeds the year's use is `excess_kwh` and
    earns nothing.
    """

    direct_kgco2: float | None
    footprint_kgco2e: float | None
    electricity_use_kwh: float | None
    credited_kwh: float | None
    excess_kwh: float | None
    carriers: tuple[CarrierCarbon, ...]
    findings: tuple[Finding, ...]


def fuel_factors_from_rows(rows: Iterable[Mapping[str, object]]) -> dict[str, float]:
    """Direct factors by carrier [kgCO2/kWh] from an edition's rows `carrier, unit, kgco2_per_unit,
    status`; only rows per kWh."""
    return {
        text(row, "carrier"): number(row, "kgco2_per_unit")
        for row in rows
        if text(row, "unit") == "kWh" and active(row)
    }


def operating_carbon(
    carriers_kwh: Mapping[str, float | None],
    purchased_kwh: float | None,
    produced_kwh: float | None,
    factors: EnergyFactors,
) -> OperatingCarbon:
    """Work out a year's operating carbon.

    direct = (E − min(P, E))·f_grid + Σ fuel·f_fuel [kgCO2]; footprint = import·F_grid + Σ fuel·F_fuel
    [kgCO2e].

    Args:
        carriers_kwh: energy used on site by carrier, before own generation [kWh]; `electricity` is E.
        purchased_kwh: electricity imported from the grid [kWh].
        produced_kwh: electricity generated on site [kWh], P.
        factors: factors of the edition.
    """
    use = carriers_kwh.get(ELECTRICITY)
    credited = None if use is None or produced_kwh is None else min(produced_kwh, use)
    fuels = {carrier: kwh for carrier, kwh in carriers_kwh.items() if carrier != ELECTRICITY and kwh != 0}
    carriers = [_electricity(use, credited, purchased_kwh, factors)]
    carriers += [_fuel(carrier, kwh, factors) for carrier, kwh in fuels.items()]
    return OperatingCarbon(
        direct_kgco2=sum_of(carrier.kgco2 for carrier in carriers),
        footprint_kgco2e=sum_of(carrier.kgco2e for carrier in carriers),
        electricity_use_kwh=use,
        credited_kwh=credited,
        excess_kwh=None if credited is None or produced_kwh is None else produced_kwh - credited,
        carriers=tuple(carriers),
        findings=tuple(_findings(carriers)),
    )


def _electricity(
    use: float | None, credited: float | None, purchased: float | None, factors: EnergyFactors
) -> CarrierCarbon:
    net = None if use is None or credited is None else use - credited
    return CarrierCarbon(
        carrier=ELECTRICITY,
        counted_kwh=net,
        kgco2=_times(net, factors.grid_kgco2_per_kwh),
        imported_kwh=purchased,
        kgco2e=_times(purchased, factors.grid_footprint_kgco2e_per_kwh),
    )


def _fuel(carrier: str, kwh: float | None, factors: EnergyFactors) -> CarrierCarbon:
    return CarrierCarbon(
        carrier=carrier,
        counted_kwh=kwh,
        kgco2=_times(kwh, factors.fuels_kgco2_per_kwh.get(carrier)),
        imported_kwh=kwh,
        kgco2e=_times(kwh, factors.fuels_footprint_kgco2e_per_kwh.get(carrier)),
    )


def _times(kwh: float | None, factor: float | None) -> float | None:
    """Nothing used is nothing emitted, whatever the factor; something used without a factor is not known."""
    if kwh == 0:
        return 0.0
    return None if kwh is None or factor is None else kwh * factor


def _findings(carriers: Iterable[CarrierCarbon]) -> Iterable[Finding]:
    for carrier in carriers:
        where = Where(object=carrier.carrier)
        if carrier.counted_kwh is None or carrier.imported_kwh is None:
            yield FINDINGS.make("energy-missing", where, carrier=carrier.carrier)
        if carrier.counted_kwh is not None and carrier.kgco2 is None:
            yield FINDINGS.make("direct-factor-missing", where, carrier=carrier.carrier)
        if carrier.imported_kwh is not None and carrier.kgco2e is None:
            yield FINDINGS.make("footprint-factor-missing", where, carrier=carrier.carrier)
