"""Choosing the factor of single lines against the usual order, with a reason that the assessor reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments.auditing import record
from assessments.carbon.factor import PRODUCT
from assessments.carbon.factors import Match
from assessments.carbon.take_off import TakeOffLine
from assessments.factor_libraries.bringing import FINDINGS, words
from assessments.factor_libraries.models import FactorChoice
from assessments.factor_libraries.reading import choices_until, library_for, takes_datasets
from assessments.inputs import design_take_off
from assessments.models import Design
from assessments.policies import can_edit_project
from assessments.refusal import NotAllowed, Refused
from rules.engine.schema import Edition
from standard_site.accounts.models import User
from standard_site.lib.findings import Where


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A line of the take-off, the factor it gets and those it does not, and what was chosen for it, newest first."""

    line: TakeOffLine
    match: Match
    history: tuple[FactorChoice, ...]


def lines_of(design: Design) -> Sequence[TakeOffLine]:
    """The lines of a design's take-off; none without one."""
    take_off = design_take_off(design)
    return take_off.lines if take_off is not None else ()


def line_choices(design: Design, edition: Edition, lines: Iterable[TakeOffLine]) -> tuple[LineChoice, ...]:
    """Some lines of a design's take-off, each with its factor."""
    now = timezone.now()
    library = library_for(design, edition, now)
    history: dict[str, list[FactorChoice]] = {}
    for choice in choices_until(design, now):
        history.setdefault(choice.line_id, []).insert(0, choice)
    return tuple(
        LineChoice(
            line,
            library.match_line(line.line_id, line.material, line.factor_key, line.unit, suggest=False),
            tuple(history.get(line.line_id, ())),
        )
        for line in lines
    )


def choose_factor(user: User, design: Design, line_id: str, factor_key: str, reason: str) -> FactorChoice:
    """Let a line insist on a factor, or take it back to the usual choice with a blank key.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: there is no such line or factor, the factor has nothing that counts, or no reason is given.
    """
    project = design.project
    if not can_edit_project(user, project):
        raise NotAllowed
    edition = project.edition.loaded()
    if not takes_datasets(edition):
        raise Refused([FINDINGS.make("choice-edition-without")])
    _check_line(design, line_id)
    if factor_key:
        _check_factor(design, edition, factor_key)
    return _kept(user, design, line_id, factor_key, words(reason))


@transaction.atomic
def _kept(user: User, design: Design, line_id: str, factor_key: str, reason: str) -> FactorChoice:
    choice = FactorChoice.objects.create(
        design=design,
        line_id=line_id,
        factor_key=factor_key,
        reason=reason,
        chosen_by=user,
        chosen_at=timezone.now(),
    )
    verb = "factor-chosen" if factor_key else "factor-choice-withdrawn"
    detail = {"design": design.number, "line": line_id, "factor": factor_key, "reason": reason}
    record(design.project, user, verb, line_id, **detail)
    return choice


def _check_line(design: Design, line_id: str) -> None:
    take_off = design_take_off(design)
    if take_off is None:
        raise Refused([FINDINGS.make("choice-without-take-off")])
    if line_id not in {line.line_id for line in take_off.lines}:
        raise Refused([FINDINGS.make("choice-line-unknown", Where(field="line_id"), line=line_id)])


def _check_factor(design: Design, edition: Edition, factor_key: str) -> None:
    factor = library_for(design, edition).get(factor_key)
    where = Where(field="factor_key")
    if factor is None:
        raise Refused([FINDINGS.make("choice-factor-unknown", where, key=factor_key)])
    if factor.module(PRODUCT) is None:
        raise Refused([FINDINGS.make("choice-factor-unusable", where, key=factor_key)])
