"""A building's part in the world's remaining carbon budget: a falling allowance by year, held against what it emits.

The recipe: a zone's share of the budget by people or by present emissions, a straight line from present emissions to zero that
uses the budget up, and of each year's emissions the part that falls to the floor area started, or to the stock, in that year.
Everything but the world's budget is set by the author of an edition; without it there is no line. A budget counts carbon
dioxide alone, a building's emissions all greenhouse gases: the comparison is the stricter for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assessments.carbon.whole_life import YearCarbon

KG_PER_GT: Final = 1e12


class Allocation(StrEnum):
    """How the world's budget is shared out."""

    PER_PERSON = "per-person"
    PRESENT_EMISSIONS = "present-emissions"


@dataclass(frozen=True, slots=True)
class WorldBudget:
    """One published budget from the start of a year on [GtCO2], with the probability of staying below 1.5 °C [%]."""

    edition: str
    start_year: int
    probability: int
    gtco2: float


@dataclass(frozen=True, slots=True)
class Shares:
    """What the author of an edition sets of the zone it is for.

    Args:
        population: people of the zone.
        world_population: people of the world.
        sector_weight: part of a person's budget that falls to buildings [1].
        reserve: part that is not given out [1].
        zone_kgco2_per_yr: present emissions of the zone's buildings [kgCO2/yr].
        world_kgco2_per_yr: present emissions of the world [kgCO2/yr].
        new_share: part of a year's emissions that falls to new buildings' upfront carbon [1].
        started_m2_per_yr: floor area started in a year [m2/yr].
        stock_share: part of a year's emissions that falls to the use of buildings [1].
        stock_m2: floor area in use [m2].
    """

    population: float
    world_population: float
    sector_weight: float
    reserve: float
    zone_kgco2_per_yr: float
    world_kgco2_per_yr: float
    new_share: float
    started_m2_per_yr: float
    stock_share: float
    stock_m2: float


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """What a year allows and what the building emits in it [kgCO2e], and both cumulated."""

    year: int
    allowed: float
    emitted: float
    allowed_so_far: float
    emitted_so_far: float


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A building against its part of a budget.

    Args:
        budget: the published budget, to be printed with the line.
        allocation: how it was shared out.
        zone_kgco2: the zone's budget [kgCO2].
        years: year by year.
        overshoot_year: the first year by whose end more was emitted than allowed; None where that never comes.
        debt_kgco2e: what single years emit beyond their allowance, summed up [kgCO2e].
    """

    budget: WorldBudget
    allocation: Allocation
    zone_kgco2: float
    years: tuple[BudgetYear, ...]
    overshoot_year: int | None
    debt_kgco2e: float

    @property
    def share_used(self) -> float | None:
        """What the building emits over what it is allowed [1]; None where nothing is allowed."""
        if not self.years or self.years[-1].allowed_so_far == 0:
            return None
        return self.years[-1].emitted_so_far / self.years[-1].allowed_so_far


def zone_budget_kgco2(budget: WorldBudget, shares: Shares, allocation: Allocation) -> float:
    """The zone's part: B · people/people · weight · (1 − reserve), or B · emissions/emissions [kgCO2]."""
    world = budget.gtco2 * KG_PER_GT
    if allocation is Allocation.PER_PERSON:
        people = shares.population / shares.world_population
        return world * people * shares.sector_weight * (1 - shares.reserve)
    return world * shares.zone_kgco2_per_yr / shares.world_kgco2_per_yr


def allowed_kgco2(year: int, start_year: int, zone_kgco2: float, present_kgco2_per_yr: float) -> float:
    """E(t) = E0 · max(0, 1 − (t − t0)/T), T = 2·B/E0 [kgCO2/yr]: a straight line to zero whose area is the budget.

    Taken at the middle of the year, so that whole years add up to the area; a year before the start allows present emissions.
    """
    length_yr = 2 * zone_kgco2 / present_kgco2_per_yr
    passed = max(year - start_year + 0.5, 0.0)
    return present_kgco2_per_yr * max(0.0, 1 - passed / length_yr) if length_yr > 0 else 0.0


def budget_line(
    years: Sequence[YearCarbon],
    gia_m2: float,
    budget: WorldBudget,
    shares: Shares | None,
    allocation: Allocation,
) -> BudgetLine | None:
    """A building's years against its part of a budget; None without the author's shares, or where a year is not known.

    limit(t) = share · E(t) / floor area: of the area started for the year of construction, of the stock for the years of use.

    Args:
        years: what the building emits, the year of construction first [kgCO2e].
        gia_m2: its floor area [m2].
        budget: the published budget.
        shares: what the author of the edition sets.
        allocation: how the budget is shared out.
    """
    totals = [year.total for year in years]
    emitted = [total for total in totals if total is not None]
    if shares is None or not years or len(emitted) < len(totals):
        return None
    zone = zone_budget_kgco2(budget, shares, allocation)
    lined = tuple(_lined(years, emitted, _allowed(years, gia_m2, budget, shares, zone)))
    return BudgetLine(
        budget=budget,
        allocation=allocation,
        zone_kgco2=zone,
        years=lined,
        overshoot_year=next((each.year for each in lined if each.emitted_so_far > each.allowed_so_far), None),
        debt_kgco2e=math.fsum(max(0.0, each.emitted - each.allowed) for each in lined),
    )


def _allowed(
    years: Sequence[YearCarbon], gia_m2: float, budget: WorldBudget, shares: Shares, zone_kgco2: float
) -> list[float]:
    """The limit of each year [kgCO2]: of the area started for the year of construction, of the stock for the years of use."""
    of_new = shares.new_share / shares.started_m2_per_yr
    of_stock = shares.stock_share / shares.stock_m2
    limits = (
        allowed_kgco2(each.year, budget.start_year, zone_kgco2, shares.zone_kgco2_per_yr) for each in years
    )
    return [limit * gia_m2 * (of_stock if index else of_new) for index, limit in enumerate(limits)]


def _lined(
    years: Sequence[YearCarbon], emitted: Sequence[float], allowed: Sequence[float]
) -> Iterator[BudgetYear]:
    """Each year with what is allowed and emitted, in it and until its end."""
    for count, each in enumerate(years, start=1):
        so_far = math.fsum(allowed[:count]), math.fsum(emitted[:count])
        yield BudgetYear(each.year, allowed[count - 1], emitted[count - 1], *so_far)
