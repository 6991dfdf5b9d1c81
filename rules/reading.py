"""An edition as a reader sees it: formulas in words, limits as series over the years, sources once each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext

from rules.engine.expressions import Lookup, Node, Text, names, parts, tables
from rules.engine.printing import text_of
from rules.engine.schema import TRANSCRIBED, Criterion, Edition, Reference, Requirement
from rules.engine.tables import Cell, Row, Table
from rules.naming import is_year, list_comma, literal_name, name_of, row_keys, text, year_text
from standard_site.lib import formats, words

_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters: no text of an edition holds them
_MOST_ROWS = 12  # more than that is a table of its own page
_SIGNS = {"*": "×", "/": "÷", "-": "−", "<=": "≤", ">=": "≥", "!=": "≠", "==": "="}


@dataclass(frozen=True, slots=True)
class NamedPart:
    """One name of a formula: what it is, in which unit, and what it stands at when the edition fixes it."""

    key: str
    label: str
    unit: str
    definition: str = ""
    kind: str = ""
    value: str = ""
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in words and as the edition writes it, with its names explained."""

    worded: str
    written: str
    parts: tuple[NamedPart, ...]


@dataclass(frozen=True, slots=True)
class RowSource:
    title: str
    locator: str
    status: str


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row by its name in the reader's language; `number` None where none was found."""

    name: str
    number: float | None
    status: str


def formula(edition: Edition, node: Node) -> Formula:
    parts = tuple(_part(edition, key) for key in names(node))
    return Formula(worded(edition, node), text_of(node), parts)


def criterion_tables(edition: Edition, criterion: Criterion) -> list[Table]:
    """The tables a criterion looks into, each once, in order of appearance."""
    keys = dict.fromkeys(key for node in criterion.formulas() for key in tables(node))
    return [edition.tables[key] for key in keys]


def named_rows(edition: Edition, criterion: Criterion, table: Table) -> list[NamedRow]:
    """The rows a criterion can find in a table, where they are few enough to stand beside it."""
    if table.value is None:
        return []
    rows = [row for row in table.rows if _reached(criterion, table, row)]
    if len(rows) > _MOST_ROWS:
        return []
    return [_named_row(edition, table, row, row[table.value]) for row in rows]


def _named_row(edition: Edition, table: Table, row: Row, cell: Cell) -> NamedRow:
    number = cell if isinstance(cell, float | int) else None
    return NamedRow(row_keys(edition, table, row), number, str(row["status"]))


def _reached(criterion: Criterion, table: Table, row: Row) -> bool:
    """Whether any lookup of the criterion may find the row: the words it writes out are the row's own."""
    return any(
        all(
            argument.value == row[column]
            for column, argument in zip(table.key_columns, found.arguments, strict=True)
            if isinstance(argument, Text)
        )
        for node in criterion.formulas()
        for found in parts(node)
        if isinstance(found, Lookup) and found.table == table.key
    )


def row_sources(table: Table) -> list[RowSource]:
    """The sources of a table's rows, each with each of its statuses once."""
    found = ((str(row["source_title"]), str(row["source_locator"]), str(row["status"])) for row in table.rows)
    return [RowSource(*source) for source in dict.fromkeys(found)]


def series_labels(edition: Edition, table: Table) -> dict[str, str]:
    """For every series of a table that typologies use: their names, joined."""
    labels: dict[str, list[str]] = {}
    for typology in edition.typologies.values():
        series = typology.series.get(table.key)
        if series is not None:
            labels.setdefault(series, []).append(text(typology.label))
    return {series: list_comma().join(found) for series, found in labels.items()}


def without_number(edition: Edition, table: Table) -> list[str]:
    """Typologies for which no number was found in a table."""
    return [text(t.label) for t in edition.typologies.values() if t.series.get(table.key, "") is None]


def _part(edition: Edition, key: str) -> NamedPart:
    if key in edition.metrics:
        metric = edition.metrics[key]
        kind = str(words.METRIC_SOURCES[str(metric.source)])
        return NamedPart(key, text(metric.label), metric.unit, text(metric.definition), kind)
    if key in edition.parameters:
        found = edition.parameters[key]
        kind = gettext("Fixed by the edition")
        value = _parameter(edition, key, found.value, found.unit)
        return NamedPart(
            key, text(found.label), found.unit, kind=kind, value=value, reference=found.reference
        )
    return NamedPart(
        key,
        str(words.SUBJECT_NAMES.get(key, key)),
        "m2" if key.endswith("_m2") else "1",
        kind=gettext("Of the building"),
    )


def _parameter(edition: Edition, key: str, value: float | str, unit: str) -> str:
    """What a parameter stands at, as a person reads it."""
    if isinstance(value, str):
        return name_of(edition, key, value)
    if is_year(key, unit):
        return year_text(value)
    return f"{formats.number(value)}\N{NO-BREAK SPACE}{formats.unit(unit)}".rstrip()


def worded(edition: Edition, node: Node) -> str:
    """The formula with its names, tables and signs in the reader's language."""
    signed = _signed(edition, node, {})
    return re.sub(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}", lambda found: _part(edition, found[1]).label, signed)


def with_numbers(edition: Edition, node: Node, shown: Mapping[str, str], looked_up: Mapping[str, str]) -> str:
    """The formula with the texts of `shown` for its names and those of `looked_up` for lookups, by table."""
    marks = {table: f"{_OPEN}lookup {table}{_CLOSE}" for table in looked_up}
    texts = {**shown, **{f"lookup {table}": number for table, number in looked_up.items()}}
    signed = _signed(edition, node, marks)
    return re.sub(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}", lambda found: texts[found[1]], signed)


def _signed(edition: Edition, node: Node, looked_up: Mapping[str, str]) -> str:
    """The formula with signs as people write them; each name is still a key between two private characters."""
    written = text_of(node, lambda key: f"{_OPEN}{key}{_CLOSE}", looked_up)
    signed = re.sub(
        r" (\*|/|-|<=|>=|!=|==|and|or|not in|in|if|else) ", lambda found: f" {_sign(found[1])} ", written
    )
    tabled = re.sub(
        r'lookup\("([^"]+)"(?:, )?', lambda found: f"“{_table_name(edition, found[1])}” (", signed
    )
    return re.sub(r'"([^"]+)"', lambda found: f"“{literal_name(edition, found[1])}”", tabled)


def _sign(operator: str) -> str:
    if operator in _SIGNS:
        return _SIGNS[operator]
    spoken: dict[str, Callable[[], str]] = {
        "and": lambda: pgettext("formula", "and"),
        "or": lambda: pgettext("formula", "or"),
        "in": lambda: pgettext("formula", "is one of"),
        "not in": lambda: pgettext("formula", "is none of"),
        "if": lambda: pgettext("formula", "if"),
        "else": lambda: pgettext("formula", "else"),
    }
    return spoken[operator]()


def _table_name(edition: Edition, key: str) -> str:
    return text(edition.tables[key].title) if key in edition.tables else key


def plain_rows(table: Table) -> list[dict[str, Any]]:
    """A table's rows by its own columns, with each row's status."""
    columns = list(table.columns)
    return [{"cells": [row.get(name) for name in columns], "status": row["status"]} for row in table.rows]


def has_transcribed_rows(edition: Edition, requirement: Requirement) -> bool:
    """Whether a limit of the requirement may be found in a row that is only a transcription (F2)."""
    limits = [limit for limit in (requirement.limit, *(step.limit for step in requirement.steps)) if limit]
    rows = (row for limit in limits for key in tables(limit) for row in edition.tables[key].rows)
    return any(row["status"] == TRANSCRIBED for row in rows)
