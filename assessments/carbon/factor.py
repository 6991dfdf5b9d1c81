"""One carbon factor: what one unit of a material or product emits, module by module, and how well that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from assessments.carbon.units import Unit

PRODUCT: Final = "A1-A3"
MODULES: Final = (PRODUCT, "A4", "A5", "B1", "C1", "C2", "C3", "C4", "D")
"""The modules of EN 15804 a factor may state, in their order."""

COUNTED_PARTS: Final = ("a1_a3_fossil", "a1_a3_luluc")
GWP_PARTS: Final = (*COUNTED_PARTS, "a1_a3_biogenic", "c_biogenic")
"""The parts of the climate indicator that EN 15804+A2 states beside its sum: of A1–A3, and the biogenic one of C1–C4."""


class Kind(StrEnum):
    """Where the data come from, best first; a better kind is taken before a worse one."""

    SPECIFIC = "specific"  # a declaration of one product
    LOCAL_GENERIC = "local-generic"  # an average for the country the edition is for
    FOREIGN_GENERIC = "foreign-generic"  # an average for another country

    @property
    def rank(self) -> int:
        """0 for the best kind."""
        return tuple(Kind).index(self)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The data set a factor belongs to: its key and its version. An edition's own rows belong to none."""

    key: str
    version: str


@dataclass(frozen=True, slots=True)
class Factor:
    """The carbon of one unit of a material.

    Args:
        key: stable name of the factor.
        name: its name by language, `en` and `zh-hans`.
        unit: what one unit is.
        kgco2e_per_unit: carbon of one unit as the source states it, without stored carbon [kgCO2e/unit];
            None when the source has no value that can be used.
        modules: life-cycle modules that one value holds, as `A1-A3`.
        density_kg_per_m3: density [kg/m3].
        waste_key: row of the edition's site-waste table.
        source: key of the source in the edition.
        source_status: how well the source was checked.
        usable: False for a row that is shown and not counted.
        other_modules: what the source states of further modules, without stored carbon [kgCO2e/unit].
        biogenic_kgco2_per_unit: carbon dioxide stored in the material [kgCO2/unit]; shown apart.
        gwp_parts: what of the climate indicator is fossil, biogenic and of land use, by `GWP_PARTS` [kgCO2e/unit]; shown.
        mass_kg_per_unit: mass of one unit [kg/unit].
        geography: ISO 3166 code of the country, or a region's name as the source gives it.
        year: the year the data are published for.
        valid_until: last day on which the data may be chosen.
        kind: specific, local generic or foreign generic.
        uplift: share added to a foreign generic value [1]; None is none.
        service_life_key: row of the edition's table of service lives.
        dataset: where a factor that is no row of the edition comes from.
        stands_for: key of the generic factor this one may be taken in place of.
        remarks: what was done with the source's values and why, as codes.
    """

    key: str
    name: Mapping[str, str]
    unit: Unit
    kgco2e_per_unit: float | None
    modules: frozenset[str]
    density_kg_per_m3: float | None
    waste_key: str | None
    source: str
    source_status: str
    usable: bool = True
    other_modules: Mapping[str, float] = field(default_factory=dict)
    biogenic_kgco2_per_unit: float | None = None
    gwp_parts: Mapping[str, float] = field(default_factory=dict)
    mass_kg_per_unit: float | None = None
    geography: str | None = None
    year: int | None = None
    valid_until: date | None = None
    kind: Kind = Kind.LOCAL_GENERIC
    uplift: float | None = None
    service_life_key: str | None = None
    dataset: Dataset | None = None
    stands_for: str | None = None
    remarks: tuple[str, ...] = ()

    def module(self, name: str) -> float | None:
        """What counts of a module [kgCO2e/unit], None where that is not known.

        The uplift of a foreign value is in it, except in a credit (a value below zero), which it would enlarge. A
        module held inside another one's value is 0 by itself. A1–A3 below zero nets stored carbon and never counts.
        """
        stated = self.stated(name) if self.usable else None
        if stated is None or (name == PRODUCT and stated < 0):
            return None
        return stated * (1 + self.uplift) if self.uplift and stated > 0 else stated

    def gwp_part(self, name: str) -> float | None:
        """A part of the climate indicator [kgCO2e/unit]; the uplift of a foreign value is on what counts, fossil and land use."""
        stated = self.gwp_parts.get(name) if self.usable else None
        counts = stated is not None and name in COUNTED_PARTS and stated > 0
        return stated * (1 + self.uplift) if stated is not None and counts and self.uplift else stated

    def stated(self, name: str) -> float | None:
        """What the source states of a module [kgCO2e/unit], before any uplift and whether or not it counts."""
        if name not in self.modules:
            return self.other_modules.get(name)
        if self.kgco2e_per_unit is None:
            return None
        return self.kgco2e_per_unit if name == self._carrier else 0.0

    @property
    def known_modules(self) -> tuple[str, ...]:
        """The modules something is stated of, in the order of EN 15804."""
        return tuple(name for name in MODULES if self.stated(name) is not None)

    @property
    def _carrier(self) -> str:
        """The module that carries the one value of `modules`."""
        return PRODUCT if PRODUCT in self.modules else min(self.modules)
