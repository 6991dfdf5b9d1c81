"""Gate, scenario scores, total and rating for a whole population: the column side of `scoring`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from .column_requirements import CODES, CriterionColumns, Outcomes, RequirementColumns
from .columns import Column, Floats, Mask
from .population import Population
from .requirements import ACHIEVED, NOT_ACHIEVED, UNDETERMINED
from .schema import Edition, Scenario
from .scoring import HUNDRED, on_paper


@dataclass(frozen=True, slots=True, eq=False)
class GateColumns:
    """All active mandatory requirements together, for each subject."""

    outcome: Outcomes
    provisional: Mask


@dataclass(frozen=True, slots=True, eq=False)
class ScenarioColumns:
    """Credits of one scenario; `score` 0–100 is not known where nothing can be earned, `weight_applied` in %."""

    scenario: Scenario
    credits: Floats
    credits_available: Floats
    weight_applied: Floats
    score: Column


@dataclass(frozen=True, slots=True, eq=False)
class ScoreColumns:
    """The total 0–100, not known where no scenario has an active applicable credit."""

    total: Column
    scenarios: Mapping[str, ScenarioColumns]
    provisional: Mask


@dataclass(frozen=True, slots=True, eq=False)
class RatingColumns:
    """The rating reached as its place in the edition's ratings, -1 for none."""

    place: NDArray[np.int8]
    provisional: Mask


def gate_columns(criteria: Sequence[CriterionColumns], size: int) -> GateColumns:
    """Any active mandatory requirement not achieved decides; else any undetermined; else all of them."""
    mandatory = _of_kind(criteria, "mandatory")
    order = (NOT_ACHIEVED, UNDETERMINED, ACHIEVED)
    hits = [[one.counts & one.came_to(outcome) for one in mandatory] for outcome in order]
    firm = [
        _any([hit & ~one.provisional for hit, one in zip(found, mandatory, strict=True)], size)
        for found in hits
    ]
    decided = [_any(found, size) for found in hits]
    passed = _any([one.counts & one.provisional for one in mandatory], size)
    return GateColumns(
        np.select(decided, [CODES[outcome] for outcome in order], CODES[UNDETERMINED]),
        np.select(decided, [~firm[0], ~firm[1], passed], np.asarray(False)),
    )


def score_columns(
    edition: Edition, population: Population, criteria: Sequence[CriterionColumns]
) -> ScoreColumns:
    """Credits over active applicable credits by scenario, with the weights of each subject's kind."""
    size = population.size
    weights = {one.key: _weight(population, one) for one in edition.scoring.scenarios}
    has = {
        one.key: weights[one.key].known
        & _any([credit.counts for credit in _credits(criteria, one.key)], size)
        for one in edition.scoring.scenarios
    }
    whole = np.zeros(size)
    for key, weight in weights.items():
        whole = np.where(has[key], whole + weight.values, whole)
    scenarios = {
        one.key: _scenario(one, _credits(criteria, one.key), weights[one.key], has[one.key], whole)
        for one in edition.scoring.scenarios
    }
    provisional = [one.counts & one.provisional for one in _of_kind(criteria, "credit")]
    return ScoreColumns(_total(scenarios.values(), size), scenarios, _any(provisional, size))


def rating_columns(edition: Edition, gate: GateColumns, score: ScoreColumns) -> RatingColumns:
    """The highest rating whose threshold the total reaches, if the gate is achieved."""
    total = np.array([on_paper(number) for number in score.total.values.tolist()])
    place = np.full(len(total), -1, np.int8)
    rated = (gate.outcome == CODES[ACHIEVED]) & score.total.known
    for nth, rating in enumerate(edition.ratings):
        place[rated & (total >= rating.threshold)] = nth
    return RatingColumns(place, (place >= 0) & (gate.provisional | score.provisional))


def _weight(population: Population, scenario: Scenario) -> Column:
    """The weight of a scenario [%] for each subject's kind, not known for a kind that has none."""
    kinds, codes = population.subject["kind"].values, population.words.codes
    percent, weighed = np.zeros(population.size), np.zeros(population.size, np.bool_)
    for kind, weight in scenario.weights.items():
        here = kinds == codes.get(kind, -2)
        percent, weighed = np.where(here, weight.percent, percent), weighed | here
    return Column(percent, weighed)


def _scenario(
    scenario: Scenario, credits: Sequence[RequirementColumns], weight: Column, has: Mask, whole: Floats
) -> ScenarioColumns:
    earned, available = np.zeros_like(whole), np.zeros_like(whole)
    for one in credits:
        counts = has & one.counts
        earned = np.where(counts, earned + one.credits, earned)
        available = np.where(counts, available + one.credits_available, available)
    applied = np.where(has, HUNDRED * weight.values / whole, 0.0)
    return ScenarioColumns(
        scenario, earned, available, applied, Column(HUNDRED * earned / available, available != 0)
    )


def _total(scenarios: Iterable[ScenarioColumns], size: int) -> Column:
    total, any_share = np.zeros(size), np.zeros(size, np.bool_)
    for one in scenarios:
        share = one.weight_applied * one.score.values / HUNDRED
        total = np.where(one.score.known, total + share, total)
        any_share = any_share | one.score.known
    return Column(total, any_share)


def _credits(criteria: Sequence[CriterionColumns], scenario: str) -> list[RequirementColumns]:
    return _of_kind([one for one in criteria if one.criterion.scenario == scenario], "credit")


def _of_kind(criteria: Sequence[CriterionColumns], kind: str) -> list[RequirementColumns]:
    return [one for criterion in criteria for one in criterion.requirements if one.requirement.kind == kind]


def _any(masks: Sequence[Mask], size: int) -> Mask:
    return reduce(or_, masks, np.zeros(size, np.bool_))
