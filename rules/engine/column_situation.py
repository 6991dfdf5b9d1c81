"""Every name of the formulas bound for a whole population: the column side of `resolving`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .arrays import Arrays, finite
from .building import SUBJECT_KINDS
from .column_lookups import ColumnLookups
from .columns import AnyColumn, Column, Floats, Lists, Mask
from .expressions import Node, fold
from .kinds import Kind
from .measuring import Codes, Measured
from .population import Population
from .quantities import UnknownUnitError, convert
from .rounding import FINEST, rounded
from .schema import Edition, Metric, ValueRule

_NOWHERE: Mask = np.asarray(False)


@dataclass(frozen=True, slots=True, eq=False)
class ColumnComputed:
    """What a rule came to for each subject, and what the lookups on the way say of their rows."""

    column: Column
    without_number: Mask
    transcribed: Mask


class ColumnSituation:
    """One population under one edition, with everything that formulas can name."""

    def __init__(self, edition: Edition, population: Population) -> None:
        self.edition = edition
        self.population = population
        self._lookups = ColumnLookups(edition, population)
        self.named: dict[str, AnyColumn] = dict(self._subject_words())
        for parameter in edition.parameters.values():
            value = parameter.value
            self.named[parameter.key] = Column.of_all(
                population.words.code(value) if isinstance(value, str) else value
            )
        for metric in edition.metrics.values():
            if metric.rule is None:
                self.named[metric.key] = self._given(metric)
        for key in edition.derived_order:
            rule = edition.metrics[key].rule
            if rule is not None:
                self.named[key] = self.compute(rule).column

    def compute(self, rule: ValueRule) -> ColumnComputed:
        """A rule's value: the formula, turned into the declared unit, then rounded where the edition says so."""
        worked = self.fold(rule.expression)
        column = worked.column
        if column.values.dtype != np.float64:
            return worked
        exact = rule.converted(column.values)
        value = exact if rule.round_to is None else _rounded(exact, rule.round_to)
        return ColumnComputed(finite(value, column.known), worked.without_number, worked.transcribed)

    def fold(self, node: Node) -> ColumnComputed:
        """The value of a formula, and what its lookups found where they were really made."""
        without, transcribed = _NOWHERE, _NOWHERE

        def answer(table: str, arguments: tuple[Column, ...], taken: Mask) -> Column:
            nonlocal without, transcribed
            found = self._lookups.find(table, arguments)
            without = without | (found.without_number & taken)
            transcribed = transcribed | (found.transcribed & taken)
            return found.column

        column = fold(node, Arrays(self.named, self.population.words, answer))
        if isinstance(column, Lists):
            raise TypeError("A formula cannot be a list; the edition was not checked.")
        return ColumnComputed(column, without, transcribed)

    def one_of(self, key: str, words: tuple[str, ...]) -> Mask:
        """For which subjects the fact is one of the words; a missing one is none of them."""
        column, codes = self.population.subject[key], self.population.words.codes
        return column.known & np.isin(column.values, [codes[word] for word in words if word in codes])

    def _subject_words(self) -> dict[str, Column]:
        return {key: self._subject_word(key, kind) for key, kind in SUBJECT_KINDS.items()}

    def _subject_word(self, key: str, kind: Kind) -> Column:
        if key == "typology":
            uses = self.population.words.code("uses")
            return Column(np.full(self.population.size, uses), self.population.uses.counts > 0)
        column = self.population.subject[key]
        if kind.options is None:
            return column
        return Column(column.values, self.one_of(key, tuple(kind.options)))

    def _given(self, metric: Metric) -> AnyColumn:
        measured = self.population.metrics.get(metric.key)
        if metric.type == "list":
            return self._list(metric, measured)
        if metric.type == "boolean":
            if measured is None:
                return Column.of_all(False, known=False)
            return Column(measured.truths == 1, measured.truths >= 0)
        if measured is None:
            return Column.of_all(0.0, known=False)
        return self._numbers(metric, measured.numbers, measured.units)

    def _list(self, metric: Metric, measured: Measured | None) -> Lists:
        """The lists of which every entry can be used."""
        size = self.population.size
        if measured is None or measured.lists is None:
            nothing = np.zeros(size, np.int64)
            return Lists(np.zeros(0), nothing, nothing, np.zeros(size, np.bool_))
        lists = measured.lists
        whose = np.repeat(np.arange(size), lists.lengths)
        entries = self._numbers(metric, lists.flat, measured.units[whose])
        unusable = np.bincount(whose[~entries.known], minlength=size) > 0
        return Lists(entries.values, lists.starts, lists.lengths, lists.known & ~unusable)

    def _numbers(self, metric: Metric, numbers: Floats, units: Codes) -> Column:
        """The numbers in the metric's own unit, known where they are finite and within bounds."""
        converted = np.full(len(numbers), np.nan)
        present = ~np.isnan(numbers)
        for code in np.unique(units[present]):
            here = present & (units == code)
            try:
                converted[here] = convert(numbers[here], self.population.words.words[code], metric.unit)
            except (UnknownUnitError, ValueError):  # none of these can be used
                continue
        return Column(converted, np.isfinite(converted) & metric.allows(converted))


def _rounded(numbers: Any, step: float) -> Any:
    return np.where(np.abs(numbers) < FINEST, rounded(numbers, step, np.floor), numbers)
