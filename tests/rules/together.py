"""Holding the judgement of a population against the judgement of each subject alone, to the bit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rules.engine.batch import OUTCOMES, Batch, Population, evaluate_many
from rules.engine.columns import Column
from rules.engine.evaluation import Evaluation, evaluate
from rules.engine.schema import Edition
from rules.engine.subject import MetricValue, Subject
from rules.engine.values import Undetermined

Case = tuple[Subject, Mapping[str, MetricValue]]


def differences(edition: Edition, cases: Sequence[Case]) -> list[tuple[int, str, Any, Any]]:
    """Where the population and one of its subjects alone differ: the subject, the figure, together, alone."""
    batch = evaluate_many(edition, Population.of(iter(cases)))
    found = []
    for nth, case in enumerate(cases):
        together = dict(_together(edition, batch, nth))
        alone = dict(_alone(edition, evaluate(edition, *case)))
        assert together.keys() >= alone.keys()
        found += [(nth, key, together[key], alone[key]) for key in alone if together[key] != alone[key]]
    return found


def bits(number: object) -> object:
    """A number so written that two are equal only when every bit is."""
    return float(number).hex() if isinstance(number, float | int) and not isinstance(number, bool) else number


def _alone(edition: Edition, result: Evaluation) -> Iterator[tuple[str, Any]]:
    for one in result.criteria:
        key = one.criterion.key
        yield f"{key} outcome", one.outcome
        yield f"{key} value", _value(one.value)
        for requirement in one.requirements:
            name = f"{key}.{requirement.requirement.key}"
            yield f"{name} outcome", requirement.outcome
            yield f"{name} value", _value(requirement.value)
            yield f"{name} credits", bits(requirement.credits)
            yield f"{name} available", bits(requirement.credits_available)
            yield f"{name} flags", (requirement.provisional, requirement.inactive, requirement.counts)
    yield "gate", (result.gate.outcome, result.gate.provisional)
    for scenario in result.score.scenarios:
        yield (
            scenario.scenario.key,
            [
                bits(number)
                for number in (
                    scenario.credits,
                    scenario.credits_available,
                    scenario.weight_applied,
                    scenario.score,
                )
            ],
        )
    yield "total", (bits(result.score.total), result.score.provisional)
    yield "rating", (result.rating.key, result.rating.provisional)


def _together(edition: Edition, batch: Batch, nth: int) -> Iterator[tuple[str, Any]]:
    for one in batch.criteria:
        key = one.criterion.key
        yield f"{key} outcome", OUTCOMES[one.outcome[nth]]
        yield f"{key} value", _at(one.value, nth)
        for requirement in one.requirements:
            name = f"{key}.{requirement.requirement.key}"
            yield f"{name} outcome", OUTCOMES[requirement.outcome[nth]]
            yield f"{name} value", _at(requirement.value, nth)
            yield f"{name} credits", bits(requirement.credits[nth].item())
            yield f"{name} available", bits(requirement.credits_available[nth].item())
            flags = (requirement.provisional[nth], requirement.inactive[nth], requirement.counts[nth])
            yield f"{name} flags", tuple(bool(flag) for flag in flags)
    yield "gate", (OUTCOMES[batch.gate.outcome[nth]], bool(batch.gate.provisional[nth]))
    for name, scenario in batch.scenarios.items():
        numbers = (scenario.credits, scenario.credits_available, scenario.weight_applied)
        yield name, [*(bits(array[nth].item()) for array in numbers), _at(scenario.score, nth)]
    yield "total", (_at(batch.total, nth), bool(batch.provisional[nth]))
    place = int(batch.rating[nth])
    rating = None if place < 0 else edition.ratings[place].key
    yield "rating", (rating, bool(batch.rating_provisional[nth]))


def _value(value: object) -> object:
    return None if isinstance(value, Undetermined) else bits(value)


def _at(column: Column, nth: int) -> object:
    return bits(column.values[nth].item()) if column.known[nth] else None
