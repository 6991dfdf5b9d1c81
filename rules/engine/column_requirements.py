"""Judging requirements and criteria for a whole population: the column side of `requirements`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from .arrays import logic
from .column_situation import ColumnComputed, ColumnSituation
from .columns import Column, Floats, Mask
from .expressions import Node
from .requirements import ACHIEVED, COMPARE, NOT_ACHIEVED, NOT_APPLICABLE, UNDETERMINED, limit_rule
from .schema import Criterion, Requirement, Step

OUTCOMES = (ACHIEVED, NOT_ACHIEVED, NOT_APPLICABLE, UNDETERMINED)
Outcomes = NDArray[np.int8]  # places in OUTCOMES
CODES = {outcome: np.int8(place) for place, outcome in enumerate(OUTCOMES)}


@dataclass(frozen=True, slots=True, eq=False)
class RequirementColumns:
    """What a requirement came to for each subject; the members mean what they mean in `RequirementResult`."""

    requirement: Requirement
    outcome: Outcomes
    value: Column
    credits: Floats
    credits_available: Floats
    provisional: Mask
    inactive: Mask

    @property
    def counts(self) -> Mask:
        """Active and applicable."""
        return ~self.inactive & ~self.came_to(NOT_APPLICABLE)

    def came_to(self, outcome: str) -> Mask:
        return self.outcome == CODES[outcome]


@dataclass(frozen=True, slots=True, eq=False)
class CriterionColumns:
    """What a criterion came to for each subject."""

    criterion: Criterion
    outcome: Outcomes
    value: Column
    requirements: tuple[RequirementColumns, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """One step of a ladder: who has reached it, for whom it can be earned, for whom only its limit is unknown."""

    credits: float
    reached: Mask
    active: Mask
    unknown: Mask
    transcribed: Mask


def judge_criterion_columns(situation: ColumnSituation, criterion: Criterion) -> CriterionColumns:
    """One criterion for every subject."""
    applies = _applies(situation, criterion)
    value = situation.compute(criterion.value)
    requirements = tuple(
        _judge(
            situation,
            requirement,
            applies,
            value if requirement.value is criterion.value else situation.compute(requirement.value),
        )
        for requirement in criterion.requirements
    )
    column = value.column.spread(situation.population.size)
    return CriterionColumns(criterion, _outcome(requirements), column, requirements)


def _applies(situation: ColumnSituation, criterion: Criterion) -> Column:
    """Whether the criterion is for this kind of subject, at this stage, under its own condition."""
    kind = situation.one_of("kind", criterion.subjects)
    stage = situation.named["stage"]
    at_stage = Column(situation.one_of("stage", criterion.stages), stage.known)
    return logic(
        "and", [Column(kind, np.asarray(True)), at_stage, _condition(situation, criterion.applies_when)]
    )


def _condition(situation: ColumnSituation, node: Node | None) -> Column:
    return situation.fold(node).column if node else Column.of_all(True)


def _judge(
    situation: ColumnSituation, requirement: Requirement, applies: Column, value: ColumnComputed
) -> RequirementColumns:
    own = _condition(situation, requirement.applies_when)
    limit = None
    if requirement.limit is not None:
        limit = situation.compute(limit_rule(requirement, requirement.limit))
    steps = tuple(_step(situation, requirement, step, value.column) for step in requirement.steps)
    case = _Case(requirement, logic("and", [applies, own]), value, limit, steps)
    return case.result(situation.population.size)


def _step(situation: ColumnSituation, requirement: Requirement, step: Step, value: Column) -> _Step:
    limit = situation.compute(limit_rule(requirement, step.limit))
    met = _met(requirement, value, limit.column) & value.known & limit.column.known
    active = ~limit.without_number
    return _Step(step.credits, met & active, active, ~limit.column.known & active, limit.transcribed & active)


def _met(requirement: Requirement, value: Column, limit: Column) -> Mask:
    return COMPARE[requirement.comparison or ""](value.values, limit.values)


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """Everything found about a requirement before it is judged."""

    requirement: Requirement
    applies: Column
    value: ColumnComputed
    limit: ColumnComputed | None
    steps: tuple[_Step, ...]

    @property
    def _inactive(self) -> Mask:
        inactive = self.value.without_number | self.requirement.unconfirmed
        if self.limit:
            inactive = inactive | self.limit.without_number
        return inactive | ~_any([step.active for step in self.steps]) if self.steps else inactive

    @property
    def _provisional(self) -> Mask:
        limits = [self.limit.transcribed] if self.limit else []
        transcribed = [self.value.transcribed, *limits, *(step.transcribed for step in self.steps)]
        return _any(transcribed) | self.requirement.transcribed

    def result(self, size: int) -> RequirementColumns:
        inactive = np.broadcast_to(self._inactive, size)
        outcome = np.broadcast_to(self._outcome(inactive), size)
        counts = ~inactive & (outcome != CODES[NOT_APPLICABLE])
        earned = _most([(step.credits, step.reached & counts) for step in self.steps], size)
        return RequirementColumns(
            self.requirement,
            outcome,
            self.value.column.spread(size),
            np.where(outcome == CODES[ACHIEVED], earned, 0.0),
            _most([(step.credits, step.active & counts) for step in self.steps], size),
            self._provisional & counts,
            inactive,
        )

    def _outcome(self, inactive: Mask) -> Outcomes:
        known = self.value.column.known & (self.limit.column.known if self.limit else True)
        return np.select(
            [inactive, ~self.applies.known, ~self.applies.values, ~known],
            [CODES[NOT_APPLICABLE], CODES[UNDETERMINED], CODES[NOT_APPLICABLE], CODES[UNDETERMINED]],
            self._judged(),
        )

    def _judged(self) -> Outcomes:
        """The outcome where everything needed is known: by the steps, by the limit, or by being stated."""
        if self.steps:
            reached, unknown = (
                _any([getattr(step, name) for step in self.steps]) for name in ("reached", "unknown")
            )
            unreached = np.where(unknown, CODES[UNDETERMINED], CODES[NOT_ACHIEVED])
            return np.where(reached, CODES[ACHIEVED], unreached)
        if self.limit is None:
            return np.asarray(CODES[ACHIEVED])
        met = _met(self.requirement, self.value.column, self.limit.column)
        return np.where(met, CODES[ACHIEVED], CODES[NOT_ACHIEVED])


def _outcome(results: Sequence[RequirementColumns]) -> Outcomes:
    """What must be met or reported decides; where there is only credit, credit does."""
    binding = [one.counts & (one.requirement.kind != "credit") for one in results]
    without = ~_any(binding)
    deciding = [one.counts & (mask | without) for one, mask in zip(results, binding, strict=True)]
    outcomes = (NOT_ACHIEVED, UNDETERMINED, ACHIEVED)
    hits = [
        _any([mask & one.came_to(outcome) for one, mask in zip(results, deciding, strict=True)])
        for outcome in outcomes
    ]
    return np.select(hits, [CODES[outcome] for outcome in outcomes], CODES[NOT_APPLICABLE])


def _most(credits: Sequence[tuple[float, Mask]], size: int) -> Floats:
    """The most credits whose mask holds, for each subject."""
    most = np.zeros(size)
    for number, mask in credits:
        most = np.where(mask, np.maximum(most, number), most)
    return most


def _any(masks: Sequence[Mask]) -> Mask:
    return reduce(or_, masks)
