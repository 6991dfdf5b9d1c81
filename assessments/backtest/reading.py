"""The stored inputs of a run of scorecards as the engine's columns; read from JSON once, then kept as columns."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from assessments.backtest.keeping import kept
from assessments.backtest.population import inputs_of_keys, population_digest
from assessments.scorecard_inputs import judged_of
from rules.engine.columns import Column, Lists, Vocabulary
from rules.engine.measuring import Measured
from rules.engine.population import Population, Uses

READABLE, NO_INPUTS, UNREADABLE, KIND_NOT_COVERED = range(4)
STATES = ("", "no-inputs", "unreadable", "kind-not-covered")
_EMPTY: dict[str, Any] = {"subject": {}, "metrics": {}}
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError)
_SHEETS = ("numbers", "units", "truths")

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Readable:
    """The columns of a run, with nothing known where a row cannot be read, and the state of each row (an index of STATES)."""

    population: Population
    state: NDArray[np.int8]


class Chunk:
    """A fixed run of scorecards; its inputs are read only when somebody needs them."""

    def __init__(self, keys: Sequence[UUID]) -> None:
        self.keys = keys
        self.digest = population_digest(keys)

    @cached_property
    def readable(self) -> Readable:
        return unpacked(kept("columns", self.digest, lambda: packed(_read(inputs_of_keys(self.keys)))))


def _read(inputs: list[dict[str, Any] | None]) -> Readable:
    state = np.array([NO_INPUTS if row is None else READABLE for row in inputs], np.int8)
    rows = [_EMPTY if row is None else row for row in inputs]
    try:
        return Readable(Population.from_json(rows), state)
    except _MALFORMED:
        broken = [place for place, row in enumerate(rows) if not _is_readable(row)]
    state[broken] = UNREADABLE
    for place in broken:
        rows[place] = _EMPTY
    return Readable(Population.from_json(rows), state)


def _is_readable(row: Any) -> bool:
    try:
        Population.of([judged_of(row)])
    except _MALFORMED:
        return False
    return True


def packed(readable: Readable) -> bytes:
    """The columns as bytes, the metrics one below the other."""
    population = readable.population
    names = {
        "size": population.size,
        "words": population.words.words,
        "subject": list(population.subject),
        "metrics": list(population.metrics),
    }
    arrays = {
        "names": np.frombuffer(json.dumps(names).encode(), np.uint8),
        "state": readable.state,
        **{f"uses.{field.name}": getattr(population.uses, field.name) for field in fields(Uses)},
    }
    for place, column in enumerate(population.subject.values()):
        arrays |= {f"subject.{place}.values": column.values, f"subject.{place}.known": column.known}
    for sheet in _SHEETS:
        lines = [getattr(one, sheet) for one in population.metrics.values()]
        arrays[sheet] = np.stack(lines) if lines else np.zeros((0, population.size))
    for place, one in enumerate(population.metrics.values()):
        if one.lists is not None:
            arrays |= {
                f"lists.{place}.{field.name}": getattr(one.lists, field.name) for field in fields(Lists)
            }
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return zlib.compress(buffer.getvalue(), 1)


def unpacked(data: bytes) -> Readable:
    with np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False) as archive:
        arrays = dict(archive)
    names = json.loads(arrays["names"].tobytes())
    words = Vocabulary(names["words"], {word: code for code, word in enumerate(names["words"])})
    subject = {
        key: Column(arrays[f"subject.{place}.values"], arrays[f"subject.{place}.known"])
        for place, key in enumerate(names["subject"])
    }
    uses = Uses(**{field.name: arrays[f"uses.{field.name}"] for field in fields(Uses)})
    metrics = {key: _measured(arrays, place) for place, key in enumerate(names["metrics"])}
    return Readable(Population(names["size"], words, subject, uses, metrics), arrays["state"])


def _measured(arrays: Arrays, place: int) -> Measured:
    lists = None
    if f"lists.{place}.flat" in arrays:
        lists = Lists(**{field.name: arrays[f"lists.{place}.{field.name}"] for field in fields(Lists)})
    return Measured(**{sheet: arrays[sheet][place] for sheet in _SHEETS}, lists=lists)
