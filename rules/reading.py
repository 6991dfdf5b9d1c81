"""An edition as a reader sees it: formulas in words, limits as series over the years, sources once each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext, pgettext

from rules.engine.expressions import Node, names, tables
from rules.engine.localised import Localised
from rules.engine.printing import text_of
from rules.engine.schema import Criterion, Edition, Reference
from rules.engine.tables import Table
from standard_site.lib import words

_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters: no text of an edition holds them
_SIGNS = {"*": "×", "/": "÷", "-": "−", "<=": "≤", ">=": "≥", "!=": "≠", "==": "="}


@dataclass(frozen=True, slots=True)
class NamedPart:
    """One name of a formula: what it is, in which unit, and what it stands at when the edition fixes it."""

    key: str
    label: str
    unit: str
    definition: str = ""
    kind: str = ""
    value: float | str | None = None
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


def text(localised: Localised) -> str:
    """The text in the reader's language."""
    return localised.zh_hans if get_language() == "zh-hans" else localised.en


def formula(edition: Edition, node: Node) -> Formula:
    parts = tuple(_part(edition, key) for key in names(node))
    return Formula(_worded(edition, node), text_of(node), parts)


def criterion_nodes(criterion: Criterion) -> Iterable[Node]:
    """Every formula of a criterion, context last."""
    yield criterion.value.expression
    for requirement in criterion.requirements:
        yield requirement.value.expression
        if requirement.limit is not None:
            yield requirement.limit
        yield from (step.limit for step in requirement.steps)
    yield from (context.value.expression for context in criterion.context)


def criterion_tables(edition: Edition, criterion: Criterion) -> list[Table]:
    """The tables a criterion looks into, each once, in order of appearance."""
    keys = dict.fromkeys(key for node in criterion_nodes(criterion) for key in tables(node))
    return [edition.tables[key] for key in keys]


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


def list_comma() -> str:
    return pgettext("between names in a list", ", ")


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
        return NamedPart(
            key, text(found.label), found.unit, kind=kind, value=found.value, reference=found.reference
        )
    return NamedPart(
        key,
        str(words.SUBJECT_NAMES.get(key, key)),
        "m2" if key.endswith("_m2") else "1",
        kind=gettext("Of the building"),
    )


def _worded(edition: Edition, node: Node) -> str:
    written = text_of(node, show=lambda key: f"{_OPEN}{key}{_CLOSE}")
    signed = re.sub(
        r" (\*|/|-|<=|>=|!=|==|and|or|not in|in|if|else) ", lambda found: f" {_sign(found[1])} ", written
    )
    looked_up = re.sub(
        r'lookup\("([^"]+)"(?:, )?', lambda found: f"{_table_name(edition, found[1])} (", signed
    )
    return re.sub(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}", lambda found: _part(edition, found[1]).label, looked_up)


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
