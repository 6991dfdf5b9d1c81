"""Limits as charts: lines over the years, else bars; each with its numbers as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from rules.engine.schema import Edition
from rules.engine.tables import Row, Table
from rules.reading import series_labels, text
from standard_site.lib import formats, words


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
    labels = {
        key: label for key, label in series_labels(edition, table).items() if key in _cells(rows, "series")
    }
    steps = sorted(_cells(rows, across), key=_order)
    values = {(row["series"], row[across]): row[str(table.value)] for row in rows}
    series = [
        {"name": label, "values": [values.get((key, step)) for step in steps]}
        for key, label in labels.items()
    ]
    return LimitChart(
        id=f"chart-{table.key}-{works or 'all'}".replace("_", "-"),
        caption=_caption(table, works),
        data={
            "steps": [_shown(step) for step in steps],
            "unit": formats.unit(table.value_unit),
            "series": series,
            "lines": across == "year",
        },
        columns=(gettext("Typology"), *(_shown(step) for step in steps)),
        rows=tuple((str(one["name"]), *(_number(value) for value in one["values"])) for one in series),
    )


def _caption(table: Table, works: str) -> str:
    parts = [text(table.title), str(words.WORKS.get(works, works)), formats.unit(table.value_unit)]
    return " · ".join(part for part in parts if part)


def _cells(rows: Iterable[Row], column: str) -> list[Any]:
    return list(dict.fromkeys(row[column] for row in rows))


def _order(cell: Any) -> tuple[bool, Any]:
    return isinstance(cell, str), cell


def _shown(step: Any) -> str:
    return str(step).replace("_", " ")


def _number(value: Any) -> str:
    return formats.number(value) if value is not None else "–"
