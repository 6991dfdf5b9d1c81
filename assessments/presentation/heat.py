"""Heat inside as the runs reported it, the worst rooms first: an outage, a year without cooling, hours of heat index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.presentation.cases import case_title
from energyplus_runs.models import TYPICAL
from energyplus_runs.simulation.resilience import HeatIndexHours, Outage, Resilience, ZoneComfort
from energyplus_runs.simulation.scenarios import Case
from standard_site.lib.formats import number

ZONES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class HeatTable:
    """One table: `rows` for the worst zones, `left_out` how many are better than those."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int


def heat_shown(document: Mapping[str, Any], cases: Mapping[str, Case]) -> list[HeatTable]:
    """A table for each thing that a run of the scorecard reported of heat."""
    return [
        table
        for run in document["runs"]
        if run.get("resilience")
        for table in _tables(Resilience.from_json(run["resilience"]), run["case"], cases)
    ]


def _tables(heat: Resilience, case: str, cases: Mapping[str, Case]) -> Iterator[HeatTable]:
    """Hours of heat index are shown of the design as it is meant to run, and of the year with an outage."""
    title = case_title(case, cases)
    if heat.outage is not None and heat.outage.zones:
        yield _outage(heat.outage, title)
    if heat.free_running:
        yield _comfort(heat.free_running, title)
    if heat.heat_index and (case == TYPICAL or heat.outage is not None):
        yield _heat_index(heat.heat_index, title)


def _outage(outage: Outage, title: str) -> HeatTable:
    hours = number(outage.hours, 0)
    worst = sorted(outage.zones, key=lambda zone: -zone.set_above_30_k_h)
    rows = [(zone.zone, number(zone.set_above_30_k_h, 1), number(zone.highest_set_c, 1)) for zone in worst]
    about = _("%(case)s: standard effective temperature (SET) in %(hours)s h") % {
        "case": title,
        "hours": hours,
    }
    return _table(about, (_("Zone"), _("Above 30 °C, in K·h"), _("Highest, in °C")), rows)


def _comfort(zones: tuple[ZoneComfort, ...], title: str) -> HeatTable:
    worst = sorted(zones, key=lambda zone: zone.comfortable_h / zone.occupied_h)
    rows = [
        (
            zone.zone,
            number(zone.comfortable_h, 0),
            number(zone.occupied_h, 0),
            f"{number(100 * zone.comfortable_h / zone.occupied_h, 1)} %",
        )
        for zone in worst
    ]
    about = _("%(case)s: comfortable hours") % {"case": title}
    return _table(about, (_("Zone"), _("Comfortable, in h"), _("Occupied, in h"), _("Share")), rows)


def _heat_index(zones: tuple[HeatIndexHours, ...], title: str) -> HeatTable:
    worst = sorted(zones, key=lambda zone: zone.severity, reverse=True)
    rows = [
        (
            zone.zone,
            *(
                number(hours, 0)
                for hours in (zone.caution_h, zone.extreme_caution_h, zone.danger_h, zone.extreme_danger_h)
            ),
        )
        for zone in worst
    ]
    columns = (_("Zone"), "26.7–32.2 °C", "32.2–39.4 °C", "39.4–51.7 °C", "> 51.7 °C")
    return _table(_("%(case)s: occupied hours by heat index, in h") % {"case": title}, columns, rows)


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> HeatTable:
    return HeatTable(title, columns, tuple(rows[:ZONES_SHOWN]), max(0, len(rows) - ZONES_SHOWN))
