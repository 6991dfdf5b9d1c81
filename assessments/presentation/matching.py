"""The texts of a take-off as the page of materials shows them: how far they are, and the factors that may be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from django.utils.translation import gettext_lazy as _

from assessments.carbon.factor import PRODUCT, Factor
from assessments.carbon.matching import Proposal, Way, way_to
from assessments.carbon.units import Unit
from assessments.forms.matching import Sent
from assessments.matching.groups import TO_DO, Group, GroupShown, Materials, State, is_confirmable
from assessments.presentation.factors import FactorQuery, FactorShown, factor_shown
from rules.engine.schema import Edition

MOST_FOUND: Final = 50
STATES: Mapping[State, object] = {
    State.OPEN: _("No factor yet"),
    State.LOST: _("The confirmed factor is not to be had here"),
    State.KEY_UNKNOWN: _("The file names a factor that is not to be had here"),
    State.CONFIRMED: _("Confirmed"),
    State.EXACT: _("Named exactly"),
}
WAYS: Mapping[Way, object] = {
    Way.SAME: _("same unit"),
    Way.MASS: _("kilograms and tonnes"),
    Way.THICKNESS: _("by the thickness"),
    Way.DENSITY: _("by the density of the factor"),
    Way.THICKNESS_AND_DENSITY: _("by the thickness and the density of the factor"),
    Way.MASS_PER_UNIT: _("by the factor's mass per unit"),
}
NO_WAY = _("nothing leads from the line's unit to this one")
NEEDS_THICKNESS = _("needs a thickness")
OWN_MASS = _("by the mass or density of the lines")


@dataclass(frozen=True, slots=True)
class Choice:
    """A factor that may be chosen for a text.

    Args:
        shown: the factor.
        a1_a3: what counts of A1–A3 [kgCO2e/unit].
        way: in words, how the line's unit leads to the factor's.
        open: whether it can be chosen at all.
        chosen: whether it is chosen as the page is made.
        score: how well the text fits it, 0 to 1; None where it was looked up.
        ready: whether it can be confirmed as it stands.
        source: the title of its source.
        instead: the factor that would count in its place, better data for the same material; None where it counts itself.
    """

    shown: FactorShown
    a1_a3: float | None
    way: object
    open: bool
    chosen: bool
    score: float | None
    ready: bool
    source: str
    instead: Factor | None


@dataclass(frozen=True, slots=True)
class Row:
    """One text of the take-off."""

    group: Group
    state: object
    choices: tuple[Choice, ...]
    ready: bool
    ticked: bool
    thickness: str
    taken: FactorShown | None
    own: int

    @property
    def confirmable(self) -> bool:
        return is_confirmable(self.group)

    @property
    def to_do(self) -> bool:
        return self.group.state in TO_DO

    @property
    def is_chosen_among_others(self) -> bool:
        """Whether the chosen one is not the first, so that it must not be folded away."""
        return any(choice.chosen for choice in self.choices[1:])

    @property
    def has_thickness(self) -> bool:
        """Whether a thickness can lead anywhere: from square metres."""
        return self.group.unit is Unit.M2


def rows_of(materials: Materials, groups: Iterable[Group], sent: Sent) -> list[Row]:
    """Some groups as the page shows them, with what was sent still in the fields."""
    return [_row(one, materials, sent) for one in materials.shown(groups)]


def row_of(materials: Materials, group: Group) -> Row:
    return _row(materials.looked_at(group), materials, Sent())


def looked_up(materials: Materials, group: Group, words: str) -> list[Choice]:
    """The factors that words find among all that can be had, those that count only."""
    query = FactorQuery(words)
    found = (one for one in materials.library if query.matches(one))
    pairs = ((one, counts) for one in found if (counts := materials.counting(one)) is not None)
    return [_looked_up(materials, one, counts, group) for one, counts in islice(pairs, MOST_FOUND)]


def _looked_up(materials: Materials, factor: Factor, counts: Factor, group: Group) -> Choice:
    choice = _choice(materials, factor, group)
    return choice if counts is factor else replace(choice, instead=counts)


def _row(one: GroupShown, materials: Materials, sent: Sent) -> Row:
    group = one.group
    chosen = sent.factors.get(group.digest)
    written = sent.thicknesses.get(group.digest)
    factor = group.match.factor
    return Row(
        group=group,
        state=STATES[group.state],
        choices=tuple(
            _choice(materials, proposal.factor, group, proposal, chosen) for proposal in one.proposals
        ),
        ready=one.is_ready,
        ticked=group.digest in sent.texts,
        thickness=_thickness(group) if written is None else written,
        taken=factor_shown(factor) if factor is not None else None,
        own=sum(materials.library.insists(line.line_id) for line in group.lines),
    )


def _choice(
    materials: Materials,
    factor: Factor,
    group: Group,
    proposal: Proposal | None = None,
    chosen: str | None = None,
) -> Choice:
    ready = proposal is not None and proposal.ready
    words, is_open = _way(factor, group)
    return Choice(
        shown=factor_shown(factor),
        a1_a3=factor.module(PRODUCT),
        way=words,
        open=is_open and factor.module(PRODUCT) is not None,
        chosen=ready if chosen is None else chosen == factor.key,
        score=proposal.score if proposal is not None else None,
        ready=ready,
        source=_source(factor, materials.edition),
        instead=None,
    )


def _source(factor: Factor, edition: Edition) -> str:
    """The title of a factor's source, or what a brought declaration names as its own."""
    source = edition.sources.get(factor.source)
    return source.title if source is not None else factor.source


def _way(factor: Factor, group: Group) -> tuple[object, bool]:
    """In words how the units go together, and whether they can."""
    way = way_to(factor, group.unit, group.thickness_mm)
    if way is not Way.NONE:
        return WAYS[way], True
    if group.weighed:
        return OWN_MASS, True
    thin = group.unit is Unit.M2 and way_to(factor, group.unit, 1.0) is not Way.NONE
    return (NEEDS_THICKNESS, True) if thin else (NO_WAY, False)


def _thickness(group: Group) -> str:
    """What stands in the field of the thickness: what was confirmed, else what the text says [mm]."""
    confirmed = group.confirmation.thickness_mm if group.confirmation is not None else None
    thickness_mm = group.thickness_mm if confirmed is None else confirmed
    return "" if thickness_mm is None else f"{thickness_mm:g}"
