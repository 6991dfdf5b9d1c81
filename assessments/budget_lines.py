"""A design's whole life against the budgets of its edition: both allocations, with 50 and 67 % of staying below 1.5 °C."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from assessments.carbon.budget import KG_PER_GT, Allocation, BudgetLine, Shares, WorldBudget, budget_line
from assessments.carbon.rows import active, number
from assessments.carbon.whole_life import WholeLife
from assessments.factors import number_parameter
from rules.engine.schema import Edition

PROBABILITIES: Final = (50, 67)

_SHARES: Final = {
    "population": "budget_zone_population_persons",
    "world_population": "budget_world_population_persons",
    "sector_weight": "budget_buildings_weight",
    "reserve": "budget_buildings_reserve",
    "zone_kgco2_per_yr": "budget_zone_buildings_kgco2_per_yr",
    "new_share": "budget_share_of_new_buildings",
    "started_m2_per_yr": "budget_floor_area_started_m2_per_yr",
    "stock_share": "budget_share_of_stock",
    "stock_m2": "budget_floor_area_stock_m2",
}
"""Parameters that only the author of an edition can set; while one is absent there is no line."""


def budget_members(edition: Edition, whole: WholeLife, gia_m2: float | None) -> list[dict[str, Any]]:
    """The lines of a whole life for a scorecard document; none without the author's parameters, the area or a year."""
    shares = _shares(edition)
    if shares is None or gia_m2 is None:
        return []
    lines = (
        budget_line(whole.years, gia_m2, budget, shares, allocation)
        for budget in _budgets(edition)
        for allocation in Allocation
    )
    return [_member(line) for line in lines if line is not None]


def _shares(edition: Edition) -> Shares | None:
    set_by_author = {name: number_parameter(edition, key) for name, key in _SHARES.items()}
    world = number_parameter(edition, "world_co2_gtco2_per_yr")
    known = {name: value for name, value in set_by_author.items() if value is not None}
    if world is None or len(known) < len(_SHARES):
        return None
    return Shares(**known, world_kgco2_per_yr=world * KG_PER_GT)


def _budgets(edition: Edition) -> Iterator[WorldBudget]:
    """The budgets of the edition's choice, by probability."""
    version = str(edition.parameters["carbon_budget_edition"].value)
    for row in edition.tables["carbon_budgets"].rows:
        probability = int(number(row, "probability"))
        if row["budget_edition"] == version and probability in PROBABILITIES and active(row):
            start = int(number(row, "start_year"))
            yield WorldBudget(version, start, probability, number(row, "budget_gtco2"))


def _member(line: BudgetLine) -> dict[str, Any]:
    return {
        "budget_edition": line.budget.edition,
        "start_year": line.budget.start_year,
        "probability_percent": line.budget.probability,
        "world_gtco2": line.budget.gtco2,
        "allocation": str(line.allocation),
        "zone_kgco2": line.zone_kgco2,
        "share_used": line.share_used,
        "overshoot_year": line.overshoot_year,
        "debt_kgco2e": line.debt_kgco2e,
        "years": [asdict(year) for year in line.years],
    }
