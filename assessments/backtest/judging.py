"""Judging a run of stored scorecards by one edition, all at once; what was judged before is read back instead."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.backtest.keeping import kept
from assessments.backtest.reading import KIND_NOT_COVERED, READABLE, Chunk
from rules.engine.batch import OUTCOMES, Batch, evaluate_many
from rules.engine.population import Population
from rules.engine.schema import Edition

UNDETERMINED = OUTCOMES.index("undetermined")
NOT_APPLICABLE = OUTCOMES.index("not_applicable")

Codes = NDArray[np.int8]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judgements:
    """What an edition says of a run of scorecards, column by column; its criteria and requirements are in the edition's order.

    `state` is an index of STATES; where it is not 0 the other columns mean nothing. `total` [0–100] is NaN where undetermined,
    `rating` an index of the edition's ratings or -1. `strange` marks a use that the edition has no typology for.
    """

    state: Codes  # (scorecards)
    strange: Codes  # (scorecards)
    gate: Codes  # (scorecards), as OUTCOMES
    rating: Codes  # (scorecards)
    total: Floats  # (scorecards)
    criteria: Codes  # (criteria, scorecards), as OUTCOMES
    requirements: Codes  # (requirements, scorecards), as OUTCOMES
    credits: Floats  # (requirements, scorecards)

    def packed(self) -> bytes:
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **{field.name: getattr(self, field.name) for field in fields(self)})
        return buffer.getvalue()

    @classmethod
    def unpacked(cls, data: bytes) -> Judgements:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})


class Judge:
    """One edition's word on chunks."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._kinds = {kind for criterion in edition.criteria for kind in criterion.subjects}

    def judge(self, chunk: Chunk) -> Judgements:
        """The judgements of a chunk, as kept or made now."""
        data = kept(self.edition.digest, chunk.digest, lambda: self._made(chunk).packed())
        return Judgements.unpacked(data)

    def _made(self, chunk: Chunk) -> Judgements:
        population, state = chunk.readable.population, chunk.readable.state.copy()
        state[(state == READABLE) & ~self._is_covered(population)] = KIND_NOT_COVERED
        return _columns(evaluate_many(self.edition, population), state, self._is_strange(population))

    def _is_covered(self, population: Population) -> NDArray[np.bool_]:
        """Whether the edition has criteria for subjects of this kind."""
        kind = population.subject["kind"]
        return kind.known & np.isin(kind.values, _codes(population, self._kinds))

    def _is_strange(self, population: Population) -> Codes:
        """Whether a use is of a typology that the edition does not have."""
        uses = population.uses
        unknown = ~np.isin(uses.typologies, _codes(population, self.edition.typologies))
        whose = np.repeat(np.arange(population.size), uses.counts)
        return (np.bincount(whose[unknown], minlength=population.size) > 0).astype(np.int8)


def _codes(population: Population, words: Iterable[str]) -> list[int]:
    """The codes of those words that occur in the population."""
    return [population.words.codes[word] for word in words if word in population.words.codes]


def _columns(batch: Batch, state: Codes, strange: Codes) -> Judgements:
    size = len(state)
    needs = [need for criterion in batch.criteria for need in criterion.requirements]
    return Judgements(
        state=state,
        strange=strange,
        gate=_spread(batch.gate.outcome, size, np.int8),
        rating=_spread(batch.rating, size, np.int8),
        total=np.where(batch.total.known, batch.total.values, np.nan) + np.zeros(size),
        criteria=_stacked([criterion.outcome for criterion in batch.criteria], size, np.int8),
        requirements=_stacked([need.outcome for need in needs], size, np.int8),
        credits=_stacked([need.credits for need in needs], size, np.float64),
    )


def _stacked(columns: Sequence[Any], size: int, kind: Any) -> NDArray[Any]:
    return np.stack([_spread(column, size, kind) for column in columns])


def _spread(column: Any, size: int, kind: Any) -> NDArray[Any]:
    return np.array(np.broadcast_to(column, (size,)), kind)
