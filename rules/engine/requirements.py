"""Judging one requirement: inactive, not applicable, undetermined, achieved or not, and the credits it
earns."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .expressions import Node
from .looking_up import LookupUse
from .resolving import Computed, Situation
from .schema import Requirement, Step, ValueRule
from .tracing import comparison_step, known, lookup_step, reported_step
from .values import Reason, Undetermined, Value, joined, reason

ACHIEVED, NOT_ACHIEVED, NOT_APPLICABLE, UNDETERMINED = (
    "achieved",
    "not_achieved",
    "not_applicable",
    "undetermined",
)
# How a value is held against a limit; the same for numbers and for whole columns of them.
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "at_most": operator.le,
    "at_least": operator.ge,
    "less_than": operator.lt,
    "more_than": operator.gt,
    "equal_to": operator.eq,
}


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step of a credit ladder. An inactive step has no confirmed number and cannot be earned."""

    limit: Value
    credits: float
    outcome: str
    inactive: bool
    lookups: tuple[LookupUse, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "limit": known(self.limit),
            "credits": self.credits,
            "outcome": self.outcome,
            "inactive": self.inactive,
        }


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """What a requirement came to.

    `inactive`: shown as to be confirmed, outside gate, score and denominator.
    """

    requirement: Requirement
    outcome: str
    value: Value
    limit: Value | None
    credits: float
    credits_available: float
    provisional: bool
    inactive: bool
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    steps: tuple[StepResult, ...]
    trace: tuple[dict[str, Any], ...]
    lookups: tuple[LookupUse, ...]

    @property
    def counts(self) -> bool:
        """Active and applicable."""
        return not self.inactive and self.outcome != NOT_APPLICABLE

    def to_json(self) -> dict[str, Any]:
        requirement = self.requirement
        return {
            "key": requirement.key,
            "kind": requirement.kind,
            "title": requirement.title.to_json(),
            "value": known(self.value),
            "comparison": requirement.comparison,
            "limit": None if self.limit is None else known(self.limit),
            "unit": requirement.value.unit,
            "provisional": self.provisional,
            "inactive": self.inactive,
            "outcome": self.outcome,
            "credits": self.credits,
            "credits_available": self.credits_available,
            "steps": [step.to_json() for step in self.steps],
            "missing": list(self.missing),
            "reasons": [found.to_json() for found in self.reasons],
            "sources": [source.to_json() for source in requirement.sources],
        }


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything found about a requirement before it is judged."""

    requirement: Requirement
    applies: Value
    value: Computed
    limit: Computed | None
    steps: tuple[StepResult, ...]

    @property
    def lookups(self) -> tuple[LookupUse, ...]:
        return (*self.value.lookups, *(self.limit.lookups if self.limit else ()))

    @property
    def inactive(self) -> bool:
        return (
            self.requirement.unconfirmed
            or any(use.without_number for use in self.lookups)
            or (bool(self.steps) and all(step.inactive for step in self.steps))
        )

    @property
    def provisional(self) -> bool:
        steps = (use for step in self.steps if not step.inactive for use in step.lookups)
        return self.requirement.transcribed or any(use.transcribed for use in (*self.lookups, *steps))


def judge(
    situation: Situation, requirement: Requirement, applies: Value, value: Computed
) -> RequirementResult:
    """The result of one requirement whose criterion `applies` (true, false or undetermined) and has this
    value."""
    own = situation.fold(requirement.applies_when)[0] if requirement.applies_when else True
    limit = None
    if requirement.limit is not None:
        limit = situation.work_out(limit_rule(requirement, requirement.limit))
    steps = tuple(_step(situation, requirement, step, value.value) for step in requirement.steps)
    return _result(_Case(requirement, _both(applies, own), value, limit, steps))


def limit_rule(requirement: Requirement, limit: Node) -> ValueRule:
    """A limit is rounded as the value it is held against: else a value exactly at an area-weighted limit could
    be rounded past it."""
    return ValueRule(limit, requirement.value.unit, requirement.value.round_to)


def _both(one: Value, other: Value) -> Value:
    if one is False or other is False:
        return False
    return joined(one, other) or True


def _step(situation: Situation, requirement: Requirement, step: Step, value: Value) -> StepResult:
    limit = situation.work_out(limit_rule(requirement, step.limit))
    inactive = any(use.without_number for use in limit.lookups)
    outcome = NOT_APPLICABLE if inactive else _compared(requirement, value, limit.value)
    return StepResult(limit.value, step.credits, outcome, inactive, limit.lookups)


def _compared(requirement: Requirement, value: Value, limit: Value) -> str:
    if joined(value, limit) or requirement.comparison is None:
        return UNDETERMINED
    return ACHIEVED if COMPARE[requirement.comparison](value, limit) else NOT_ACHIEVED


def _result(case: _Case) -> RequirementResult:
    inactive = case.inactive
    outcome, why = _outcome(case, inactive)
    counts = not inactive and outcome != NOT_APPLICABLE
    provisional = counts and case.provisional
    earned = max((step.credits for step in case.steps if counts and step.outcome == ACHIEVED), default=0.0)
    available = max((step.credits for step in case.steps if counts and not step.inactive), default=0.0)
    return RequirementResult(
        requirement=case.requirement,
        outcome=outcome,
        value=case.value.value,
        limit=_limit_shown(case),
        credits=earned if outcome == ACHIEVED else 0.0,
        credits_available=available,
        provisional=provisional,
        inactive=inactive,
        reasons=(*why.reasons, *((reason("transcription"),) if provisional else ())),
        missing=why.missing,
        steps=case.steps,
        trace=_trace(case, outcome),
        lookups=(*case.lookups, *(use for step in case.steps for use in step.lookups)),
    )


def _outcome(case: _Case, inactive: bool) -> tuple[str, Undetermined]:  # noqa: PLR0911 - one line per way to end
    """The outcome, and what is missing or why where it is not a plain yes or no."""
    if inactive:
        return NOT_APPLICABLE, Undetermined(reasons=(reason("to-be-confirmed"),))
    if isinstance(case.applies, Undetermined):
        return UNDETERMINED, case.applies
    if case.applies is False:
        return NOT_APPLICABLE, Undetermined()
    unknown = joined(case.value.value, *((case.limit.value,) if case.limit else ()))
    if unknown:
        return UNDETERMINED, unknown
    if case.steps:
        return _ladder(case.steps)
    if case.limit is None:
        return ACHIEVED, Undetermined()
    return _compared(case.requirement, case.value.value, case.limit.value), Undetermined()


def _ladder(steps: tuple[StepResult, ...]) -> tuple[str, Undetermined]:
    """A ladder is achieved at its best step reached; with none reached, an unknown step leaves it
    undetermined."""
    if any(step.outcome == ACHIEVED for step in steps):
        return ACHIEVED, Undetermined()
    unknown = joined(*(step.limit for step in steps if not step.inactive))
    return (UNDETERMINED, unknown) if unknown else (NOT_ACHIEVED, Undetermined())


def _limit_shown(case: _Case) -> Value | None:
    """The limit; of a ladder, the best step reached, else the first that can be."""
    if case.limit is not None:
        return case.limit.value
    active = [step for step in case.steps if not step.inactive] or list(case.steps)
    reached = [step for step in active if step.outcome == ACHIEVED]
    if reached:
        return reached[-1].limit
    return active[0].limit if active else None


def _trace(case: _Case, outcome: str) -> tuple[dict[str, Any], ...]:
    requirement, value = case.requirement, case.value.value
    if case.limit is not None:
        steps = [lookup_step(use) for use in case.limit.lookups]
        return (*steps, *_comparison(case, requirement, case.limit.value, outcome))
    ladder: list[dict[str, Any]] = []
    for step in case.steps:
        ladder.extend(lookup_step(use) for use in step.lookups)
        ladder.extend(_comparison(case, requirement, step.limit, step.outcome))
    if not case.steps and outcome == ACHIEVED:
        ladder.append(reported_step(requirement.title, value, requirement.value.unit))
    return tuple(ladder)


def _comparison(case: _Case, requirement: Requirement, limit: Value, outcome: str) -> list[dict[str, Any]]:
    if outcome not in (ACHIEVED, NOT_ACHIEVED) or requirement.comparison is None:
        return []
    return [comparison_step(requirement, case.value.value, limit, outcome == ACHIEVED)]
