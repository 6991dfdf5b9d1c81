"""The whole life of a building by the modules of EN 15978: what the parts of this package hand to one another.

Unknown is None, in a line, in a module and in every total that holds it. D1, D2 and stored biogenic carbon stand apart and
are in no total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from assessments.carbon.rows import sum_of
from assessments.carbon.units import Unit
from standard_site.lib.findings import Finding
from standard_site.lib.localised import Localised

MODULES: Final = (
    "A1-A3",
    "A4",
    "A5.2",
    "A5.3",
    "B1",
    "B2-B3",
    "B4",
    "B5",
    "B6",
    "B7",
    "C1",
    "C2",
    "C3",
    "C4",
)
"""What a whole life is the sum of, in the order of EN 15978."""

APART: Final = ("D1", "D2")
"""Beyond the boundary: materials that are used again, and energy sent out."""

UPFRONT: Final = ("A1-A3", "A4", "A5.2", "A5.3")
USE: Final = ("B1", "B2-B3", "B4", "B5")
OPERATION: Final = ("B6", "B7")
END_OF_LIFE: Final = ("C1", "C2", "C3", "C4")
EMBODIED: Final = UPFRONT + USE + END_OF_LIFE
OF_A_LINE: Final = ("A1-A3", "A4", "A5.3", "B4", *END_OF_LIFE)
"""The modules that a line of the take-off has a part in; the others belong to the building as a whole."""


@dataclass(frozen=True, slots=True)
class LineWholeLife:
    """One line of the take-off over the study period.

    Args:
        line_id: the line's own name.
        element: the part of the building it belongs to.
        material: the material as the author names it.
        factor_key: the factor it was worked out with; None where none was found.
        quantity: net amount [unit].
        unit: what the amount is counted in.
        mass_kg: its mass [kg].
        replacements: how often it is replaced within the study period; None where its service life is not known.
        modules: carbon by the modules of `OF_A_LINE` and D1 [kgCO2e].
        biogenic_kgco2: carbon dioxide stored in it when the building is finished [kgCO2]; apart.
        origins: how the values came about, by module.
    """

    line_id: str
    element: str
    material: str
    factor_key: str | None
    quantity: float
    unit: Unit
    mass_kg: float | None
    replacements: int | None
    modules: Mapping[str, float | None]
    biogenic_kgco2: float | None
    origins: Mapping[str, Localised]


@dataclass(frozen=True, slots=True)
class YearCarbon:
    """What a calendar year emits by module [kgCO2e]."""

    year: int
    modules: Mapping[str, float | None]

    @property
    def total(self) -> float | None:
        """All modules of the year [kgCO2e]."""
        return sum_of(self.modules.values())


@dataclass(frozen=True, slots=True)
class WholeLife:
    """A building over its study period.

    Args:
        period_yr: reference study period [yr].
        modules: carbon by module [kgCO2e], every one of `MODULES`.
        apart: D1 and D2 [kgCO2e].
        biogenic_kgco2: carbon dioxide stored in the finished building [kgCO2].
        lines: the lines of the take-off.
        years: what each year emits, from that of construction on; empty where that year is not known.
        low: lower end of the embodied carbon [kgCO2e].
        high: upper end of the embodied carbon [kgCO2e].
        missing: modules that are not known.
        findings: what is to be said.
        origins: how the building's own modules came about.
        declared_grid: B6 by the edition's course of the grid factor over the years [kgCO2e]; None without one.
        deconstruction_kgco2e_per_kg: what taking the building down emits by the mass of its lines [kgCO2e/kg].
    """

    period_yr: int
    modules: Mapping[str, float | None]
    apart: Mapping[str, float | None]
    biogenic_kgco2: float | None
    lines: tuple[LineWholeLife, ...]
    years: tuple[YearCarbon, ...]
    low: float | None
    high: float | None
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    origins: Mapping[str, Localised] = field(default_factory=dict)
    declared_grid: float | None = None
    deconstruction_kgco2e_per_kg: float | None = None

    @property
    def upfront(self) -> float | None:
        """A1–A5 [kgCO2e]."""
        return self.sum_over(UPFRONT)

    @property
    def embodied(self) -> float | None:
        """A1–A5, B1–B5 and C1–C4 [kgCO2e]."""
        return self.sum_over(EMBODIED)

    @property
    def total(self) -> float | None:
        """All modules, with B6 and B7 [kgCO2e]."""
        return self.sum_over(MODULES)

    def sum_over(self, modules: Iterable[str]) -> float | None:
        """The sum of some modules [kgCO2e]; None where one of them is not known."""
        return sum_of(self.modules.get(module) for module in modules)
