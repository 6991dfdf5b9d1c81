"""Thousands of subjects with the values known of them, as columns, before any edition has looked at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .columns import Column, Floats, Places, Vocabulary
from .measuring import Given, Measured, Measurements
from .resolving import year_of
from .subject import MetricValue, Subject

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


def _gather(cases: Iterable[tuple[Subject, Mapping[str, Given]]]) -> Population:
    words = Vocabulary()
    subjects, measurements = _Subjects(words), Measurements(words)
    for subject, metrics in cases:
        subjects.add(subject)
        measurements.add(subject, metrics)
    columns = subjects.columns()
    return Population(len(columns["kind"].values), words, columns, subjects.uses(), measurements.columns())


class _Subjects:
    """The subjects' own facts, gathered one after the other."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._facts: dict[str, list[int]] = {key: [] for key in _WORDS}
        self._years: list[float] = []
        self._typologies: list[int] = []
        self._areas: list[float] = []
        self._counts: list[int] = []

    def add(self, subject: Subject) -> None:
        for key in _WORDS:
            self._facts[key].append(self._code(getattr(subject, key)))
        year = year_of(subject)
        self._years.append(np.nan if year is None else year)
        for use in subject.uses:
            self._typologies.append(self._words.code(use.typology))
            self._areas.append(np.nan if use.gia_m2 is None else use.gia_m2)
        self._counts.append(len(subject.uses))

    def columns(self) -> dict[str, Column]:
        """`kind`, `works`, `stage` and `grid_region` as words, known or not, and the year of construction."""
        codes = {key: np.array(found, np.int64) for key, found in self._facts.items()}
        years = np.array(self._years, np.float64)
        return {
            **{key: Column(found, found >= 0) for key, found in codes.items()},
            "construction_start_year": Column(years, ~np.isnan(years)),
        }

    def uses(self) -> Uses:
        counts = np.array(self._counts, np.int64)
        areas = np.array(self._areas, np.float64)
        return Uses(np.array(self._typologies, np.int64), areas, np.cumsum(counts) - counts, counts)

    def _code(self, word: str | None) -> int:
        return -1 if word is None else self._words.code(word)
