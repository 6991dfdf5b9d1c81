"""The whole life of a scored design as a page: three views, pictures, years, and where it stands.

Everything comes from the stored scorecard; nothing is worked out again but sums of its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.benchmarks.standing import PERIOD_YR, Standing, comparable, standings
from assessments.carbon.views import Areas, ChinaEnergy, Difference, View, differences, three_views
from assessments.carbon.whole_life import WholeLife
from assessments.case_metrics import REFERENCE_CARBON
from assessments.presentation.charts import Chart
from assessments.presentation.whole_life_charts import pictures_of_parts
from assessments.presentation.whole_life_parts import Life, Picture
from assessments.presentation.whole_life_standing import charts_of_standings
from assessments.presentation.whole_life_years import pictures_of_years

ENERGY: Final = "site_eui_kwh_per_m2_yr"
OPERATING: Final = "operating_carbon_kgco2_per_m2_yr"


@dataclass(frozen=True, slots=True)
class Compared:
    """A view beside the one before it: the steps that lead from one to the other."""

    before: View
    after: View
    steps: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class WholeLifeShown:
    """What the page shows; without views the edition does not work out a whole life.

    `reduction_kgco2_per_m2_yr` stands beside the China view, where the reference building was simulated.
    """

    views: tuple[View, ...] = ()
    rows: tuple[tuple[str, tuple[float | None, ...]], ...] = ()
    compared: tuple[Compared, ...] = ()
    pictures: tuple[Picture, ...] = ()
    standings: tuple[tuple[Standing, Chart | None], ...] = ()
    reduction_kgco2_per_m2_yr: float | None = None


def whole_life_shown(
    document: Mapping[str, Any], name_of: Callable[[str], str] = str, lines: str = ""
) -> WholeLifeShown:
    """The page of a scorecard document.

    Args:
        document: the stored scorecard.
        name_of: the name of a material by its label.
        lines: the address of the page of lines.
    """
    members: Mapping[str, Any] = document.get("whole_life") or {}
    lives = {one["period_yr"]: life_of(one) for one in members.values()}
    if not lives:
        return WholeLifeShown()
    areas = areas_of(document)
    views = three_views(lives, areas, _china(document, areas))
    compared = tuple(Compared(one, other, differences(one, other)) for one, other in pairwise(views))
    life = Life(max(members.values(), key=lambda one: one["period_yr"]), name_of, lines)
    stands = _stands(document, lives.get(PERIOD_YR), areas)
    return WholeLifeShown(
        views=views,
        rows=_rows(views),
        compared=compared,
        pictures=tuple(chain(pictures_of_parts(life, views), pictures_of_years(life))),
        standings=tuple(charts_of_standings(stands)),
        reduction_kgco2_per_m2_yr=views[-1].reduction_kgco2_per_m2_yr,
    )


def areas_of(document: Mapping[str, Any]) -> Areas:
    """The areas that were declared [m2]."""
    return Areas(*(document["subject"].get(name) for name in Areas.__slots__))


def life_of(member: Mapping[str, Any]) -> WholeLife:
    """A stored whole life; its lines are in the take-off and not in the document."""
    return WholeLife(
        period_yr=member["period_yr"],
        modules=member["modules"],
        apart=member["apart"],
        biogenic_kgco2=member["biogenic_kgco2"],
        lines=(),
        years=(),
        low=member["embodied_low_kgco2e"],
        high=member["embodied_high_kgco2e"],
        missing=tuple(member["missing"]),
        findings=(),
    )


def _china(document: Mapping[str, Any], areas: Areas) -> ChinaEnergy:
    """Direct emissions of a year, and what the reference building of the edition emits beyond them by gross floor area."""
    operating = document["operating"] or {}
    reference, own = (_metric(document, key) for key in (REFERENCE_CARBON, OPERATING))
    reduction = None
    if reference is not None and own is not None and areas.gia_m2 and areas.gross_floor_area_m2:
        reduction = (reference - own) * areas.gia_m2 / areas.gross_floor_area_m2
    return ChinaEnergy(operating.get("direct_kgco2"), reduction)


def _metric(document: Mapping[str, Any], key: str) -> float | None:
    metric: Mapping[str, Any] = document["metrics"].get(key) or {}
    value: float | None = metric.get("value")
    return value


def _rows(views: Sequence[View]) -> tuple[tuple[str, tuple[float | None, ...]], ...]:
    """The results of the views by what they are."""
    return (
        (_("Area, in m²"), tuple(view.area_m2 for view in views)),
        (_("Study period, in years"), tuple(float(view.recipe.period_yr) for view in views)),
        (_("A1–A5, in kgCO₂e/m²"), tuple(view.upfront_kg_per_m2 for view in views)),
        (_("All that is counted, in kg/m²"), tuple(view.total_kg_per_m2 for view in views)),
        (_("The same by year, in kg/(m²·yr)"), tuple(view.total_kg_per_m2_yr for view in views)),
    )


def _stands(document: Mapping[str, Any], life: WholeLife | None, areas: Areas) -> tuple[Standing, ...]:
    """Where a building of one use stands; one of several uses has no group of its own."""
    uses: Sequence[Mapping[str, Any]] = document["subject"].get("uses") or ()
    if len(uses) != 1:
        return ()
    return standings(uses[0]["typology"], comparable(life, areas.gia_m2, _metric(document, ENERGY)))
