"""Rounds of review: what was decided on which criterion, and how far a round has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from assessments.models import Decision, Submission, Verdict
from assessments.own_criteria import own_criteria
from assessments.policies import can_withdraw
from assessments.presentation.text import said
from standard_site.accounts.models import User


@dataclass(frozen=True, slots=True)
class CriterionDecisions:
    """One criterion of a round: its newest decision counts, the earlier ones stay readable."""

    key: str
    code: str
    title: str
    outcome: str
    newest: Decision | None
    earlier: tuple[Decision, ...]
    looks_back: tuple[tuple[int, Decision], ...] = ()

    @property
    def objected(self) -> bool:
        return self.newest is not None and self.newest.verdict != Verdict.ACCEPT


@dataclass(frozen=True, slots=True)
class Round:
    """A submission with its criteria in the scorecard's order."""

    submission: Submission
    criteria: tuple[CriterionDecisions, ...]
    may_withdraw: bool = False

    @property
    def decided(self) -> int:
        return sum(criterion.newest is not None for criterion in self.criteria)

    @property
    def total(self) -> int:
        return len(self.criteria)

    @property
    def percent(self) -> float:
        return 100 * self.decided / self.total if self.total else 0

    @property
    def objections(self) -> list[CriterionDecisions]:
        return [criterion for criterion in self.criteria if criterion.objected]

    def criterion(self, key: str) -> CriterionDecisions | None:
        return next((criterion for criterion in self.criteria if criterion.key == key), None)

    def next_undecided(self) -> CriterionDecisions | None:
        return next((criterion for criterion in self.criteria if criterion.newest is None), None)


def rounds_shown(submissions: QuerySet[Submission], user: User) -> list[Round]:
    """The rounds of a project, newest first, each with its decisions, in three queries."""
    decisions = Decision.objects.select_related("decided_by").order_by("decided_at", "pk")
    rows = (
        submissions.select_related(
            "project", "assessment__design", "assessment__scorecard", "assessor", "submitted_by"
        )
        .prefetch_related(Prefetch("decisions", queryset=decisions))
        .order_by("-round")
    )
    return [round_of(row, user=user) for row in rows]


def round_of(submission: Submission, user: User, before: Sequence[Submission] = ()) -> Round:
    """A round with what earlier rounds said on the same criteria."""
    document: dict[str, Any] = submission.assessment.scorecard.document
    said_now = _by_criterion(submission)
    said_before = [(earlier.round, _by_criterion(earlier)) for earlier in before]
    criteria = tuple(
        CriterionDecisions(
            key=criterion["key"],
            code=criterion["code"],
            title=said(criterion["title"]),
            outcome=criterion["outcome"],
            newest=_last(said_now.get(criterion["key"], [])),
            earlier=tuple(said_now.get(criterion["key"], [])[:-1]),
            looks_back=tuple(
                (number, decisions[criterion["key"]][-1])
                for number, decisions in said_before
                if criterion["key"] in decisions
            ),
        )
        for criterion in own_criteria(document)
    )
    return Round(submission, criteria, may_withdraw=can_withdraw(user, submission))


def _by_criterion(submission: Submission) -> dict[str, list[Decision]]:
    """The decisions of a round by criterion, oldest first."""
    found: dict[str, list[Decision]] = {}
    for decision in submission.decisions.all():
        found.setdefault(decision.criterion_key, []).append(decision)
    return found


def _last(decisions: list[Decision]) -> Decision | None:
    return decisions[-1] if decisions else None
