"""The whole life in a scorecard document: numbers for pages, pictures and exports, so that none of them works it out again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.budget_lines import budget_members
from assessments.carbon.breakdown import LifeFlow, LifePart, life_flows, lives_by_element, lives_by_material
from assessments.carbon.time_line import cumulated
from assessments.carbon.whole_life import WholeLife
from rules.engine.schema import Edition


def members_of(lives: Mapping[str, WholeLife], edition: Edition, gia_m2: float | None) -> dict[str, Any]:
    """By study period; masses in kg, carbon in kgCO2e, stored carbon in kgCO2. The lines themselves are in the take-off."""
    return {
        word: {**_members(whole), "budgets": budget_members(edition, whole, gia_m2)}
        for word, whole in lives.items()
    }


def _members(whole: WholeLife) -> dict[str, Any]:
    return {
        "period_yr": whole.period_yr,
        "modules": dict(whole.modules),
        "upfront_kgco2e": whole.upfront,
        "embodied_kgco2e": whole.embodied,
        "total_kgco2e": whole.total,
        "embodied_low_kgco2e": whole.low,
        "embodied_high_kgco2e": whole.high,
        "apart": dict(whole.apart),
        "biogenic_kgco2": whole.biogenic_kgco2,
        "b6_by_declared_grid_kgco2e": whole.declared_grid,
        "missing": list(whole.missing),
        "origins": {module: said.to_json() for module, said in whole.origins.items()},
        "years": _years(whole),
        "by_element": [_part(part) for part in lives_by_element(whole.lines)],
        "by_material": [_part(part) for part in lives_by_material(whole.lines)],
        "flows": [_flow(flow) for flow in life_flows(whole.lines)],
    }


def _years(whole: WholeLife) -> list[dict[str, Any]]:
    totals = zip(whole.years, cumulated(whole.years), strict=True)
    return [
        {"year": each.year, "modules": dict(each.modules), "cumulated_kgco2e": cumulative}
        for each, cumulative in totals
    ]


def _part(part: LifePart) -> dict[str, Any]:
    return {
        "label": part.label,
        "lines": part.lines,
        "mass_kg": part.mass_kg,
        "modules": dict(part.modules),
        "biogenic_kgco2": part.biogenic_kgco2,
    }


def _flow(flow: LifeFlow) -> dict[str, Any]:
    return {"material": flow.material, "element": flow.element, "modules": dict(flow.modules)}
