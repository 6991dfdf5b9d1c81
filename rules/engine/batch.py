"""Judging thousands of subjects by one edition at once, to the bit as `evaluate` judges each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .column_requirements import OUTCOMES, CriterionColumns, RequirementColumns, judge_criterion_columns
from .column_scoring import GateColumns, ScenarioColumns, gate_columns, rating_columns, score_columns
from .column_situation import ColumnSituation
from .columns import Column, Mask
from .population import Population
from .schema import Edition

__all__ = [
    "OUTCOMES",
    "Batch",
    "Column",
    "CriterionColumns",
    "GateColumns",
    "Population",
    "RequirementColumns",
    "ScenarioColumns",
    "evaluate_many",
]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The judgement of a whole population, one entry per subject in the population's order.

    Outcomes are places in `OUTCOMES`; `rating` is a place in the edition's ratings, -1 for none.
    """

    size: int
    criteria: tuple[CriterionColumns, ...]
    gate: GateColumns
    scenarios: Mapping[str, ScenarioColumns]
    total: Column
    provisional: Mask
    rating: NDArray[np.int8]
    rating_provisional: Mask


def evaluate_many(edition: Edition, population: Population) -> Batch:
    """Judges every subject of a population by an edition, without traces. Never raises for any values.

    Every outcome, value, credit, total and rating is the one `evaluate` gives for that subject alone.
    """
    with np.errstate(all="ignore"):  # what divides by zero or overflows is unknown, and said so by its mask
        situation = ColumnSituation(edition, population)
        criteria = tuple(judge_criterion_columns(situation, criterion) for criterion in edition.criteria)
        gate = gate_columns(criteria, population.size)
        score = score_columns(edition, population, criteria)
        rating = rating_columns(edition, gate, score)
    return Batch(
        population.size,
        criteria,
        gate,
        score.scenarios,
        score.total,
        score.provisional,
        rating.place,
        rating.provisional,
    )
