"""Which criteria a part of an edition reaches, through formulas alone."""

from __future__ import annotations

from collections.abc import Mapping

from .expressions import Node, names, tables
from .schema import Edition, ValueRule

Place = tuple[str, str]


def reaches(edition: Edition) -> Mapping[str, frozenset[Place]]:
    """By criterion: the metrics, parameters and tables its formulas name, those of derived metrics included."""
    return {one.key: frozenset(_reached(edition, tuple(one.formulas()))) for one in edition.criteria}


def by_typology(edition: Edition) -> frozenset[str]:
    """The tables that are looked up by typology."""
    return frozenset(key for key, table in edition.tables.items() if "typology" in table.keys)


def _reached(edition: Edition, nodes: tuple[Node, ...]) -> set[Place]:
    found: set[Place] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        found.update(("tables", key) for key in tables(node))
        for name in names(node):
            place = ("parameters", name) if name in edition.parameters else ("metrics", name)
            rule: ValueRule | None = edition.metrics[name].rule if name in edition.metrics else None
            if rule is not None and place not in found:
                waiting.append(rule.expression)
            found.add(place)
    return found
