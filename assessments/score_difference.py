"""Which change of the standard moved one project's score, and by how much.

Both editions judge the same stored subject and metrics; nothing is simulated and no value worked out again. Then each group
of changes (a criterion, a table, the parameters …) is put into the old edition alone, together with what it cannot be read
without, and what is left over is interaction: changes that only act together, or that act twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.edition_mix import Group, Mixer
from rules.engine.diff import Change, compare
from rules.engine.evaluation import Evaluation, MetricValue, Subject, evaluate
from rules.engine.schema import Edition

_NOISE = 1e-9  # of sums of doubles; a point of the score is 1
_SAID = ("text", "wording")  # what is read by people alone
# Parts that a judgement of stored values reads, and whether each key of theirs is a group of its own.
_GROUPED = {
    "criteria": True,
    "tables": True,
    "metrics": False,
    "parameters": False,
    "typologies": False,
    "scoring": False,
    "ratings": False,
}


@dataclass(frozen=True, slots=True)
class CriterionState:
    """What a criterion comes to; `outcome` None where the edition has no such criterion."""

    outcome: str | None
    credits: float = 0.0
    credits_available: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome,
            "credits": self.credits,
            "credits_available": self.credits_available,
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """Score 0–100 (None: nothing can be earned), gate, key of the rating (None: none reached) and every criterion."""

    total: float | None
    gate: str
    rating: str | None
    criteria: Mapping[str, CriterionState]

    def to_json(self) -> dict[str, Any]:
        return {"total": self.total, "gate": self.gate, "rating": self.rating}


@dataclass(frozen=True, slots=True)
class Moved:
    """A criterion that comes to something else."""

    key: str
    before: CriterionState
    after: CriterionState

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "before": self.before.to_json(), "after": self.after.to_json()}


@dataclass(frozen=True, slots=True)
class Effect:
    """What groups of changes do to the old judgement, together with the groups they cannot be read without.

    `points` is the difference in the total; None where either total is not known.
    """

    groups: tuple[Group, ...]
    needs: tuple[Group, ...]
    changes: tuple[Change, ...]
    judgement: Judgement
    points: float | None
    moved: tuple[Moved, ...]

    def acts(self, before: Judgement) -> bool:
        """Whether anything of the judgement is another one."""
        now = self.judgement
        return bool(self.moved) or (now.gate, now.rating, now.total) != (
            before.gate,
            before.rating,
            before.total,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "groups": [{"part": part, "key": key} for part, key in self.groups],
            "together_with": [{"part": part, "key": key} for part, key in self.needs],
            "changes": [change.to_json() for change in self.changes],
            **self.judgement.to_json(),
            "points": self.points,
            "criteria": [one.to_json() for one in self.moved],
        }


@dataclass(frozen=True, slots=True)
class ScoreDifference:
    """The way from one judgement to the other. The points of the effects and `remainder` add up to `points`.

    `apart` are changes that no stored value shows: texts of the edition, sources, annexes, examples.
    """

    before: Judgement
    after: Judgement
    points: float | None
    moved: tuple[Moved, ...]
    effects: tuple[Effect, ...]
    remainder: float | None
    apart: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "points": self.points,
            "criteria": [one.to_json() for one in self.moved],
            "effects": [effect.to_json() for effect in self.effects],
            "remainder": self.remainder,
            "apart": [change.to_json() for change in self.apart],
        }


def score_difference(
    old: Edition, new: Edition, subject: Subject, metrics: Mapping[str, MetricValue]
) -> ScoreDifference:
    """The judgements of one subject under two editions, and what each group of changes does alone. Never raises for
    loaded editions."""
    changes = compare(old, new)
    before, after = _judged(old, subject, metrics), _judged(new, subject, metrics)
    effects = []
    for groups, needs, edition in Mixer(old, new).mixes(_groups(changes)):
        own = tuple(change for change in changes if _group_of(change) in groups)
        with_needs = [change for change in changes if _group_of(change) in (*groups, *needs)]
        decides = any(change.form not in _SAID for change in with_needs)
        judged = _judged(edition, subject, metrics) if decides else before
        effects.append(Effect(groups, needs, own, judged, _points(before, judged), _moved(before, judged)))
    points = _points(before, after)
    return ScoreDifference(
        before,
        after,
        points,
        _moved(before, after),
        tuple(effects),
        _remainder(points, [effect.points for effect in effects]),
        tuple(change for change in changes if _group_of(change) is None),
    )


def _group_of(change: Change) -> Group | None:
    """The file or section a change belongs to; None where no judgement of stored values reads it."""
    if change.part not in _GROUPED:
        return None
    return change.part, change.key if _GROUPED[change.part] else ""


def _groups(changes: Iterable[Change]) -> tuple[Group, ...]:
    found = (_group_of(change) for change in changes)
    return tuple(dict.fromkeys(group for group in found if group is not None))


def _judged(edition: Edition, subject: Subject, metrics: Mapping[str, MetricValue]) -> Judgement:
    evaluation = evaluate(edition, subject, metrics)
    return Judgement(
        evaluation.score.total,
        evaluation.gate.outcome,
        evaluation.rating.key,
        _states(evaluation),
    )


def _states(evaluation: Evaluation) -> dict[str, CriterionState]:
    return {
        result.criterion.key: CriterionState(
            result.outcome,
            sum(need.credits for need in result.requirements),
            sum(need.credits_available for need in result.requirements),
        )
        for result in evaluation.criteria
    }


def _points(before: Judgement, after: Judgement) -> float | None:
    if before.total is None or after.total is None:
        return None
    return _without_noise(after.total - before.total)


def _moved(before: Judgement, after: Judgement) -> tuple[Moved, ...]:
    absent = CriterionState(None)
    pairs = (
        Moved(key, before.criteria.get(key, absent), after.criteria.get(key, absent))
        for key in sorted({*before.criteria, *after.criteria})
    )
    return tuple(one for one in pairs if one.before != one.after)


def _remainder(points: float | None, parts: Sequence[float | None]) -> float | None:
    """What the parts leave unexplained; None where any of them is not known."""
    known = [part for part in parts if part is not None]
    if points is None or len(known) < len(parts):
        return None
    return _without_noise(points - sum(known))


def _without_noise(points: float) -> float:
    return 0.0 if abs(points) < _NOISE else points
