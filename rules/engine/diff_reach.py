"""Which criteria a part of an edition reaches, through formulas alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .expressions import Node, names, tables
from .schema import Criterion, Edition, ValueRule

Place = tuple[str, str]


def formulas(criterion: Criterion) -> Iterator[Node]:
    """Every formula that decides what a criterion comes to or shows."""
    yield from _conditions(criterion)
    yield criterion.value.expression
    for requirement in criterion.requirements:
        yield requirement.value.expression
        if requirement.limit is not None:
            yield requirement.limit
        yield from (step.limit for step in requirement.steps)
    yield from (entry.value.expression for entry in criterion.context)


def reaches(edition: Edition) -> Mapping[str, frozenset[Place]]:
    """By criterion: the metrics, parameters and tables its formulas name, those of derived metrics included."""
    return {one.key: frozenset(_reached(edition, tuple(formulas(one)))) for one in edition.criteria}


def by_typology(edition: Edition) -> frozenset[str]:
    """The tables that are looked up by typology."""
    return frozenset(key for key, table in edition.tables.items() if "typology" in table.keys)


def _conditions(criterion: Criterion) -> Iterator[Node]:
    own = [requirement.applies_when for requirement in criterion.requirements]
    yield from (condition for condition in (criterion.applies_when, *own) if condition is not None)


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
