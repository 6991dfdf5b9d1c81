"""Judging a run of stored scorecards by one edition, all at once; what was judged before is read back instead."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from assessments.backtest.models import JudgedChunk
from assessments.backtest.population import inputs_of_keys, population_digest
from assessments.scorecard_inputs import judged_of
from rules.engine import batch as engine_batch
from rules.engine.batch import OUTCOMES, Batch, evaluate_many
from rules.engine.population import Population
from rules.engine.schema import Edition

READABLE, NO_INPUTS, UNREADABLE, KIND_NOT_COVERED = range(4)
STATES = ("", "no-inputs", "unreadable", "kind-not-covered")
UNDETERMINED = OUTCOMES.index("undetermined")
NOT_APPLICABLE = OUTCOMES.index("not_applicable")
_KEPT = timedelta(days=30)
_EMPTY: dict[str, Any] = {"subject": {}, "metrics": {}}

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


class Chunk:
    """A fixed run of scorecards; their inputs are read once, and only when somebody needs them."""

    def __init__(self, keys: Sequence[UUID]) -> None:
        self.keys = keys
        self.digest = population_digest(keys)

    @cached_property
    def rows(self) -> list[dict[str, Any] | None]:
        return inputs_of_keys(self.keys)

    @cached_property
    def readable(self) -> tuple[Population, Codes]:
        """The population, with nothing known where a row cannot be read, and the state of each row."""
        state = np.array([NO_INPUTS if row is None else READABLE for row in self.rows], np.int8)
        rows = [_EMPTY if row is None else row for row in self.rows]
        try:
            return Population.from_json(rows), state
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            broken = [place for place, row in enumerate(rows) if not _is_readable(row)]
        state[broken] = UNREADABLE
        for place in broken:
            rows[place] = _EMPTY
        return Population.from_json(rows), state


class Judge:
    """One edition's word on chunks, kept by the edition's content and the engine's own code."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.digest = hashlib.sha256(f"{edition.digest} {code_digest()}".encode()).hexdigest()
        self._kinds = {kind for criterion in edition.criteria for kind in criterion.subjects}

    def judge(self, chunk: Chunk) -> Judgements:
        """The judgements of a chunk, as kept or made now; two workers that make the same one keep one."""
        kept = JudgedChunk.objects.filter(judge=self.digest, rows=chunk.digest)
        row = kept.first()
        if row is not None:
            kept.update(used_at=timezone.now())
            return Judgements.unpacked(bytes(row.data))
        made = self._made(chunk)
        JudgedChunk.objects.bulk_create(
            [JudgedChunk(judge=self.digest, rows=chunk.digest, data=made.packed(), used_at=timezone.now())],
            ignore_conflicts=True,
        )
        return made

    def _made(self, chunk: Chunk) -> Judgements:
        population, state = chunk.readable
        state = state.copy()
        subjects = [
            (row or _EMPTY)["subject"] if not state[place] else {} for place, row in enumerate(chunk.rows)
        ]
        uncovered = [subject.get("kind", "building") not in self._kinds for subject in subjects]
        state[(state == READABLE) & np.array(uncovered, bool)] = KIND_NOT_COVERED
        strange = np.array([self._is_strange(subject) for subject in subjects], np.int8)
        return _columns(evaluate_many(self.edition, population), state, strange)

    def _is_strange(self, subject: dict[str, Any]) -> bool:
        return any(use["typology"] not in self.edition.typologies for use in subject.get("uses") or ())


def forget_unused() -> None:
    """Drop judgements that nobody asked for in a month; they can be made again."""
    JudgedChunk.objects.filter(used_at__lt=timezone.now() - _KEPT).delete()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """A digest of the code that judges, so that a new release never takes an old judgement for its own."""
    folders = (Path(engine_batch.__file__).parent, Path(__file__).parent)
    files = sorted(file for folder in folders for file in folder.glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


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


def _is_readable(row: Any) -> bool:
    try:
        Population.of([judged_of(row)])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return False
    return True
