"""Formulas over thousands of subjects at once: the same operations as `values.Calculator`, to the bit.

Sums run from the left, a tie of `min` and `max` keeps the first, zero has no sign after `ceil`; what divides
by zero or runs out of range is unknown for that subject alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from operator import and_, or_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import AnyColumn, Column, Lists, Mask, Vocabulary
from .values import ARITHMETIC, COMPARISON

LookUp = Callable[[str, tuple[Column, ...], Mask], Column]
_EVERYWHERE: Mask = np.asarray(True)
REDUCERS: dict[str, Callable[[Any, Any], Any]] = {
    "sum": ARITHMETIC["+"],
    "min": lambda best, number: np.where(number < best, number, best),
    "max": lambda best, number: np.where(number > best, number, best),
}
_OF_ONE: dict[str, Callable[[Any], Any]] = {
    "abs": np.abs,
    "ceil": lambda numbers: np.ceil(numbers) + 0.0,  # a whole number has no negative zero
}


class Arrays:
    """`Ops` over columns. A lookup is told for which subjects it is really made: those whose branch it is in."""

    def __init__(self, named: Mapping[str, AnyColumn], words: Vocabulary, look_up: LookUp) -> None:
        self._named = named
        self._words = words
        self._look_up = look_up
        self._taken: Mask = _EVERYWHERE

    def number(self, value: float) -> AnyColumn:
        return Column.of_all(value)

    def text(self, value: str) -> AnyColumn:
        return Column.of_all(self._words.code(value))

    def name(self, key: str) -> AnyColumn:
        return self._named.get(key, Column.of_all(0.0, known=False))

    def negative(self, operand: AnyColumn) -> AnyColumn:
        column = _single(operand)
        return Column(-column.values, column.known)

    def binary(self, operator: str, left: AnyColumn, right: AnyColumn) -> AnyColumn:
        one, other = _single(left), _single(right)
        # Divided by zero is without bounds or no number: unknown like everything that is.
        return finite(ARITHMETIC[operator](one.values, other.values), one.known & other.known)

    def compare(self, operator: str, left: AnyColumn, right: AnyColumn) -> AnyColumn:
        one, other = _single(left), _single(right)
        return Column(COMPARISON[operator](one.values, other.values), one.known & other.known)

    def member(self, item: AnyColumn, options: tuple[AnyColumn, ...], negated: bool) -> AnyColumn:
        column = _single(item)
        hits = reduce(or_, (column.values == _single(option).values for option in options))
        return Column(hits != negated, column.known)

    def logic(self, operator: str, operands: tuple[AnyColumn, ...]) -> AnyColumn:
        return logic(operator, [_single(operand) for operand in operands])

    def negation(self, operand: AnyColumn) -> AnyColumn:
        column = _single(operand)
        return Column(~column.values, column.known)

    def call(self, function: str, arguments: tuple[AnyColumn, ...]) -> AnyColumn:
        if isinstance(arguments[0], Lists):
            return _over_lists(function, arguments[0])
        columns = [_single(argument) for argument in arguments]
        known = reduce(and_, (column.known for column in columns))
        if function in _OF_ONE:
            return Column(_OF_ONE[function](columns[0].values), known)
        values = [column.values for column in columns]
        start = np.asarray(0.0) if function == "sum" else values.pop(0)
        return finite(reduce(REDUCERS[function], values, start), known)

    def choose(
        self, condition: AnyColumn, then: Callable[[], AnyColumn], otherwise: Callable[[], AnyColumn]
    ) -> AnyColumn:
        """Both branches, each for its own subjects, then merged."""
        decided = _single(condition)
        with self._only(decided.known & decided.values):
            one = then()
        with self._only(decided.known & ~decided.values):
            other = otherwise()
        if isinstance(one, Lists) and isinstance(other, Lists):
            return _merged_lists(decided, one, other)
        first, second = _single(one), _single(other)
        known = decided.known & np.where(decided.values, first.known, second.known)
        return Column(np.where(decided.values, first.values, second.values), known)

    def lookup(self, table: str, arguments: tuple[AnyColumn, ...]) -> AnyColumn:
        return self._look_up(table, tuple(_single(argument) for argument in arguments), self._taken)

    @contextmanager
    def _only(self, subjects: Mask) -> Iterator[None]:
        outer = self._taken
        self._taken = outer & subjects
        try:
            yield
        finally:
            self._taken = outer


def finite(numbers: NDArray[Any], known: Mask) -> Column:
    """The numbers, unknown where they ran out of range."""
    return Column(numbers, known & np.isfinite(numbers))


def logic(operator: str, operands: list[Column]) -> Column:
    """Kleene's logic: one false decides an `and`, one true decides an `or`, whatever is missing."""
    deciding = operator == "or"
    hits = reduce(or_, (operand.known & (operand.values == deciding) for operand in operands))
    every = reduce(and_, (operand.known for operand in operands))
    return Column(hits if deciding else ~hits, hits | every)


def _over_lists(function: str, lists: Lists) -> Column:
    totals = np.zeros(len(lists.lengths))
    start = function == "sum"
    for subjects, entries in lists.places():
        numbers = lists.flat[entries]
        totals[subjects] = REDUCERS[function](totals[subjects], numbers) if start else numbers
        start = True
    known = lists.known if function == "sum" else lists.known & (lists.lengths > 0)
    return finite(totals, known)


def _merged_lists(decided: Column, one: Lists, other: Lists) -> Lists:
    """Each subject keeps the list of its branch; both lie one after the other in one array."""
    first = decided.values
    return Lists(
        np.concatenate([one.flat, other.flat]),
        np.where(first, one.starts, other.starts + len(one.flat)),
        np.where(first, one.lengths, other.lengths),
        decided.known & np.where(first, one.known, other.known),
    )


def _single(column: AnyColumn) -> Column:
    """A column of single values; load-time checks have made sure of its kind."""
    if isinstance(column, Column):
        return column
    raise TypeError("A list stands outside sum, min and max; the edition was not checked.")
