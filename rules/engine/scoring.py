"""Gate, scenario scores, total and rating from the results of the criteria."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .requirements import ACHIEVED, NOT_ACHIEVED, UNDETERMINED, RequirementResult
from .schema import Edition, Scenario

HUNDRED = 100.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A requirement's result with the scenario it belongs to and the criterion's key."""

    scenario: str
    criterion: str
    result: RequirementResult


@dataclass(frozen=True, slots=True)
class Gate:
    """All active mandatory requirements together."""

    outcome: str
    provisional: bool
    decided_by: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {"outcome": self.outcome, "provisional": self.provisional, "decided_by": list(self.decided_by)}


@dataclass(frozen=True, slots=True)
class ScenarioScore:
    """Credits of one scenario; `weight` as the edition has it for the subject's kind and `weight_applied`
    after renormalising [%]."""

    scenario: Scenario
    weight: float
    credits: float
    credits_available: float
    undetermined: tuple[str, ...]
    weight_applied: float

    @property
    def score(self) -> float | None:
        """0–100, or None where nothing can be earned."""
        return HUNDRED * self.credits / self.credits_available if self.credits_available else None

    def to_json(self) -> dict[str, Any]:
        return {
            "label": self.scenario.label.to_json(),
            "score": self.score,
            "credits": self.credits,
            "credits_available": self.credits_available,
            "weight": self.weight,
            "weight_applied": self.weight_applied,
            "undetermined": list(self.undetermined),
        }


@dataclass(frozen=True, slots=True)
class Score:
    """The total 0–100, or None where no scenario has an active applicable credit."""

    total: float | None
    scenarios: tuple[ScenarioScore, ...]
    provisional: bool

    def to_json(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "scenarios": {one.scenario.key: one.to_json() for one in self.scenarios},
            "provisional": self.provisional,
        }


@dataclass(frozen=True, slots=True)
class RatingResult:
    """The rating reached; `key` None unless the gate is achieved and the lowest threshold reached."""

    key: str | None
    provisional: bool

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "provisional": self.provisional}


def gate(judged: Sequence[Judged]) -> Gate:
    """Any active mandatory requirement not achieved decides; else any undetermined; else all of them.

    Provisional where only transcribed numbers decided against it, or any of them was part of a pass.
    """
    mandatory = [one for one in judged if one.result.requirement.kind == "mandatory" and one.result.counts]
    for outcome in (NOT_ACHIEVED, UNDETERMINED):
        deciding = [one for one in mandatory if one.result.outcome == outcome]
        if deciding:
            return Gate(outcome, all(one.result.provisional for one in deciding), _named(deciding))
    if not mandatory:
        return Gate(UNDETERMINED, False, ())
    return Gate(ACHIEVED, any(one.result.provisional for one in mandatory), _named(mandatory))


def score(edition: Edition, kind: str, judged: Sequence[Judged]) -> Score:
    """Credits over active applicable credits by scenario, with the weights of this kind of subject;
    renormalised over the scenarios that have any. A kind the edition does not weigh has no scenarios."""
    credit = [one for one in judged if one.result.requirement.kind == "credit" and one.result.counts]
    weighed = [one for one in edition.scoring.scenarios if kind in one.weights]
    by_scenario = {
        scenario.key: [one for one in credit if one.scenario == scenario.key] for scenario in weighed
    }
    whole = _sum([one.weights[kind].percent for one in weighed if by_scenario[one.key]])
    scenarios = tuple(
        _scenario(one, one.weights[kind].percent, by_scenario[one.key], whole) for one in weighed
    )
    shares = [one.weight_applied * (one.score or 0.0) / HUNDRED for one in scenarios if one.credits_available]
    provisional = any(one.result.provisional for one in credit)
    return Score(_sum(shares) if shares else None, scenarios, provisional)


def rating(edition: Edition, passed: Gate, scored: Score) -> RatingResult:
    """The highest rating whose threshold the total reaches, if the gate is achieved."""
    if passed.outcome != ACHIEVED or scored.total is None:
        return RatingResult(None, False)
    total = on_paper(scored.total)
    reached = [one.key for one in edition.ratings if total >= one.threshold]
    if not reached:
        return RatingResult(None, False)
    return RatingResult(reached[-1], passed.provisional or scored.provisional)


def on_paper(total: float) -> float:
    """A sum of weighted shares carries binary noise; a threshold reached on paper is reached."""
    return round(total, 9)


def _scenario(scenario: Scenario, weight: float, judged: Sequence[Judged], whole: float) -> ScenarioScore:
    return ScenarioScore(
        scenario,
        weight,
        _sum([one.result.credits for one in judged]),
        _sum([one.result.credits_available for one in judged]),
        _named([one for one in judged if one.result.outcome == UNDETERMINED]),
        HUNDRED * weight / whole if judged else 0.0,
    )


def _named(judged: Sequence[Judged]) -> tuple[str, ...]:
    return tuple(f"{one.criterion}.{one.result.requirement.key}" for one in judged)


def _sum(numbers: Sequence[float]) -> float:
    total = 0.0
    for number in numbers:
        total = total + number
    return total
