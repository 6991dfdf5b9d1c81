"""Where a building stands, as pictures: all buildings of a collection, those of its use, and this one among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.benchmarks.collections import collections
from assessments.benchmarks.standing import LEAST, Standing
from assessments.presentation.charts import Chart
from assessments.presentation.text import said
from standard_site.lib.formats import number, unit

_BINS: Final = 14
_STEPS: Final = (1, 2, 2.5, 5, 10)


def charts_of_standings(standings: Sequence[Standing]) -> Iterator[tuple[Standing, Chart | None]]:
    """Each with its picture; none of a collection of so few that a distribution says nothing."""
    every = {one.key: tuple(chain.from_iterable(one.values.values())) for one in collections()}
    for standing in standings:
        values = every[standing.collection]
        yield standing, _histogram(standing, values) if len(values) >= LEAST else None


def _histogram(standing: Standing, values: Sequence[float]) -> Chart:
    """How many buildings fall into each of the bins; the last holds everything beyond its beginning."""
    width = _width(sorted(values), standing.value)
    of_use = _counts(standing.others, width)
    of_all = _counts(values, width)
    labels = [_label(index, width) for index in range(_BINS)]
    here = None if standing.value is None else _bin(standing.value, width)
    same = standing.use or _("The same use")
    data: dict[str, Any] = {
        "bins": labels,
        "same": {"name": same, "values": of_use},
        "others": {"name": _("Other uses"), "values": [a - b for a, b in zip(of_all, of_use, strict=True)]},
        "here": here,
        "told": _("This building: %(value)s") % {"value": number(standing.value)},
        "count": _("buildings"),
        "unit": unit(standing.unit),
    }
    return Chart(
        id=f"chart-standing-{standing.collection.replace('_', '-')}",
        module="chart-standing",
        caption=_("%(name)s: how many of %(count)s buildings by value, in %(unit)s")
        % {"name": said(standing.name.to_json()), "count": len(values), "unit": unit(standing.unit)},
        data=data,
        columns=(unit(standing.unit), same, _("Other uses"), _("This building")),
        table=tuple(
            (label, str(of_use[i]), str(of_all[i] - of_use[i]), "●" if i == here else "")
            for i, label in enumerate(labels)
        ),
    )


def _width(ordered: Sequence[float], value: float | None) -> float:
    """A round width by which the bins reach beyond nineteen of twenty values, and this building's own if it is not far off."""
    most = ordered[int(0.95 * (len(ordered) - 1))]
    reach = max(most, min(value or 0.0, 2 * most)) / (_BINS - 1)
    power = 1.0
    while power * 10 < reach:
        power *= 10
    return next(step * power for step in _STEPS if step * power >= reach)


def _bin(value: float, width: float) -> int:
    return min(max(int(value // width), 0), _BINS - 1)


def _counts(values: Sequence[float], width: float) -> list[int]:
    counts = [0] * _BINS
    for value in values:
        counts[_bin(value, width)] += 1
    return counts


def _label(index: int, width: float) -> str:
    low = number(index * width, 0 if width >= 1 and width % 1 == 0 else 1)
    if index == _BINS - 1:
        return f"≥ {low}"
    return f"{low}–{number((index + 1) * width, 0 if width % 1 == 0 else 1)}"
