"""Thousands of subjects with the values known of them, as columns, before any edition has looked at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import Column, Floats, Places, Vocabulary
from .measuring import Case, Measured, Measurements
from .resolving import year_of
from .subject import MetricValue, Subject

_CHUNK = 120  # of some hundred values each: few enough to stay close to the processor
_WORDS = ("kind", "works", "stage", "grid_region")


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """The uses of every subject: from `starts` on, `counts` of them; areas are NaN where none is stated."""

    typologies: Places
    areas: Floats
    starts: Places
    counts: Places


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Subjects and values by column; the same one can be judged by any number of editions."""

    size: int
    words: Vocabulary
    subject: Mapping[str, Column]
    uses: Uses
    metrics: Mapping[str, Measured]

    @classmethod
    def of(cls, cases: Iterable[tuple[Subject, Mapping[str, MetricValue]]]) -> Population:
        """The population of subjects and values as `evaluate` takes them, read once and in passing."""
        return _gather(
            (subject, {key: (one.value, one.unit) for key, one in metrics.items()})
            for subject, metrics in cases
        )

    @classmethod
    def from_json(cls, rows: Iterable[Mapping[str, Any]]) -> Population:
        """The population of JSON rows `{"subject": {…}, "metrics": {key: [value, unit]}}`, read in passing."""
        return _gather((Subject.from_json(row["subject"]), row["metrics"]) for row in rows)


def _gather(cases: Iterable[Case]) -> Population:
    words = Vocabulary()
    subjects = _Subjects(words)
    measurements = Measurements(words)
    size, stream = 0, iter(cases)
    while chunk := list(islice(stream, _CHUNK)):
        subjects.add([subject for subject, _ in chunk])
        measurements.add(chunk)
        size += len(chunk)
    return Population(size, words, subjects.columns(), subjects.uses(), measurements.columns())


class _Subjects:
    """The subjects' own facts, gathered chunk by chunk."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._facts: dict[str, list[NDArray[Any]]] = {key: [] for key in (*_WORDS, "year")}
        self._uses: dict[str, list[NDArray[Any]]] = {"typology": [], "area": [], "count": []}

    def add(self, subjects: Sequence[Subject]) -> None:
        for key in _WORDS:
            self._facts[key].append(np.array([self._code(getattr(one, key)) for one in subjects], np.int64))
        years = [year_of(one) for one in subjects]
        self._facts["year"].append(np.array([np.nan if year is None else year for year in years]))
        uses = [use for one in subjects for use in one.uses]
        codes = [self._words.code(use.typology) for use in uses]
        areas = [np.nan if use.gia_m2 is None else use.gia_m2 for use in uses]
        self._uses["typology"].append(np.array(codes, np.int64))
        self._uses["area"].append(np.array(areas, np.float64))
        self._uses["count"].append(np.array([len(one.uses) for one in subjects], np.int64))

    def columns(self) -> dict[str, Column]:
        """`kind`, `works`, `stage` and `grid_region` as words, known or not, and the year of construction."""
        columns = {}
        for key in _WORDS:
            codes = _concatenated(self._facts[key], np.int64)
            columns[key] = Column(codes, codes >= 0)
        years = _concatenated(self._facts["year"], np.float64)
        return {**columns, "construction_start_year": Column(years, ~np.isnan(years))}

    def uses(self) -> Uses:
        counts = _concatenated(self._uses["count"], np.int64)
        typologies = _concatenated(self._uses["typology"], np.int64)
        areas = _concatenated(self._uses["area"], np.float64)
        return Uses(typologies, areas, _starts(counts), counts)

    def _code(self, word: str | None) -> int:
        return -1 if word is None else self._words.code(word)


def _concatenated(pieces: list[NDArray[Any]], kind: type) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *pieces])


def _starts(counts: Places) -> Places:
    return np.cumsum(counts) - counts
