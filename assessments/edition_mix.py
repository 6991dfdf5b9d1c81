"""An edition with some of its parts as another edition has them, and the parts these cannot be read without.

A formula that was read in its own edition can be read in a mix where everything it names is of the same kind and unit there;
where something is not, the part that is still the old one comes along.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rules.engine.diff_reach import by_typology
from rules.engine.expressions import Node, names, tables
from rules.engine.quantities import parse_unit
from rules.engine.schema import Criterion, Edition, Metric, Parameter, Typology
from rules.engine.tables import Table

Group = tuple[str, str]
METRICS, PARAMETERS, TYPOLOGIES = ("metrics", ""), ("parameters", ""), ("typologies", "")
SCORING, RATINGS = ("scoring", ""), ("ratings", "")
Mix = tuple[tuple[Group, ...], tuple[Group, ...], Edition]


@dataclasses.dataclass(frozen=True, slots=True)
class _Uses:
    """The names and tables of a criterion's formulas, or of those of the derived metrics."""

    group: Group
    names: frozenset[str]
    tables: frozenset[str]


class Mixer:
    """Puts groups of changes into the old of two loaded editions."""

    def __init__(self, old: Edition, new: Edition) -> None:
        self._old, self._new = old, new
        self._uses = {id(edition): tuple(_uses_of(edition)) for edition in (old, new)}
        self._kinds = {id(edition): _kinds(edition) for edition in (old, new)}
        self._shapes = {
            id(edition): {key: _shape(table) for key, table in edition.tables.items()}
            for edition in (old, new)
        }

    def mixes(self, groups: Iterable[Group]) -> Iterator[Mix]:
        """For each group: the groups that can only be had together, what they need besides, and the mix."""
        changed = tuple(groups)
        together: dict[frozenset[Group], list[Group]] = {}
        for group in changed:
            together.setdefault(self._closed(group), []).append(group)
        for taken, asked in together.items():
            needs = tuple(group for group in changed if group in taken and group not in asked)
            yield tuple(asked), needs, self._mix(taken)

    def _closed(self, group: Group) -> frozenset[Group]:
        """The group with all it needs. What the two editions write alike may be among it: it is read anew."""
        taken = frozenset({group})
        while True:
            wanted = frozenset(self._wanted(taken)) - taken
            if not wanted:
                return taken
            taken |= wanted

    def _mix(self, taken: frozenset[Group]) -> Edition:
        old, new = self._old, self._new
        criteria = _mixed(_by_key(old.criteria), _by_key(new.criteria), "criteria", taken)
        metrics = new if METRICS in taken else old
        return dataclasses.replace(
            old,
            digest="",
            criteria=tuple(sorted(criteria.values(), key=_code)),
            tables=_mixed(old.tables, new.tables, "tables", taken),
            parameters=(new if PARAMETERS in taken else old).parameters,
            metrics=metrics.metrics,
            derived_order=metrics.derived_order,
            typologies=(new if TYPOLOGIES in taken else old).typologies,
            scoring=(new if SCORING in taken else old).scoring,
            ratings=(new if RATINGS in taken else old).ratings,
        )

    def _wanted(self, taken: frozenset[Group]) -> Iterator[Group]:
        """The groups still old that stand beside a new one they do not fit."""
        for edition, is_new in ((self._old, False), (self._new, True)):
            for uses in self._uses[id(edition)]:
                if (uses.group in taken) == is_new:
                    yield from self._unmet(uses, edition, taken)
        yield from self._unfit_series(taken)

    def _unmet(self, uses: _Uses, home: Edition, taken: frozenset[Group]) -> Iterator[Group]:
        """What a formula of `home` names that is not there as it is at home: the one of both that is still old."""
        for name in uses.names:
            for group in (METRICS, PARAMETERS):
                there = self._kinds[id(self._of(group, taken))]
                if there.get((*group, name)) != self._kinds[id(home)].get((*group, name)):
                    yield group if group not in taken else uses.group
        for key in uses.tables:
            group = ("tables", key)
            if self._shapes[id(self._of(group, taken))].get(key) != self._shapes[id(home)].get(key):
                yield group if group not in taken else uses.group

    def _unfit_series(self, taken: frozenset[Group]) -> Iterator[Group]:
        """Typologies name series of tables, and every table looked up by typology is named by all of them."""
        typologies = self._of(TYPOLOGIES, taken).typologies.values()
        for key in by_typology(self._old) | by_typology(self._new):
            group = ("tables", key)
            table = self._of(group, taken).tables.get(key)
            if not all(_fits(typology, key, table) for typology in typologies):
                yield group
                yield TYPOLOGIES

    def _of(self, group: Group, taken: frozenset[Group]) -> Edition:
        return self._new if group in taken else self._old


def _mixed(
    old: Mapping[str, Any], new: Mapping[str, Any], part: str, taken: frozenset[Group]
) -> dict[str, Any]:
    """The entries of the old, those that were taken as the new has them."""
    of_new = {key: entry for key, entry in new.items() if (part, key) in taken}
    return {**{key: entry for key, entry in old.items() if (part, key) not in taken}, **of_new}


def _uses_of(edition: Edition) -> Iterator[_Uses]:
    for criterion in edition.criteria:
        yield _uses(("criteria", criterion.key), tuple(criterion.formulas()))
    rules = (metric.rule for metric in edition.metrics.values())
    yield _uses(METRICS, tuple(rule.expression for rule in rules if rule is not None))


def _uses(group: Group, nodes: tuple[Node, ...]) -> _Uses:
    return _Uses(
        group,
        frozenset(name for node in nodes for name in names(node)),
        frozenset(key for node in nodes for key in tables(node)),
    )


def _kinds(edition: Edition) -> dict[tuple[str, str, str], Any]:
    """What each name is, so that formulas can tell no difference between two of the same kind."""
    metrics = {(*METRICS, key): _kind_of_metric(metric) for key, metric in edition.metrics.items()}
    parameters = {(*PARAMETERS, key): _kind_of_parameter(one) for key, one in edition.parameters.items()}
    return {**metrics, **parameters}


def _kind_of_metric(metric: Metric) -> tuple[Any, ...]:
    return (metric.type,) if metric.type == "boolean" else (metric.type, *_size(metric.unit))


def _kind_of_parameter(parameter: Parameter) -> tuple[Any, ...]:
    return ("text",) if isinstance(parameter.value, str) else ("number", *_size(parameter.unit))


def _size(unit: str) -> tuple[Any, ...]:
    found = parse_unit(unit)
    return found.dimensions, found.scale


def _shape(table: Table) -> tuple[Any, ...]:
    """What a lookup of the table needs to know of it."""
    types = tuple(table.columns[name].type for name in table.key_columns)
    return table.keys, types, _size(table.value_unit), table.use == "context"


def _fits(typology: Typology, key: str, table: Table | None) -> bool:
    """Whether a typology says of a table what it must: nothing where there is none, else a series it has, or none."""
    if table is None or "typology" not in table.keys:
        return key not in typology.series
    series = typology.series.get(key)
    return key in typology.series and (series is None or table.has_series(series, works=None))


def _by_key(criteria: Iterable[Criterion]) -> dict[str, Criterion]:
    return {criterion.key: criterion for criterion in criteria}


def _code(criterion: Criterion) -> str:
    return criterion.code
