"""The whole life of a scored design as a page: three views, modules, parts, years, and where it stands.

Everything comes from the stored scorecard; nothing is worked out again but sums of its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.benchmarks.standing import PERIOD_YR, Standing, comparable, standings
from assessments.carbon.rows import sum_of
from assessments.carbon.views import Areas, ChinaEnergy, Difference, View, differences, three_views
from assessments.carbon.whole_life import MODULES, WholeLife
from assessments.presentation.charts import BARS_MOST, Chart
from standard_site.lib.formats import number, unit

_PALETTE: Final = {"A5.2": "A5", "A5.3": "A5", "B2-B3": "B2"}
ENERGY: Final = "site_eui_kwh_per_m2_yr"


@dataclass(frozen=True, slots=True)
class Compared:
    """A view beside the one before it: the steps that lead from one to the other."""

    before: View
    after: View
    steps: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class WholeLifeShown:
    """What the page shows; without views the edition does not work out a whole life."""

    views: tuple[View, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]
    compared: tuple[Compared, ...]
    charts: tuple[Chart, ...]
    standings: tuple[Standing, ...]


def whole_life_shown(document: Mapping[str, Any]) -> WholeLifeShown:
    """The page of a scorecard document."""
    members: Mapping[str, Any] = document.get("whole_life") or {}
    lives = {one["period_yr"]: life_of(one) for one in members.values()}
    if not lives:
        return WholeLifeShown((), (), (), (), ())
    subject = document["subject"]
    areas = Areas(*(subject.get(name) for name in Areas.__slots__))
    operating = document["operating"] or {}
    views = three_views(lives, areas, ChinaEnergy(operating.get("direct_kgco2")))
    compared = tuple(Compared(one, other, differences(one, other)) for one, other in pairwise(views))
    longest = max(members.values(), key=lambda one: one["period_yr"])
    return WholeLifeShown(
        views, _rows(views), compared, _charts(longest), _stands(document, lives.get(PERIOD_YR), areas)
    )


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
    energy = document["metrics"].get(ENERGY) or {}
    return standings(uses[0]["typology"], comparable(life, areas.gia_m2, energy.get("value")))


def _charts(member: Mapping[str, Any]) -> tuple[Chart, ...]:
    period = member["period_yr"]
    elements = [(part["label"], sum_of(part["modules"].values())) for part in member["by_element"]]
    materials = [(part["label"], sum_of(part["modules"].values())) for part in member["by_material"]]
    by_module = _("Whole-life carbon by module over %(years)s years, in kgCO₂e") % {"years": period}
    by_element = _("Carbon of the materials by building element over %(years)s years, in kgCO₂e") % {
        "years": period
    }
    by_material = _("Carbon of the materials by material over %(years)s years, in kgCO₂e") % {"years": period}
    modules = [(name, member["modules"][name]) for name in MODULES]
    found = (
        _bars("chart-life-modules", "module", by_module, _("Module"), modules),
        _bars("chart-life-elements", "one", by_element, _("Element"), elements),
        _bars("chart-life-materials", "one", by_material, _("Material"), materials),
        _line(member["years"]),
    )
    return tuple(chart for chart in found if chart is not None)


def _bars(
    id: str, kind: str, caption: str, heading: str, parts: Iterable[tuple[str, float | None]]
) -> Chart | None:
    """Bars of what is known, the largest where there are many; all of it, known or not, in the table."""
    listed = tuple(parts)
    known = [(name, value) for name, value in listed if value]
    if not known:
        return None
    shown = known if kind == "module" else sorted(known, key=lambda part: -part[1])[:BARS_MOST]
    bars = [{"key": _PALETTE.get(name, name), "name": name, "value": value} for name, value in shown]
    return Chart(
        id=id,
        module="chart-bars",
        caption=caption,
        data={"kind": kind, "bars": bars, "unit": unit("kgCO2e")},
        columns=(heading, unit("kgCO2e")),
        table=tuple((name, number(value, 0)) for name, value in listed),
        size="tall" if len(bars) > 6 else "",
    )


def _line(years: Sequence[Mapping[str, Any]]) -> Chart | None:
    """All carbon up to each year; years of which it is not known are not drawn."""
    known = [(str(one["year"]), one["cumulated_kgco2e"]) for one in years]
    if not any(value is not None for _year, value in known):
        return None
    return Chart(
        id="chart-life-years",
        module="chart-years",
        caption=_("Carbon since construction, year by year, in kgCO₂e"),
        data={
            "years": [year for year, _value in known],
            "values": [value for _year, value in known],
            "unit": unit("kgCO2e"),
        },
        columns=(_("Year"), unit("kgCO2e")),
        table=tuple((year, number(value, 0)) for year, value in known),
    )
