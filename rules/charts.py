"""Limits as charts: lines over the years, else bars; each with its numbers as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from rules.engine.schema import Edition
from rules.engine.tables import Row, Table
from rules.naming import text, works_words
from rules.reading import series_labels
from standard_site.lib import formats


@dataclass(frozen=True, slots=True)
class LimitChart:
    """One chart: `data` for the script, `columns` and `rows` for the table behind the toggle."""

    id: str
    caption: str
    data: Mapping[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def limit_charts(edition: Edition, table: Table) -> list[LimitChart]:
    """A chart per kind of works; none for a table that is not looked up by typology."""
    if "series" not in table.key_columns or table.value is None:
        return []
    across = _across(table)
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(str(row.get("works") or ""), []).append(row)
    return [_chart(edition, table, works, rows, across) for works, rows in groups.items() if across]


def _across(table: Table) -> str | None:
    """The column that runs along the axis: the year, else the one key that is left."""
    left = [column for column in table.key_columns if column not in ("series", "works")]
    return "year" if "year" in left else next(iter(left), None)


def _chart(edition: Edition, table: Table, works: str, rows: list[Row], across: str) -> LimitChart:
    steps = sorted(_cells(rows, across), key=_order)
    series = _series(edition, table, rows, across, steps)
    shown = [_shown(step) for step in steps]
    unit = formats.unit(table.value_unit)
    return LimitChart(
        id=f"chart-{table.key}-{works or 'all'}".replace("_", "-"),
        caption=_caption(table, works),
        data={"steps": shown, "unit": unit, "series": series, "lines": across == "year"},
        columns=(gettext("Typology"), *shown),
        rows=tuple((str(one["name"]), *(_number(value) for value in one["values"])) for one in series),
    )


def _series(
    edition: Edition, table: Table, rows: list[Row], across: str, steps: list[Any]
) -> list[dict[str, Any]]:
    """Each series with its place among all of the table's, so that it looks the same in every chart."""
    values = {(row["series"], row[across]): row[str(table.value)] for row in rows}
    present = set(_cells(rows, "series"))
    return [
        {"index": place, "name": label, "values": [values.get((key, step)) for step in steps]}
        for place, (key, label) in enumerate(series_labels(edition, table).items())
        if key in present
    ]


def _caption(table: Table, works: str) -> str:
    parts = [text(table.title), works_words(table, works), formats.unit(table.value_unit)]
    return " · ".join(part for part in parts if part)


def _cells(rows: Iterable[Row], column: str) -> list[Any]:
    return list(dict.fromkeys(row[column] for row in rows))


def _order(cell: Any) -> tuple[bool, Any]:
    return isinstance(cell, str), cell


def _shown(step: Any) -> str:
    return str(step).replace("_", " ")


def _number(value: Any) -> str:
    return formats.number(value) if value is not None else "–"
