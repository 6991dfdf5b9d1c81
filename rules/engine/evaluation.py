"""Judging one subject by one edition: every criterion with its trace, the gate, the score and the rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .looking_up import LookupUse
from .requirements import ACHIEVED, NOT_ACHIEVED, NOT_APPLICABLE, UNDETERMINED, RequirementResult, judge
from .resolving import Computed, Situation, resolve
from .schema import Context, Criterion, Edition, Requirement
from .scoring import Gate, Judged, RatingResult, Score, gate, rating, score
from .subject import MetricValue, Subject, Use
from .tracing import Heading, derivations, known, rule_steps
from .values import Reason, Undetermined, Value, joined, reason

__all__ = ["CriterionResult", "Evaluation", "MetricValue", "Subject", "Use", "evaluate", "judge_criterion"]


@dataclass(frozen=True, slots=True)
class ContextResult:
    """A figure shown for orientation beside a criterion."""

    context: Context
    computed: Computed

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.context.key,
            "title": self.context.title.to_json(),
            "value": known(self.computed.value),
            "unit": self.context.value.unit,
            "lookups": [use.to_json() for use in self.computed.lookups],
        }


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """What a criterion came to, with everything needed to follow it."""

    criterion: Criterion
    value: Value
    outcome: str
    missing: tuple[str, ...]
    reasons: tuple[Reason, ...]
    requirements: tuple[RequirementResult, ...]
    context: tuple[ContextResult, ...]
    trace: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        criterion = self.criterion
        return {
            "key": criterion.key,
            "code": criterion.code,
            "title": criterion.title.to_json(),
            "scenario": criterion.scenario,
            "value": known(self.value),
            "unit": criterion.value.unit,
            "outcome": self.outcome,
            "missing": list(self.missing),
            "reasons": [found.to_json() for found in self.reasons],
            "requirements": [result.to_json() for result in self.requirements],
            "context": [entry.to_json() for entry in self.context],
            "trace": list(self.trace),
            "sources": list(self.sources),
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The judgement of one subject.

    `metrics` holds every value that was given and every one that was derived.
    """

    criteria: tuple[CriterionResult, ...]
    gate: Gate
    score: Score
    rating: RatingResult
    metrics: Mapping[str, MetricValue]

    def to_json(self) -> dict[str, Any]:
        """The members `criteria`, `gate`, `score` and `rating` of the scorecard document."""
        return {
            "criteria": [result.to_json() for result in self.criteria],
            "gate": self.gate.to_json(),
            "score": self.score.to_json(),
            "rating": self.rating.to_json(),
        }


def evaluate(edition: Edition, subject: Subject, metrics: Mapping[str, MetricValue]) -> Evaluation:
    """Judges a subject by an edition. Never raises for any values: what cannot be known is undetermined, by
    name.

    Metrics are converted to the edition's units; areas are the subject's own; derived metrics are always
    computed.
    """
    situation = resolve(edition, subject, metrics)
    results = tuple(_criterion(situation, criterion) for criterion in edition.criteria)
    judged = [
        Judged(result.criterion.scenario, result.criterion.key, requirement)
        for result in results
        for requirement in result.requirements
    ]
    passed, scored = gate(judged), score(edition, subject.kind, judged)
    return Evaluation(results, passed, scored, rating(edition, passed, scored), situation.given)


def judge_criterion(
    edition: Edition, key: str, subject: Subject, metrics: Mapping[str, MetricValue]
) -> CriterionResult:
    """One criterion alone, exactly as `evaluate` judges it. KeyError where the edition has none of that key."""
    return _criterion(resolve(edition, subject, metrics), edition.criterion(key))


def _criterion(situation: Situation, criterion: Criterion) -> CriterionResult:
    applies, why_not = _applies(situation, criterion)
    value = situation.compute(criterion.value)
    requirements = tuple(
        judge(situation, requirement, applies, _value_of(situation, criterion, requirement, value))
        for requirement in criterion.requirements
    )
    outcome = _outcome(requirements)
    context = tuple(ContextResult(entry, situation.compute(entry.value)) for entry in criterion.context)
    unknown = value.value if isinstance(value.value, Undetermined) and outcome == UNDETERMINED else None
    return CriterionResult(
        criterion=criterion,
        value=value.value,
        outcome=outcome,
        missing=_missing(requirements, unknown),
        reasons=_reasons(requirements, why_not),
        requirements=requirements,
        context=context,
        trace=_trace(situation, criterion, value, requirements),
        sources=_sources(requirements, value, context),
    )


def _applies(situation: Situation, criterion: Criterion) -> tuple[Value, tuple[Reason, ...]]:
    """Whether the criterion is for this kind of subject, at this stage, under its own condition."""
    if situation.subject.kind not in criterion.subjects:
        return False, (reason("not-for-this-subject"),)
    stage = situation.named["stage"]
    if not isinstance(stage, Undetermined) and stage not in criterion.stages:
        return False, (reason("not-for-this-stage"),)
    condition = situation.fold(criterion.applies_when)[0] if criterion.applies_when else True
    if condition is False and criterion.applies_when:
        return False, (
            reason("condition-not-met", condition=situation.plan.formula(criterion.applies_when).text),
        )
    return joined(stage, condition) or True, ()


def _value_of(
    situation: Situation, criterion: Criterion, requirement: Requirement, value: Computed
) -> Computed:
    return value if requirement.value is criterion.value else situation.compute(requirement.value)


def _outcome(results: tuple[RequirementResult, ...]) -> str:
    """What must be met or reported decides; where there is only credit, credit does."""
    counting = [result for result in results if result.counts]
    binding = [result for result in counting if result.requirement.kind != "credit"] or counting
    for outcome in (NOT_ACHIEVED, UNDETERMINED, ACHIEVED):
        if any(result.outcome == outcome for result in binding):
            return outcome
    return NOT_APPLICABLE


def _missing(results: tuple[RequirementResult, ...], value: Undetermined | None) -> tuple[str, ...]:
    keys = [key for result in results if result.counts for key in result.missing]
    return tuple(dict.fromkeys([*keys, *(value.missing if value else ())]))


def _reasons(results: tuple[RequirementResult, ...], why_not: tuple[Reason, ...]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys([*why_not, *(found for result in results for found in result.reasons)]))


def _trace(
    situation: Situation, criterion: Criterion, value: Computed, results: tuple[RequirementResult, ...]
) -> tuple[dict[str, Any], ...]:
    """Derived metrics first, then the criterion's value, then each requirement in turn."""
    own = [one.requirement for one in results if one.requirement.value is not criterion.value]
    nodes = [criterion.value.expression, *(requirement.value.expression for requirement in own)]
    steps = derivations(situation, nodes)
    heading = Heading("value", criterion.key, criterion.title)
    steps += rule_steps(situation, heading, criterion.value, value)
    for result in results:
        requirement = result.requirement
        if requirement in own:
            computed = situation.compute(requirement.value)
            heading = Heading("value", requirement.key, requirement.title)
            steps += rule_steps(situation, heading, requirement.value, computed)
        steps += [{**step, "requirement": requirement.key} for step in result.trace]
    return tuple(steps)


def _sources(
    results: tuple[RequirementResult, ...], value: Computed, context: tuple[ContextResult, ...]
) -> tuple[dict[str, str], ...]:
    """Every source cited by a requirement or by a row that was looked up, once each."""
    cited = [source.to_json() for result in results for source in result.requirement.sources]
    lookups = [*value.lookups, *(use for entry in context for use in entry.computed.lookups)]
    lookups += [use for result in results for use in result.lookups]
    cited += [row for use in lookups for row in _row_sources(use)]
    unique = {(entry["title"], entry["locator"], entry["status"]): entry for entry in cited}
    return tuple(unique.values())


def _row_sources(use: LookupUse) -> list[dict[str, str]]:
    rows = [row for part in use.parts for row in part.rows]
    return [
        {
            "key": str(row["source"]),
            "title": str(row["source_title"]),
            "locator": str(row["source_locator"]),
            "status": str(row["status"]),
        }
        for row in rows
    ]
