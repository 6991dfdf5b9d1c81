"""Columns: one value per building or community, known or not, or one value for all of them (no dimension)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Numbers (float64), truths (bool) or words (int64 codes of a `Vocabulary`).

    What `values` holds where `known` is false means nothing.
    """

    values: NDArray[Any]
    known: Mask

    @classmethod
    def of_all(cls, value: float | bool | int, known: bool = True) -> Column:
        """The same value for every subject."""
        return cls(np.asarray(value), np.asarray(known))

    def spread(self, size: int) -> Column:
        """The column with one entry per subject, ready to be handed on."""
        known = np.ascontiguousarray(np.broadcast_to(self.known, (size,)))
        return Column(np.ascontiguousarray(np.broadcast_to(self.values, (size,))), known)


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """A list of numbers per subject: from `starts` on, `lengths` of them, in one long array."""

    flat: Floats
    starts: Places
    lengths: Places
    known: Mask

    def places(self) -> Iterator[tuple[Places, Places]]:
        """For the first, second, … entry: the subjects that have one, and where in `flat` it is."""
        return places(self.starts, np.where(self.known, self.lengths, 0))


AnyColumn = Column | Lists


def places(starts: Places, lengths: Places) -> Iterator[tuple[Places, Places]]:
    """Entry by entry from the left, the subjects whose list is long enough and the place of that entry.

    The longest lists come first, so that the work is in line with the number of entries.
    """
    longest_first = np.argsort(-lengths, kind="stable")
    falling = -lengths[longest_first]
    for nth in range(int(-falling[0]) if len(falling) else 0):
        subjects = longest_first[: np.searchsorted(falling, -nth, side="left")]
        yield subjects, starts[subjects] + nth


@dataclass(slots=True)
class Vocabulary:
    """Words as codes, so that columns of words are columns of numbers."""

    words: list[str] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)

    def code(self, word: str) -> int:
        """The code of a word, a new one where it has none yet."""
        if word not in self.codes:
            self.codes[word] = len(self.words)
            self.words.append(word)
        return self.codes[word]

    def code_all(self, words: Collection[str]) -> list[int]:
        """The codes of many words, nearly all of which have been met before."""
        try:
            return list(map(self.codes.__getitem__, words))
        except KeyError:
            return [self.code(word) for word in words]
