"""Reading the values of many subjects into columns: numbers, truths and lists with their units, as given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import Floats, Lists, Vocabulary
from .schema import AREA_KEYS
from .subject import Subject

Given = Sequence[Any]  # (value, unit) of one metric, as a JSON row holds it
Case = tuple[Subject, Mapping[str, Given]]
Codes = NDArray[np.int32]
_PLAIN = {float, int, NoneType}


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One metric of every subject as it was handed over; `units` are codes of words.

    `numbers` is NaN, `truths` -1 and a list not known where the value is of another kind or missing.
    """

    numbers: Floats
    units: Codes
    truths: NDArray[np.int8] | None = None
    lists: Lists | None = None


def measured_in(chunk: Sequence[Case], words: Vocabulary) -> Iterator[tuple[str, Measured]]:
    """Every metric that any of these subjects has; an area is the subject's own where the subject states it."""
    rows = [metrics for _, metrics in chunk]
    for key in sorted(set(AREA_KEYS).union(*rows)):
        given = [row.get(key) for row in rows]
        if key in AREA_KEYS:
            areas = [getattr(subject, key) for subject, _ in chunk]
            given = [one if area is None else (area, "m2") for area, one in zip(areas, given, strict=True)]
        yield key, _measured(given, words)


def joined_measured(pieces: Sequence[tuple[int, Measured]], size: int) -> Measured:
    """One column out of pieces that each begin at a place; where there is no piece nothing was given."""
    numbers, units = np.full(size, np.nan), np.zeros(size, np.int32)
    truths = np.full(size, -1, np.int8)
    lists: list[tuple[int, Lists]] = []
    for begin, piece in pieces:
        here = slice(begin, begin + len(piece.numbers))
        numbers[here], units[here] = piece.numbers, piece.units
        if piece.truths is not None:
            truths[here] = piece.truths
        if piece.lists is not None:
            lists.append((begin, piece.lists))
    return Measured(
        numbers, units, truths if np.any(truths >= 0) else None, _joined_lists(lists, size) if lists else None
    )


def _joined_lists(pieces: Sequence[tuple[int, Lists]], size: int) -> Lists:
    starts, lengths = np.zeros(size, np.int64), np.zeros(size, np.int64)
    known, entries = np.zeros(size, np.bool_), 0
    for begin, piece in pieces:
        here = slice(begin, begin + len(piece.lengths))
        starts[here], lengths[here], known[here] = piece.starts + entries, piece.lengths, piece.known
        entries += len(piece.flat)
    return Lists(np.concatenate([piece.flat for _, piece in pieces]), starts, lengths, known)


def _measured(given: Sequence[Given | None], words: Vocabulary) -> Measured:
    values = [one[0] if one else None for one in given]
    units = _units(given, words)
    numbers = _plain(values)
    if numbers is not None:
        return Measured(numbers, units)
    truths = np.array([value if isinstance(value, bool) else -1 for value in values], np.int8)
    return Measured(np.array([_number(value) for value in values]), units, truths, _lists(values))


def _units(given: Sequence[Given | None], words: Vocabulary) -> Codes:
    named = {one[1] for one in given if one}
    if len(named) <= 1:
        return np.full(len(given), words.code(named.pop()) if named else 0, np.int32)
    return np.array([words.code(one[1]) if one else 0 for one in given], np.int32)


def _plain(values: Sequence[Any]) -> Floats | None:
    """The numbers in one go where there is nothing but numbers."""
    if not set(map(type, values)) <= _PLAIN:
        return None
    try:
        return np.array(values, np.float64)
    except OverflowError:  # a whole number beyond all doubles
        return None


def _number(value: Any) -> float:
    """The value as a number; NaN where it is none, as a truth and a list are none."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        return np.nan
    try:
        return float(value)
    except OverflowError:
        return np.nan


def _lists(values: Sequence[Any]) -> Lists | None:
    """The lists among the values; an entry that is no number is NaN."""
    known = np.array([isinstance(value, tuple | list) for value in values])
    if not known.any():
        return None
    lists = [value if isinstance(value, tuple | list) else () for value in values]
    lengths = np.array([len(one) for one in lists], np.int64)
    flat = np.array([_number(entry) for one in lists for entry in one], np.float64)
    return Lists(flat, np.cumsum(lengths) - lengths, lengths, known)
