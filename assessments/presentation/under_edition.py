"""A score under another edition as a table: each change with what it does alone, and what is left over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.presentation.text import said
from assessments.score_difference import CriterionState, Effect, Judgement, Moved, ScoreDifference
from rules.changes_shown import PART_NAMES
from rules.engine.schema import Criterion, Edition
from standard_site.lib import formats

_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class JudgementShown:
    total: float | None
    gate: str
    rating: str


@dataclass(frozen=True, slots=True)
class MovedShown:
    """A criterion that comes to something else: an outcome key, "" where the edition has no such criterion."""

    code: str
    title: str
    before: str
    after: str
    credits_before: str
    credits_after: str


@dataclass(frozen=True, slots=True)
class EffectShown:
    """What one group of changes does alone; `together` names what it cannot be read without."""

    title: str
    together: tuple[str, ...]
    sentences: tuple[str, ...]
    points: str
    gate: str
    gate_changed: bool
    rating: str
    rating_changed: bool
    moved: tuple[MovedShown, ...]


@dataclass(frozen=True, slots=True)
class DifferenceShown:
    before: JudgementShown
    after: JudgementShown
    points: str
    moved: tuple[MovedShown, ...]
    effects: tuple[EffectShown, ...]
    idle: tuple[EffectShown, ...]
    remainder: str
    apart: tuple[str, ...]


def difference_shown(found: ScoreDifference, old: Edition, new: Edition) -> DifferenceShown:
    shower = _Shower(found, old, new)
    acting = [effect for effect in found.effects if effect.acts(found.before)]
    idle = [effect for effect in found.effects if not effect.acts(found.before)]
    return DifferenceShown(
        before=shower.judgement(found.before),
        after=shower.judgement(found.after),
        points=points_text(found.points),
        moved=shower.moved(found.moved),
        effects=tuple(shower.effect(effect) for effect in sorted(acting, key=_weight)),
        idle=tuple(shower.effect(effect) for effect in idle),
        remainder=points_text(found.remainder),
        apart=tuple(said(change.sentence) for change in found.apart),
    )


def points_text(points: float | None) -> str:
    """Points of the score with their sign."""
    if points is None:
        return formats.number(None)
    sign = "+" if points > 0 else _MINUS if points < 0 else "±"
    return f"{sign}{formats.number(abs(points), 1)}"


def _weight(effect: Effect) -> float:
    """The most points first; what is not known before nothing."""
    return -abs(effect.points) if effect.points is not None else 0.0


class _Shower:
    """Names of two editions."""

    def __init__(self, found: ScoreDifference, old: Edition, new: Edition) -> None:
        self._before = found.before
        self._ratings = {rating.key: rating.label for edition in (old, new) for rating in edition.ratings}
        self._criteria: Mapping[str, Criterion] = {
            criterion.key: criterion for edition in (old, new) for criterion in edition.criteria
        }
        self._titles = {group: self._title(effect) for effect in found.effects for group in effect.groups}

    def judgement(self, judgement: Judgement) -> JudgementShown:
        return JudgementShown(judgement.total, judgement.gate, self._rating(judgement.rating))

    def effect(self, effect: Effect) -> EffectShown:
        judgement = effect.judgement
        return EffectShown(
            title=self._title(effect),
            together=tuple(dict.fromkeys(self._titles[group] for group in effect.needs)),
            sentences=tuple(said(change.sentence) for change in effect.changes),
            points=points_text(effect.points),
            gate=judgement.gate,
            gate_changed=judgement.gate != self._before.gate,
            rating=self._rating(judgement.rating),
            rating_changed=judgement.rating != self._before.rating,
            moved=self.moved(effect.moved),
        )

    def moved(self, moved: Iterable[Moved]) -> tuple[MovedShown, ...]:
        criteria = ((self._criteria[one.key], one) for one in moved)
        return tuple(
            MovedShown(
                criterion.code,
                said(criterion.title),
                one.before.outcome or "",
                one.after.outcome or "",
                _credits(one.before),
                _credits(one.after),
            )
            for criterion, one in sorted(criteria, key=lambda pair: pair[0].code)
        )

    def _title(self, effect: Effect) -> str:
        """The one thing a group is about, else its part."""
        names = [
            said(
                next(change.place[0] for change in effect.changes if (change.part, change.key) == (part, key))
            )
            if key
            else str(PART_NAMES[part])
            for part, key in effect.groups
        ]
        return " + ".join(names)

    def _rating(self, key: str | None) -> str:
        return said(self._ratings[key]) if key else _("none")


def _credits(state: CriterionState) -> str:
    if not state.credits_available:
        return "–"
    return f"{formats.number(state.credits)} / {formats.number(state.credits_available)}"
