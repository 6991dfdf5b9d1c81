"""Two judgements of the same scorecards side by side: counted, and the ones that come to another gate or rating named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from assessments.backtest.judging import NOT_APPLICABLE, UNDETERMINED, Judge, Judgements
from assessments.backtest.reading import STATES, Chunk
from rules.engine.batch import OUTCOMES
from rules.engine.schema import Edition

BIN = 5  # points of the total score
EDGES = tuple(range(0, 101, BIN))
GATES = ("achieved", "not_achieved", "undetermined")
QUANTILES = (5, 25, 50, 75, 95)
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Change:
    """A scorecard that comes to another gate or rating; `requirements` as `BackTestChange` keeps them."""

    assessment: UUID
    gate: tuple[str, str]
    rating: tuple[str, str]
    total: tuple[float | None, float | None]
    criteria: tuple[str, ...]
    requirements: list[list[Any]]


class Side:
    """The tally of one edition: scores, gates, ratings and the outcomes of every criterion."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.ratings = tuple(rating.key for rating in edition.ratings)
        self.places = {criterion.key: place for place, criterion in enumerate(edition.criteria)}
        self.needs = {
            (criterion.key, need.key): place
            for place, (criterion, need) in enumerate(
                (criterion, need) for criterion in edition.criteria for need in criterion.requirements
            )
        }
        self.scores = np.zeros(len(EDGES) - 1, np.int64)
        self.unscored = 0
        self.gates = np.zeros(len(OUTCOMES), np.int64)
        self.rated = np.zeros(len(self.ratings) + 1, np.int64)  # the last: no rating
        self.outcomes = np.zeros((len(edition.criteria), len(OUTCOMES)), np.int64)
        self.incomplete = 0

    def count(self, judged: Judgements, taken: Mask) -> None:
        total = judged.total[taken]
        self.scores += np.histogram(np.round(total[~np.isnan(total)], 9), EDGES)[0]
        self.unscored += int(np.isnan(total).sum())
        self.gates += np.bincount(judged.gate[taken], minlength=len(OUTCOMES))
        self.rated += np.bincount(judged.rating[taken] % len(self.rated), minlength=len(self.rated))
        for place, outcomes in enumerate(judged.criteria[:, taken]):
            self.outcomes[place] += np.bincount(outcomes, minlength=len(OUTCOMES))
        self.incomplete += int((judged.criteria[:, taken] == UNDETERMINED).any(axis=0).sum())

    def rating_of(self, index: int) -> str:
        return self.ratings[index] if index >= 0 else ""

    def criterion_json(self, key: str) -> dict[str, int] | None:
        if key not in self.places:
            return None
        return dict(zip(OUTCOMES, map(int, self.outcomes[self.places[key]]), strict=True))

    def to_json(self) -> dict[str, Any]:
        gates = dict(zip(OUTCOMES, map(int, self.gates), strict=True))
        return {
            "gate": {outcome: gates[outcome] for outcome in GATES},
            "rating": dict(zip((*self.ratings, ""), map(int, self.rated), strict=True)),
            "scores": [int(count) for count in self.scores],
            "score_undetermined": self.unscored,
            "any_criterion_undetermined": self.incomplete,
        }


class Comparison:
    """Adds up chunk after chunk; memory grows with the number of criteria and one number per scorecard, not with the inputs."""

    def __init__(self, base: Judge, tested: Judge) -> None:
        self.judges = (base, tested)
        self.sides = (Side(base.edition), Side(tested.edition))
        self.submissions = self.compared = self.changers = 0
        self.left_out: Counter[str] = Counter()
        self.strange: list[int] = [0, 0]
        self.gates: Counter[tuple[str, str]] = Counter()
        self.ratings: Counter[tuple[str, str]] = Counter()
        self.differing: Counter[str] = Counter()
        self.deciding: Counter[str] = Counter()
        self._moves: list[NDArray[np.float64]] = []
        self._became = Counter[str]()
        self._needs = list(dict.fromkeys([*self.sides[0].needs, *self.sides[1].needs]))

    def add(self, chunk: Chunk) -> list[Change]:
        """Judge a chunk by both editions, count it, and name what changes."""
        before, after = (judge.judge(chunk) for judge in self.judges)
        taken = (before.state == 0) & (after.state == 0)
        self.submissions += len(taken)
        self.compared += int(taken.sum())
        states = np.where(before.state > 0, before.state, after.state)[~taken]
        self.left_out.update(STATES[state] for state in states)
        for number, (side, judged) in enumerate(zip(self.sides, (before, after), strict=True)):
            side.count(judged, taken)
            self.strange[number] += int(judged.strange[taken].sum())
        self._move(before.total[taken], after.total[taken])
        return self._changes(chunk, before, after, taken)

    def _move(self, before: NDArray[np.float64], after: NDArray[np.float64]) -> None:
        known = (~np.isnan(before), ~np.isnan(after))
        both = known[0] & known[1]
        self._moves.append(np.round(after[both] - before[both], 9))
        self._became["determined"] += int((~known[0] & known[1]).sum())
        self._became["undetermined"] += int((known[0] & ~known[1]).sum())
        self._became["never"] += int((~known[0] & ~known[1]).sum())

    def _changes(self, chunk: Chunk, before: Judgements, after: Judgements, taken: Mask) -> list[Change]:
        differing = np.stack([self._differs(need, before, after) for need in self._needs]) & taken
        turned = (before.gate != after.gate) | self._rated_otherwise(before, after)
        turned &= taken
        self._count_criteria(differing, turned)
        found = [
            self._change(chunk.keys[place], place, before, after, differing[:, place])
            for place in map(int, np.flatnonzero(turned))
        ]
        self.changers += len(found)
        self.gates.update(change.gate for change in found if change.gate[0] != change.gate[1])
        self.ratings.update(change.rating for change in found if change.rating[0] != change.rating[1])
        return found

    def _differs(self, need: tuple[str, str], before: Judgements, after: Judgements) -> Mask:
        """Where a requirement's outcome or credits differ; one that only one edition has differs where it applies there."""
        one, other = (side.needs.get(need) for side in self.sides)
        if one is None or other is None:
            judged, place = (after, other) if one is None else (before, one)
            applies: Mask = judged.requirements[place] != NOT_APPLICABLE
            return applies
        outcome = before.requirements[one] != after.requirements[other]
        differs: Mask = outcome | (before.credits[one] != after.credits[other])
        return differs

    def _rated_otherwise(self, before: Judgements, after: Judgements) -> Mask:
        """By key: the same rating may stand at another place of the other edition."""
        one, other = self.sides
        keys = {key: place for place, key in enumerate(dict.fromkeys(("", *one.ratings, *other.ratings)))}
        codes = [
            np.array([*(keys[key] for key in side.ratings), keys[""]])[judged.rating]
            for side, judged in ((one, before), (other, after))
        ]
        return np.asarray(codes[0] != codes[1])

    def _count_criteria(self, differing: Mask, turned: Mask) -> None:
        by_criterion: dict[str, Mask] = {}
        for (criterion, _), row in zip(self._needs, differing, strict=True):
            by_criterion[criterion] = by_criterion[criterion] | row if criterion in by_criterion else row
        for criterion, row in by_criterion.items():
            self.differing[criterion] += int(row.sum())
            self.deciding[criterion] += int((row & turned).sum())

    def _change(
        self, key: UUID, place: int, before: Judgements, after: Judgements, differing: Mask
    ) -> Change:
        needs = [self._needs[index] for index in np.flatnonzero(differing)]
        one, other = self.sides
        return Change(
            assessment=key,
            gate=(OUTCOMES[before.gate[place]], OUTCOMES[after.gate[place]]),
            rating=(one.rating_of(before.rating[place]), other.rating_of(after.rating[place])),
            total=(_number(before.total[place]), _number(after.total[place])),
            criteria=tuple(dict.fromkeys(criterion for criterion, _ in needs)),
            requirements=[
                [*need, _word(one, need, before, place), _word(other, need, after, place)] for need in needs
            ],
        )

    def to_json(self) -> dict[str, Any]:
        """Everything counted, as `BackTest.result` keeps it; scores in points, `differing` and `changers` in scorecards."""
        one, other = self.sides
        return {
            "population": {
                "submissions": self.submissions,
                "compared": self.compared,
                "not_evaluable": dict(self.left_out),
                "typology_unknown": {"before": self.strange[0], "after": self.strange[1]},
            },
            "changers": self.changers,
            "score_edges": list(EDGES),
            "before": {**_edition_json(one.edition), **one.to_json()},
            "after": {**_edition_json(other.edition), **other.to_json()},
            "gate_changes": _pairs(self.gates),
            "rating_changes": _pairs(self.ratings),
            "score_change": self._score_change(),
            "criteria": [self._criterion_json(key) for key in self._criteria()],
        }

    def _criteria(self) -> Iterator[str]:
        """The tested edition's criteria in their order, then those it no longer has."""
        one, other = self.sides
        yield from other.places
        yield from (key for key in one.places if key not in other.places)

    def _criterion_json(self, key: str) -> dict[str, Any]:
        one, other = self.sides
        criterion = (other if key in other.places else one).edition.criterion(key)
        return {
            "key": key,
            "code": criterion.code,
            "title": criterion.title.to_json(),
            "scenario": criterion.scenario,
            "before": one.criterion_json(key),
            "after": other.criterion_json(key),
            "differing": self.differing[key],
            "changers": self.deciding[key],
        }

    def _score_change(self) -> dict[str, Any]:
        moves = np.concatenate(self._moves) if self._moves else np.array([])
        quantiles = np.percentile(moves, QUANTILES) if len(moves) else [None] * len(QUANTILES)
        return {
            "scored_by_both": len(moves),
            "mean": _number(moves.mean()) if len(moves) else None,
            "quantiles": {
                f"p{share:02d}": _number(at) for share, at in zip(QUANTILES, quantiles, strict=True)
            },
            "least": _number(moves.min()) if len(moves) else None,
            "most": _number(moves.max()) if len(moves) else None,
            "higher": int((moves > 0).sum()),
            "lower": int((moves < 0).sum()),
            "became_determined": self._became["determined"],
            "became_undetermined": self._became["undetermined"],
            "undetermined_by_both": self._became["never"],
        }


def _edition_json(edition: Edition) -> dict[str, Any]:
    ratings = [
        {"key": rating.key, "label": rating.label.to_json(), "threshold": rating.threshold}
        for rating in edition.ratings
    ]
    return {"title": edition.title.to_json(), "status": edition.status, "ratings": ratings}


def _word(side: Side, need: tuple[str, str], judged: Judgements, place: int) -> list[Any] | None:
    row = side.needs.get(need)
    if row is None:
        return None
    return [OUTCOMES[judged.requirements[row, place]], float(judged.credits[row, place])]


def _number(value: Any) -> float | None:
    return None if value is None or np.isnan(value) else round(float(value), 9)


def _pairs(counted: Counter[tuple[str, str]]) -> list[list[Any]]:
    return [[*pair, count] for pair, count in counted.most_common()]


def compare(base: Judge, tested: Judge, chunks: Sequence[Chunk]) -> tuple[dict[str, Any], list[Change]]:
    """The whole comparison at once, for callers without a row to report progress to."""
    comparison = Comparison(base, tested)
    changes = [change for chunk in chunks for change in comparison.add(chunk)]
    return comparison.to_json(), changes
