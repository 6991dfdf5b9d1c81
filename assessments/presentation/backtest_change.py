"""What changed for one submission: every criterion before and after, judged once more with its working."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.presentation.text import said
from rules.engine.evaluation import CriterionResult, Evaluation
from rules.engine.requirements import RequirementResult
from rules.engine.tracing import known
from rules.values import COMPARISONS, exact_text


@dataclass(frozen=True, slots=True)
class NeedSide:
    """One edition's word on a requirement; `value` is empty for whoever may not see it."""

    outcome: str
    value: str
    limit: str
    credits: float
    credits_available: float


@dataclass(frozen=True, slots=True)
class NeedChange:
    title: str
    kind: str
    before: NeedSide | None
    after: NeedSide | None


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """A criterion on both sides; `differs` when outcome or credits of one of its requirements do."""

    code: str
    title: str
    before: str | None
    after: str | None
    needs: tuple[NeedChange, ...]
    differs: bool


def criterion_changes(before: Evaluation, after: Evaluation, with_values: bool) -> list[CriterionChange]:
    """All criteria of both editions in the order of the later one; those that differ are marked."""
    sides = [{one.criterion.key: one for one in side.criteria} for side in (before, after)]
    keys = dict.fromkeys([*sides[1], *sides[0]])
    return [_criterion(sides[0].get(key), sides[1].get(key), with_values) for key in keys]


def _criterion(
    before: CriterionResult | None, after: CriterionResult | None, with_values: bool
) -> CriterionChange:
    shown = (after or before).criterion  # type: ignore[union-attr]  # one of the two has it
    needs = tuple(_needs(before, after, with_values))
    return CriterionChange(
        code=shown.code,
        title=said(shown.title),
        before=before.outcome if before else None,
        after=after.outcome if after else None,
        needs=needs,
        differs=any(_differs(need) for need in needs),
    )


def _needs(
    before: CriterionResult | None, after: CriterionResult | None, with_values: bool
) -> Iterator[NeedChange]:
    sides = [
        {need.requirement.key: need for need in (side.requirements if side else ())}
        for side in (before, after)
    ]
    for key in dict.fromkeys([*sides[1], *sides[0]]):
        one, other = sides[0].get(key), sides[1].get(key)
        shown = (other or one).requirement  # type: ignore[union-attr]  # one of the two has it
        yield NeedChange(said(shown.title), shown.kind, _side(one, with_values), _side(other, with_values))


def _side(need: RequirementResult | None, with_values: bool) -> NeedSide | None:
    if need is None:
        return None
    unit = need.requirement.value.unit
    limit = known(need.limit) if need.limit is not None else None
    sign = COMPARISONS.get(need.requirement.comparison or "", "")
    return NeedSide(
        outcome=need.outcome,
        value=exact_text(known(need.value), unit) if with_values else "",
        limit=f"{sign} {exact_text(limit, unit)}" if limit is not None else "",
        credits=need.credits,
        credits_available=need.credits_available,
    )


def _differs(need: NeedChange) -> bool:
    """As the comparison has it: one that only one edition has differs where it applies there."""
    one, other = need.before, need.after
    if one is None or other is None:
        only = one or other
        return only is not None and only.outcome != "not_applicable"
    return (one.outcome, one.credits) != (other.outcome, other.credits)
