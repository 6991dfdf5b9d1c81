"""The lines of a take-off by what their texts say: which have their factor, who confirmed it, and what is proposed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from assessments.carbon.confirmed import Question, question_of
from assessments.carbon.factor import PRODUCT, Factor
from assessments.carbon.factors import FactorLibrary, Match
from assessments.carbon.matching import BY_THICKNESS, Proposal, Way, way_to
from assessments.carbon.matching_text import read
from assessments.carbon.take_off import TakeOffLine
from assessments.carbon.units import KG_PER_T, Unit
from assessments.factor_libraries.choosing import lines_of
from assessments.factor_libraries.reading import library_for
from assessments.matching.models import MatchConfirmation
from assessments.matching.reading import acting_confirmations, digest_of_question
from assessments.models import Design
from rules.engine.schema import Edition

LETTERS_ONLY: Final = (
    0.2  # a score that likeness of letters reaches alone: nothing of the text was understood
)


class State(StrEnum):
    """How far the lines of a text are."""

    OPEN = "open"  # no factor, and nothing confirmed
    LOST = "lost"  # confirmed for a factor that is not to be had here
    KEY_UNKNOWN = "key-unknown"  # the file names a factor that is not to be had here
    CONFIRMED = "confirmed"
    EXACT = "exact"


_ORDER: Final = {state: place for place, state in enumerate(State)}
TO_DO: Final = frozenset({State.OPEN, State.LOST})


@dataclass(slots=True)
class _Gathered:
    question: Question
    material: str
    factor_key: str | None
    exact: bool
    lines: list[TakeOffLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one text and one class of unit.

    Args:
        digest: by what the text is confirmed.
        material: the text as the first line has it.
        unit: what the quantity is counted in; tonnes are counted as kilograms.
        quantity: of all its lines together [unit].
        lines: the lines themselves.
        factor_key: the factor that the file names for these lines.
        match: the factor its lines get.
        state: how far they are.
        confirmation: what acts for the text.
    """

    digest: str
    material: str
    unit: Unit
    quantity: float
    lines: tuple[TakeOffLine, ...]
    factor_key: str | None
    match: Match
    state: State
    confirmation: MatchConfirmation | None

    @property
    def thickness_mm(self) -> float | None:
        """The thickness that stands in the text [mm]."""
        return read(self.material).thickness_mm

    @property
    def weighed(self) -> bool:
        """Whether every line says its own mass or density, which may lead to any unit."""
        return all(line.mass_kg_per_unit or line.density_kg_per_m3 for line in self.lines)


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group with what is proposed for it, best first."""

    group: Group
    proposals: tuple[Proposal, ...]

    @property
    def is_ready(self) -> bool:
        return bool(self.proposals) and self.proposals[0].ready


@dataclass(frozen=True, slots=True)
class Materials:
    """The groups of a design, those with something to do first, and the factors they are matched with."""

    groups: tuple[Group, ...]
    library: FactorLibrary
    edition: Edition

    def shown(self, groups: Iterable[Group]) -> tuple[GroupShown, ...]:
        """Some groups with their proposals: each takes about 2 ms, so that only those looked at are asked."""
        return tuple(
            self.looked_at(group) if group.state in TO_DO else GroupShown(group, ()) for group in groups
        )

    def looked_at(self, group: Group) -> GroupShown:
        """One group with what is proposed for it, also where it has its factor: of each material the factor that would
        count, and none that cannot."""
        found: dict[str, Proposal] = {}
        for one in self.library.propose(group.material, group.unit):
            counts = self.counting(one.factor)
            if one.score > LETTERS_ONLY and counts is not None:
                found.setdefault(counts.key, _with_factor(one, counts, group))
        return GroupShown(group, tuple(found.values()))

    def counting(self, factor: Factor) -> Factor | None:
        """The factor that counts once this one is confirmed: the best kind of data for its material; None where none can."""
        counts = self.library.match("", factor.key, suggest=False).factor
        return counts if counts is not None and counts.module(PRODUCT) is not None else None

    def of_state(self, states: Iterable[State]) -> tuple[Group, ...]:
        wanted = frozenset(states)
        return tuple(group for group in self.groups if group.state in wanted)

    def get(self, digest: str) -> Group | None:
        """The group of a text that can be confirmed."""
        return next((one for one in self.groups if one.digest == digest and is_confirmable(one)), None)


def _with_factor(proposal: Proposal, factor: Factor, group: Group) -> Proposal:
    """A proposal for the factor that counts in the place of the proposed one."""
    if factor is proposal.factor:
        return proposal
    way = way_to(factor, group.unit, group.thickness_mm)
    thickness_mm = group.thickness_mm if way in BY_THICKNESS else None
    ready = proposal.ready and way is not Way.NONE
    return replace(proposal, factor=factor, ready=ready, way=way, thickness_mm=thickness_mm)


def is_confirmable(group: Group) -> bool:
    """What the file names by key or exact name is not for confirming: the line can choose for itself."""
    return group.state in (State.OPEN, State.LOST, State.CONFIRMED)


def materials_of(design: Design) -> Materials:
    """The lines of a design by text and class of unit, as they are matched now; two queries, however many groups."""
    edition = design.project.edition.loaded()
    library = library_for(design, edition)
    gathered = _gathered(lines_of(design), library)
    digests = [digest_of_question(one.question) for one in gathered]
    acting = acting_confirmations(design.project.organisation_id, digests)
    groups = [
        _group(one, digest, acting.get(digest), library)
        for one, digest in zip(gathered, digests, strict=True)
    ]
    ordered = sorted(groups, key=lambda one: (_ORDER[one.state], -len(one.lines)))
    return Materials(tuple(ordered), library, edition)


def _gathered(lines: Sequence[TakeOffLine], library: FactorLibrary) -> list[_Gathered]:
    exact: dict[tuple[str, str | None], bool] = {}
    found: dict[tuple[Question, str | None, bool], _Gathered] = {}
    for line in lines:
        named = (line.material, line.factor_key)
        if named not in exact:
            # no unit is asked, so that no confirmation answers
            exact[named] = library.match(*named, suggest=False).reason in (None, "factor-expired")
        question = question_of(line.material, line.unit)
        whole = (question, line.factor_key, exact[named])
        if whole not in found:
            found[whole] = _Gathered(question, line.material, line.factor_key, exact[named])
        found[whole].lines.append(line)
    return list(found.values())


def _group(
    one: _Gathered, digest: str, confirmation: MatchConfirmation | None, library: FactorLibrary
) -> Group:
    unit = Unit(one.question[1])
    match = library.match(one.material, one.factor_key, unit, suggest=False)
    named = one.exact or one.factor_key is not None
    return Group(
        digest=digest,
        material=one.material,
        unit=unit,
        quantity=math.fsum(_counted(line) for line in one.lines),
        lines=tuple(one.lines),
        factor_key=one.factor_key,
        match=match,
        state=_state(one, match, confirmation),
        confirmation=None if named else confirmation,
    )


def _state(one: _Gathered, match: Match, confirmation: MatchConfirmation | None) -> State:
    if one.exact:
        return State.EXACT
    if one.factor_key is not None:
        return State.KEY_UNKNOWN
    if match.confirmed is not None and match.factor is not None:
        return State.CONFIRMED
    return State.OPEN if confirmation is None else State.LOST


def _counted(line: TakeOffLine) -> float:
    """The quantity of a line [kg instead of t, else its own unit]."""
    return line.quantity * KG_PER_T if line.unit is Unit.T else line.quantity
