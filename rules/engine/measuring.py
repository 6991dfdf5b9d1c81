"""Reading the values of many subjects into columns: numbers, truths and lists with their units, as given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from types import NoneType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import Floats, Lists, Places, Vocabulary
from .schema import AREA_KEYS
from .subject import Subject

Given = Sequence[Any]  # (value, unit) of one metric, as a JSON row holds it
Codes = NDArray[np.int32]
_SUBJECTS_PER_SHEET = 500
_NUMBER, _TRUTH, _LIST, _OTHER = range(4)
_SORTS = {float: _NUMBER, int: _NUMBER, bool: _TRUTH, list: _LIST, tuple: _LIST, NoneType: _OTHER}


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One metric of every subject as it was handed over; `units` are codes of words.

    `numbers` is NaN, `truths` -1 and a list not known where the value is of another kind or missing.
    """

    numbers: Floats
    units: Codes
    truths: NDArray[np.int8]
    lists: Lists | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """The values of some subjects: one line per metric known so far, one place per subject."""

    begin: int
    numbers: Floats
    units: Codes
    truths: NDArray[np.int8]

    @classmethod
    def blank(cls, metrics: int, begin: int, size: int) -> _Sheet:
        shape = metrics, size
        return cls(begin, np.full(shape, np.nan), np.zeros(shape, np.int32), np.full(shape, -1, np.int8))


@dataclass(frozen=True, slots=True, eq=False)
class _Pending:
    """Values not yet written on a sheet, one after the other, and how many each subject has."""

    metrics: list[int]
    units: list[int]
    values: list[Any]
    counts: list[int]


class Measurements:
    """Gathers the values of one subject after another; a row is let go as soon as it is read."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._metrics = Vocabulary()
        self._sheets: list[_Sheet] = []
        self._lists: dict[int, list[tuple[int, Sequence[Any]]]] = {}
        self._size = 0  # of the sheets
        self._pending = _Pending([], [], [], [])

    def add(self, subject: Subject, metrics: Mapping[str, Given]) -> None:
        """The next subject; an area is the subject's own where the subject states it."""
        row, pending = _with_areas(subject, metrics), self._pending
        cells = row.values()
        pending.metrics.extend(self._metrics.code_all(row.keys()))
        pending.units.extend(self._words.code_all([unit for _, unit in cells]))
        pending.values.extend([value for value, _ in cells])
        pending.counts.append(len(row))
        if len(pending.counts) == _SUBJECTS_PER_SHEET:
            self._write_sheet()

    def _write_sheet(self) -> None:
        pending = self._pending
        sheet = _Sheet.blank(len(self._metrics.words), self._size, len(pending.counts))
        metrics = np.array(pending.metrics, np.int64)
        subjects = np.repeat(np.arange(len(pending.counts)), pending.counts)
        sheet.units[metrics, subjects] = pending.units
        self._write(sheet, metrics, subjects, pending.values)
        self._sheets.append(sheet)
        self._size += len(pending.counts)
        self._pending = _Pending([], [], [], [])

    def columns(self) -> dict[str, Measured]:
        """Every metric that any subject has."""
        if self._pending.counts:
            self._write_sheet()
        whole = _Sheet.blank(len(self._metrics.words), 0, self._size)
        for sheet in self._sheets:
            lines, end = len(sheet.numbers), sheet.begin + sheet.numbers.shape[1]
            whole.numbers[:lines, sheet.begin : end] = sheet.numbers
            whole.units[:lines, sheet.begin : end] = sheet.units
            whole.truths[:lines, sheet.begin : end] = sheet.truths
        return {
            key: Measured(whole.numbers[line], whole.units[line], whole.truths[line], self._lists_of(line))
            for line, key in enumerate(self._metrics.words)
        }

    def _write(self, sheet: _Sheet, metrics: Places, subjects: Places, values: list[Any]) -> None:
        sorts = np.array([_SORTS.get(sort, _OTHER) for sort in map(type, values)], np.int8)
        numbers, truths = sorts == _NUMBER, sorts == _TRUTH
        sheet.numbers[metrics[numbers], subjects[numbers]] = _numbers(list(compress(values, numbers)))
        sheet.truths[metrics[truths], subjects[truths]] = list(compress(values, truths))
        for place in np.flatnonzero(sorts == _OTHER):  # missing, or a number of a kind of its own
            sheet.numbers[metrics[place], subjects[place]] = _number(values[place])
        for place in np.flatnonzero(sorts == _LIST):
            entry = self._size + int(subjects[place]), values[place]
            self._lists.setdefault(int(metrics[place]), []).append(entry)

    def _lists_of(self, metric: int) -> Lists | None:
        """The lists of one metric; an entry that is no number is NaN."""
        if metric not in self._lists:
            return None
        subjects = np.array([subject for subject, _ in self._lists[metric]])
        lengths, known = np.zeros(self._size, np.int64), np.zeros(self._size, np.bool_)
        lengths[subjects] = [len(entries) for _, entries in self._lists[metric]]
        known[subjects] = True
        entries = list(chain.from_iterable(entries for _, entries in self._lists[metric]))
        return Lists(_numbers(entries), np.cumsum(lengths) - lengths, lengths, known)


def _with_areas(subject: Subject, metrics: Mapping[str, Given]) -> Mapping[str, Given]:
    areas = {key: getattr(subject, key) for key in AREA_KEYS}
    return {**metrics, **{key: (area, "m2") for key, area in areas.items() if area is not None}}


def _numbers(values: Sequence[Any]) -> Floats:
    """All values as numbers, in one go where there is nothing but numbers within the range of doubles."""
    if not all(sort is float or sort is int for sort in set(map(type, values))):
        return np.array([_number(value) for value in values], np.float64)
    try:
        return np.array(values, np.float64)
    except OverflowError:
        return np.array([_number(value) for value in values], np.float64)


def _number(value: Any) -> float:
    """The value as a number; NaN where it is none, as a truth and a list are none."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        return np.nan
    try:
        return float(value)
    except OverflowError:
        return np.nan
