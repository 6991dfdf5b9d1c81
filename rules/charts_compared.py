"""The limits of two editions in one chart: what changed alone, the old solid and the new dashed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from rules.charts import LimitChart, limit_charts
from rules.engine.schema import Edition
from standard_site.lib import formats

_DASH_AFTER = 8  # the script gives every eighth series the same colour and symbol with the next dash
Values = Mapping[str, float | None]


def compared_charts(a: Edition, b: Edition, table: str) -> list[LimitChart]:
    """A chart per kind of works in which a limit changed; none for tables that are not drawn."""
    old, new = _charts(a, table), _charts(b, table)
    charts = (_chart(old.get(key), new.get(key)) for key in {**old, **new})
    return [chart for chart in charts if chart is not None]


def _charts(edition: Edition, table: str) -> dict[str, LimitChart]:
    found = edition.tables.get(table)
    return {chart.id: chart for chart in limit_charts(edition, found)} if found is not None else {}


def _chart(old: LimitChart | None, new: LimitChart | None) -> LimitChart | None:
    shape = new or old
    before, after = _series(old), _series(new)
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if shape is None or not changed:
        return None
    steps = _steps(old, new, in_order=bool(shape.data["lines"]))
    series = list(_drawn(changed, before, after, steps))
    return LimitChart(
        id=f"compared-{shape.id}",
        caption=shape.caption,
        data={**shape.data, "steps": steps, "series": series},
        columns=(shape.columns[0], *steps),
        rows=tuple((str(one["name"]), *map(_number, one["values"])) for one in series),
    )


def _drawn(
    changed: Iterable[str], before: Mapping[str, Values], after: Mapping[str, Values], steps: list[str]
) -> Iterable[dict[str, Any]]:
    """Both states of every changed series, in the same colour."""
    for place, name in enumerate(changed):
        states = ((before, gettext("%(name)s, before")), (after, gettext("%(name)s, after")))
        for dash, (state, label) in enumerate(states):
            if name in state:
                yield {
                    "index": place % _DASH_AFTER + dash * _DASH_AFTER,
                    "name": label % {"name": name},
                    "values": [state[name].get(step) for step in steps],
                }


def _series(chart: LimitChart | None) -> dict[str, Values]:
    if chart is None:
        return {}
    steps = chart.data["steps"]
    return {
        one["name"]: {
            step: value for step, value in zip(steps, one["values"], strict=True) if value is not None
        }
        for one in chart.data["series"]
    }


def _steps(old: LimitChart | None, new: LimitChart | None, *, in_order: bool) -> list[str]:
    found = dict.fromkeys(step for chart in (old, new) if chart is not None for step in chart.data["steps"])
    return sorted(found) if in_order else list(found)


def _number(value: Any) -> str:
    return formats.number(value) if value is not None else "–"
