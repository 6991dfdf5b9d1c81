"""Up to four scored designs of one project side by side: the whole life by module, and what each differs by from the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.carbon.rows import sum_of
from assessments.carbon.whole_life import MODULES
from assessments.models import Assessment
from assessments.presentation.charts import Chart
from assessments.presentation.whole_life_charts import module_series
from assessments.presentation.whole_life_parts import Picture, share
from standard_site.lib.formats import moment, number, unit

MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One design: its modules over the period by its gross internal area [kgCO2e/m2]; None is not known."""

    assessment: Assessment
    label: str
    modules: Mapping[str, float | None]

    @property
    def total(self) -> float | None:
        """All modules [kgCO2e/m2]."""
        return sum_of(self.modules.values())


@dataclass(frozen=True, slots=True)
class Cell:
    """A value [kgCO2e/m2], and what it differs by from that of the first."""

    label: str
    value: float | None
    difference: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sides, their picture, and a row for each module and for all of them; `editions` where there is more than one."""

    period_yr: int
    sides: tuple[Side, ...]
    picture: Picture
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    editions: tuple[str, ...] = ()


def comparison_of(assessments: Sequence[Assessment]) -> Comparison | None:
    """None where fewer than two share a study period."""
    periods = [
        {one["period_yr"] for one in each.scorecard.document["whole_life"].values()} for each in assessments
    ]
    shared = set.intersection(*periods) if len(periods) > 1 else set()
    if not shared:
        return None
    period = max(shared)
    sides = tuple(
        _side(each, label, period) for each, label in zip(assessments, labels_of(assessments), strict=True)
    )
    rows = [*((module, module) for module in MODULES), ("", _("Total"))]
    return Comparison(
        period_yr=period,
        sides=sides,
        picture=Picture(title_of(sides, period), _chart(sides, period), _unknown(sides), wide=True),
        rows=tuple((name, _cells(sides, module)) for module, name in rows),
        editions=_editions(assessments),
    )


def _editions(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """The editions by key, where the designs were scored under different ones; a changed draft is another one."""
    found = {each.edition.digest: each.edition for each in assessments}
    if len(found) < 2:
        return ()
    keys = [edition.key for edition in found.values()]
    return tuple(
        edition.key if keys.count(edition.key) == 1 else f"{edition.key} ({edition.digest[:8]})"
        for edition in found.values()
    )


def _side(assessment: Assessment, label: str, period: int) -> Side:
    document = assessment.scorecard.document
    member = next(one for one in document["whole_life"].values() if one["period_yr"] == period)
    gia: float | None = document["subject"].get("gia_m2")
    modules = {module: _by_area(member["modules"][module], gia) for module in MODULES}
    return Side(assessment, label, modules)


def label_of(assessment: Assessment) -> str:
    """A design by its number and its own label."""
    design = assessment.design
    said = {"number": design.number, "label": design.label}
    return (_("Design %(number)s, %(label)s") if design.label else _("Design %(number)s")) % said


def labels_of(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """The labels of some; designs that were scored more than once are told apart by their edition and moment."""
    labels = [label_of(each) for each in assessments]
    return tuple(
        label if labels.count(label) == 1 else f"{label} · {each.edition.key} · {moment(each.requested_at)}"
        for each, label in zip(assessments, labels, strict=True)
    )


def _by_area(value: float | None, area: float | None) -> float | None:
    return value / area if value is not None and area else None


def _cells(sides: Sequence[Side], module: str) -> tuple[Cell, ...]:
    values = [side.modules[module] if module else side.total for side in sides]
    return tuple(
        Cell(side.label, value, _less(value, values[0]) if index else None)
        for index, (side, value) in enumerate(zip(sides, values, strict=True))
    )


def _less(value: float | None, first: float | None) -> float | None:
    return None if value is None or first is None else value - first


def _chart(sides: Sequence[Side], period: int) -> Chart:
    labels = tuple(side.label for side in sides)
    return Chart(
        id="chart-life-comparison",
        module="chart-stacked",
        caption=_("Whole-life carbon by module over %(years)s years, in kgCO₂e per m² of gross internal area")
        % {"years": period},
        data={
            "categories": list(labels),
            "series": module_series([side.modules for side in sides]),
            "unit": unit("kgCO2e/m2"),
        },
        columns=(_("Module"), *labels),
        table=tuple((module, *(number(side.modules[module], 1) for side in sides)) for module in MODULES),
    )


def title_of(sides: Sequence[Side], period: int) -> str:
    """What the picture of the sides shows, in words."""
    known: list[tuple[str, float]] = [(side.label, side.total) for side in sides if side.total is not None]
    low, high = min(known, key=_total_of, default=("", 0.0)), max(known, key=_total_of, default=("", 0.0))
    if len(known) < len(sides) or low[1] < 0:  # of a total below zero nothing is a share
        return _("What is known of each over %(years)s years") % {"years": period}
    if low[1] == high[1]:
        return _("No difference over %(years)s years") % {"years": period}
    said: dict[str, Any] = {
        "low": low[0],
        "high": high[0],
        "share": share(high[1] - low[1], high[1]),
        "years": period,
    }
    return _("%(low)s: %(share)s less than %(high)s over %(years)s years") % said


def _total_of(known: tuple[str, float]) -> float:
    return known[1]


def _unknown(sides: Sequence[Side]) -> tuple[str, ...]:
    notes = []
    for side in sides:
        unknown = [module for module, value in side.modules.items() if value is None]
        if unknown:
            said = {"view": side.label, "modules": ", ".join(unknown)}
            notes.append(_("%(view)s: not known, so not in the picture: %(modules)s.") % said)
    return tuple(notes)
