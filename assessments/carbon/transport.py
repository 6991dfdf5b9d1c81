"""A4: the carbon of bringing material to the site, leg by leg."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessments.carbon.legs import Leg
from assessments.carbon.rows import active, number, text
from assessments.carbon.units import KG_PER_T
from standard_site.lib.localised import Localised


@dataclass(frozen=True, slots=True)
class TransportFactor:
    """The carbon of one tonne over one kilometre [kgCO2e/(t·km)] by one vehicle of a mode."""

    key: str
    mode: str
    kgco2e_per_tkm: float
    source: str
    source_status: str


@dataclass(frozen=True, slots=True)
class Transport:
    """What an edition says about transport.

    Args:
        factors: by key; rows that may not be used are left out.
        default_legs: legs by origin, for lines that declare none.
        vehicles: the factor key that stands for a mode when a leg names only the mode.
        unknown_origin: the origin whose legs serve lines that declare neither legs nor origin.
        names: what factors and origins are called, by key, where the edition says so.
    """

    factors: Mapping[str, TransportFactor]
    default_legs: Mapping[str, tuple[Leg, ...]]
    vehicles: Mapping[str, str] = field(default_factory=dict)
    unknown_origin: str = "unknown"
    names: Mapping[str, Localised] = field(default_factory=dict)

    @classmethod
    def from_rows(
        cls,
        factor_rows: Iterable[Mapping[str, object]],
        leg_rows: Iterable[Mapping[str, object]],
        vehicles: Mapping[str, str] | None = None,
        unknown_origin: str = "unknown",
    ) -> Transport:
        """From an edition's rows `key, mode, kgco2e_per_tkm, source, status` and `origin, leg, transport,
        distance_km, status`; a row that cannot be read is an error of the edition (ValueError)."""
        factor_rows, leg_rows = list(factor_rows), list(leg_rows)
        factors = {text(row, "key"): _factor(row) for row in factor_rows if active(row)}
        names = {**_names(factor_rows, "key"), **_names(leg_rows, "origin")}
        return cls(factors, _default_legs(leg_rows), vehicles or {}, unknown_origin, names)

    def name(self, key: str) -> Localised | str:
        """What a factor or an origin is called; its key where the edition gives it no name."""
        return self.names.get(key, key)

    def factor(self, transport: str) -> TransportFactor | None:
        """The factor of a leg's word: a factor key, or a mode by the edition's vehicle for it."""
        return self.factors.get(transport) or self.factors.get(self.vehicles.get(transport, ""))


def transport_kgco2e(mass_kg: float, legs: Iterable[Leg], transport: Transport) -> float | None:
    """A4 = m/1000 · Σ(distance · factor) [kgCO2e]; None when a leg has no factor. GB/T 51366-2019 App. E.

    Args:
        mass_kg: mass moved [kg].
        legs: journey, distances in km.
        transport: the edition's factors [kgCO2e/(t·km)].
    """
    per_t: list[float] = []
    for leg in legs:
        factor = transport.factor(leg.transport)
        if factor is None:
            return None
        per_t.append(leg.distance_km * factor.kgco2e_per_tkm)
    return mass_kg / KG_PER_T * math.fsum(per_t)


def _factor(row: Mapping[str, object]) -> TransportFactor:
    return TransportFactor(
        key=text(row, "key"),
        mode=text(row, "mode"),
        kgco2e_per_tkm=number(row, "kgco2e_per_tkm"),
        source=text(row, "source"),
        source_status=text(row, "status"),
    )


def _names(rows: Iterable[Mapping[str, object]], key: str) -> dict[str, Localised]:
    named = (row for row in rows if row.get("name_en") and row.get("name_zh"))
    return {text(row, key): Localised(text(row, "name_en"), text(row, "name_zh")) for row in named}


def _default_legs(rows: Iterable[Mapping[str, object]]) -> dict[str, tuple[Leg, ...]]:
    ordered = sorted(
        (row for row in rows if active(row)), key=lambda row: (text(row, "origin"), number(row, "leg"))
    )
    legs: dict[str, tuple[Leg, ...]] = {}
    for row in ordered:
        leg = Leg(text(row, "transport"), number(row, "distance_km"))
        legs[text(row, "origin")] = (*legs.get(text(row, "origin"), ()), leg)
    return legs
