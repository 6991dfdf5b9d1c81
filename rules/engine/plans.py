"""What can be said of an edition's formulas once for all subjects: their names, their texts, what rests on what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .expressions import Node, names
from .printing import template_of, text_of
from .schema import Edition, Metric


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """A formula of the edition with its names and its text."""

    node: Node
    names: tuple[str, ...]
    text: str
    _templates: dict[frozenset[str], tuple[str, ...]] = field(default_factory=dict)

    def filled(self, show: Callable[[str], str], lookups: Mapping[str, str]) -> str:
        """The text with other words for its names, and for its lookups of some tables."""
        tables = frozenset(lookups)
        if tables not in self._templates:
            self._templates[tables] = template_of(self.node, tables)
        pieces = list(self._templates[tables])
        for place in range(1, len(pieces), 2):  # every second piece is a name or a table
            slot = pieces[place]
            pieces[place] = lookups[slot[:-2]] if slot.endswith("()") else show(slot)
        return "".join(pieces)


class Plan:
    """The formulas of one edition, each worked out when it is first asked for."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._formulas: dict[int, Formula] = {}  # by identity: each formula holds its node, so none is reused
        self._rests_on: dict[tuple[int, ...], tuple[Metric, ...]] = {}

    def formula(self, node: Node) -> Formula:
        """What there is to say of a formula."""
        known = self._formulas.get(id(node))
        if known is None:
            known = self._formulas[id(node)] = Formula(node, names(node), text_of(node))
        return known

    def derived(self, nodes: Iterable[Node]) -> tuple[Metric, ...]:
        """The derived metrics that formulas rest on, in the order they are worked out."""
        formulas = [self.formula(node) for node in nodes]
        asked = tuple(id(formula.node) for formula in formulas)
        if asked not in self._rests_on:
            self._rests_on[asked] = self._derived([name for one in formulas for name in one.names])
        return self._rests_on[asked]

    def _derived(self, waiting: list[str]) -> tuple[Metric, ...]:
        needed: set[str] = set()
        metrics = self._edition.metrics
        while waiting:
            metric = metrics.get(waiting.pop())
            if metric is not None and metric.rule is not None and metric.key not in needed:
                needed.add(metric.key)
                waiting.extend(self.formula(metric.rule.expression).names)
        return tuple(metrics[key] for key in self._edition.derived_order if key in needed)


@lru_cache(maxsize=8)
def plan_of(edition: Edition) -> Plan:
    """The plan of an edition; editions are told apart by identity, and only the latest few are kept."""
    return Plan(edition)
