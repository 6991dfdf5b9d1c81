"""Looking into tables for thousands of subjects: each different question is asked once, by `look_up` itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .arrays import REDUCERS
from .columns import Column, Floats, Mask, Places, places
from .looking_up import LookupUse, look_up
from .population import Population
from .schema import Edition
from .subject import Subject, Use
from .values import Value


@dataclass(frozen=True, slots=True, eq=False)
class FoundColumn:
    """What a lookup found for each subject: the number, and what `LookupUse` says of the rows behind it."""

    column: Column
    without_number: Mask
    transcribed: Mask


class ColumnLookups:
    """The lookups of one edition over one population; the same question over the same columns is kept."""

    def __init__(self, edition: Edition, population: Population) -> None:
        self._edition = edition
        self._population = population
        self._kept: dict[tuple[Any, ...], tuple[tuple[Column, ...], FoundColumn]] = {}

    def find(self, table: str, arguments: tuple[Column, ...]) -> FoundColumn:
        """The lookup of a table with arguments in the order of its keys."""
        question = (table, *(_identity(argument) for argument in arguments))
        if question not in self._kept:  # the arguments are kept too, so that no other takes their identity
            self._kept[question] = arguments, self._found(table, arguments)
        return self._kept[question][1]

    def _found(self, table: str, arguments: tuple[Column, ...]) -> FoundColumn:
        size = self._population.size
        known = np.logical_and.reduce([np.broadcast_to(argument.known, size) for argument in arguments])
        keys = self._edition.tables[table].keys
        if "typology" in keys:
            return self._by_uses(table, arguments, keys.index("typology"), known)
        subjects = np.flatnonzero(known)
        asked = _Asked(self._edition, self._population, table)
        return asked.answers([_at(argument, subjects) for argument in arguments], subjects, size)

    def _by_uses(self, table: str, arguments: tuple[Column, ...], place: int, known: Mask) -> FoundColumn:
        """Part by part as if each use were alone, then combined where a subject has several."""
        uses = self._population.uses
        subject_of = np.repeat(np.arange(self._population.size), uses.counts)
        parts = np.flatnonzero(known[subject_of])
        columns = [_at(argument, subject_of[parts]) for argument in arguments]
        columns[place] = uses.typologies[parts]
        asked = _Asked(self._edition, self._population, table, place)
        found = asked.answers(columns, parts, len(subject_of))
        return self._combined(table, found, subject_of, known)

    def _combined(self, table: str, found: FoundColumn, subject_of: Places, known: Mask) -> FoundColumn:
        uses, size = self._population.uses, self._population.size
        unfound = _count(subject_of, ~found.column.known, size)
        without = _count(subject_of, found.without_number, size)
        first = np.minimum(uses.starts, max(len(subject_of) - 1, 0))
        numbers = found.column.values[first] if len(subject_of) else np.zeros(size)
        ready = known & (uses.counts > 0) & (unfound == 0)
        several = ready & (uses.counts > 1)
        if several.any():
            numbers, ready = self._mixed(table, found.column.values, numbers, ready, several)
        return FoundColumn(
            Column(numbers, ready),
            known & (uses.counts > 0) & (without == uses.counts),
            known & (_count(subject_of, found.transcribed, size) > 0),
        )

    def _mixed(
        self, table: str, parts: Floats, single: Floats, ready: Mask, several: Mask
    ) -> tuple[Floats, Mask]:
        """The numbers of all subjects, those of mixed use combined as the edition says (`looking_up`)."""
        uses = self._population.uses
        lengths = np.where(several, uses.counts, 0)
        if self._edition.scoring.mixed_use == "each_part":
            lowest = self._edition.tables[table].strictest == "lowest"
            strictest, best = REDUCERS["min" if lowest else "max"], single.copy()
            for subjects, entries in places(uses.starts, lengths):
                best[subjects] = strictest(best[subjects], parts[entries])
            return best, ready
        weighted, total, usable = np.zeros_like(single), np.zeros_like(single), np.ones_like(ready)
        for subjects, entries in places(uses.starts, lengths):
            areas = uses.areas[entries]
            weighted[subjects] += areas * parts[entries]
            total[subjects] += areas
            usable[subjects] &= np.isfinite(areas) & (areas > 0)
        numbers = np.where(several, weighted / total, single)
        return numbers, ready & usable & np.isfinite(numbers)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A table being asked; `place` is that of the typology among its keys."""

    edition: Edition
    population: Population
    table: str
    place: int | None = None

    def answers(self, columns: Sequence[NDArray[Any]], to: Places, size: int) -> FoundColumn:
        """The answers to the rows of the columns at their places among `size`, each different row asked once."""
        firsts, which = _distinct(columns, len(to))
        uses = [
            self._ask([column[first] if column.ndim else column[()] for column in columns])
            for first in firsts
        ]
        numbers, without, transcribed = np.full(size, np.nan), np.zeros(size, bool), np.zeros(size, bool)
        found = [use.value if isinstance(use.value, float) else np.nan for use in uses]
        numbers[to] = np.array(found, np.float64)[which]
        without[to] = np.array([use.without_number for use in uses], np.bool_)[which]
        transcribed[to] = np.array([use.transcribed for use in uses], np.bool_)[which]
        return FoundColumn(Column(numbers, np.isfinite(numbers)), without, transcribed)

    def _ask(self, entries: Sequence[Any]) -> LookupUse:
        words = self.population.words.words
        values: list[Value] = [
            words[entry] if isinstance(entry, np.integer) else float(entry) for entry in entries
        ]
        subject = Subject()
        if self.place is not None:
            subject = Subject(uses=(Use(str(values[self.place])),))
            values[self.place] = "uses"
        return look_up(self.edition, subject, self.table, tuple(values))


def _distinct(columns: Sequence[NDArray[Any]], size: int) -> tuple[Places, Places]:
    """The places where each different row of the columns comes first, and for every row which one it is."""
    which = np.zeros(size, np.int64)
    for column in (column for column in columns if column.ndim):
        entries, inverse = np.unique(column, return_inverse=True)
        _, which = np.unique(which * max(len(entries), 1) + inverse, return_inverse=True)
    _, firsts = np.unique(which, return_index=True)
    return firsts, which


def _at(argument: Column, subjects: Places) -> NDArray[Any]:
    return argument.values[subjects] if argument.values.ndim else argument.values


def _count(subject_of: Places, flags: Mask, size: int) -> Places:
    """How many parts of each subject carry a flag."""
    return np.bincount(subject_of[flags], minlength=size)


def _identity(argument: Column) -> tuple[Any, ...]:
    if argument.values.ndim or argument.known.ndim:
        return (id(argument),)
    return argument.values.dtype.kind, argument.values.item(), bool(argument.known)
