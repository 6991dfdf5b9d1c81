"""Proposing factors for the free text of a bill, in English and Chinese.

A proposal is never counted by itself: a line stays unmatched until somebody confirms the factor. How sure a proposal is
and how its figures were reached is in docs/matching.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz

from assessments.carbon.factor import PRODUCT, Factor
from assessments.carbon.factors_choice import group_of
from assessments.carbon.matching_text import ALIASES, GROUP_OF, Reading, plain_text, read
from assessments.carbon.units import Unit

_WEIGHTS: Final = {"substance": 3.0, "form": 2.0}
_OTHER_WEIGHT: Final = 1.0
_WEIGHT_OF: Final = {idea: _WEIGHTS.get(group, _OTHER_WEIGHT) for idea, group in GROUP_OF.items()}
_SAID_ONLY_BY_FACTOR: Final = 0.4  # a bill says less than a factor's name
_CONFLICT: Final = 0.4
_OTHER_CLASS: Final = 0.5
_LETTERS: Final = 0.2  # share of the score that likeness of letters has beside ideas
_READY: Final = 0.75
_MASS: Final = frozenset({Unit.KG, Unit.T})


class Way(StrEnum):
    """How a line's unit leads to a factor's."""

    SAME = "same-unit"
    MASS = "kg-and-t"
    THICKNESS = "thickness"
    DENSITY = "density"
    THICKNESS_AND_DENSITY = "thickness-and-density"
    MASS_PER_UNIT = "mass-per-unit"
    NONE = "none"


BY_THICKNESS: Final = frozenset({Way.THICKNESS, Way.THICKNESS_AND_DENSITY})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A factor that a text may mean.

    Args:
        factor: the factor.
        score: how well the text fits it, 0 to 1.
        ready: whether it is sure enough to be confirmed as it stands; otherwise it is a suggestion only.
        way: how the line's unit leads to the factor's; `none` where nothing known does.
        thickness_mm: the thickness read from the text, where the way needs it [mm].
    """

    factor: Factor
    score: float
    ready: bool
    way: Way
    thickness_mm: float | None


@dataclass(frozen=True, slots=True)
class _Known:
    factor: Factor
    ideas: frozenset[str]
    weight: float
    cube_mpa: int | None
    names: tuple[str, ...]


_Near = tuple[_Known, float, float]  # a factor, its score by ideas and what contradictions leave of it


class Matcher:
    """An index over factors that answers what a text may mean."""

    def __init__(self, factors: Iterable[Factor]) -> None:
        self._known = [_known(factor) for factor in factors]
        self._by_idea: dict[str, list[int]] = {}
        for place, known in enumerate(self._known):
            for idea in known.ideas:
                self._by_idea.setdefault(idea, []).append(place)

    def propose(self, text: str, unit: Unit | None = None, most: int = 5) -> tuple[Proposal, ...]:
        """The factors a text may mean, best first; with the line's unit each says how that leads to its own.

        At most the first may be ready: sure by its words, clear of the next one, and reachable by unit.
        """
        said = read(text)
        near = self._near(said)
        scored = [
            (_with_letters(said, known, ideas, share), known) for known, ideas, share in _worth(near, most)
        ]
        ranked = sorted(scored, key=lambda one: (-one[0], one[1].factor.kind.rank, one[1].factor.key))
        sure = bool(ranked) and _is_sure(said, *ranked[0], [known for known, _, _ in near])
        return tuple(
            _proposal(known, score, sure and place == 0, said, unit)
            for place, (score, known) in enumerate(ranked[:most])
        )

    def _near(self, said: Reading) -> list[_Near]:
        """Every factor that shares an idea with the text; all of them where none does."""
        places = {place for idea in said.ideas for place in self._by_idea.get(idea, ())}
        chosen = (self._known[place] for place in sorted(places)) if places else self._known
        return [(known, *_by_ideas(said, known)) for known in chosen]


def way_to(factor: Factor, unit: Unit, thickness_mm: float | None = None) -> Way:
    """How an amount in a line's unit becomes one in the factor's unit, by what text and factor say."""
    if unit is factor.unit:
        return Way.SAME
    if {unit, factor.unit} <= _MASS:
        return Way.MASS
    dense = factor.density_kg_per_m3 is not None
    pairs = {
        (Unit.M2, Unit.M3): Way.THICKNESS if thickness_mm else Way.NONE,
        (Unit.M3, Unit.KG): Way.DENSITY if dense else Way.NONE,
        (Unit.KG, Unit.M3): Way.DENSITY if dense else Way.NONE,
        (Unit.M2, Unit.KG): Way.THICKNESS_AND_DENSITY if thickness_mm and dense else Way.NONE,
    }
    way = pairs.get((_as_kg(unit), _as_kg(factor.unit)), Way.NONE)
    return Way.MASS_PER_UNIT if way is Way.NONE and unit in _MASS and factor.mass_kg_per_unit else way


def _as_kg(unit: Unit) -> Unit:
    return Unit.KG if unit in _MASS else unit


def _known(factor: Factor) -> _Known:
    names = tuple(dict.fromkeys(plain_text(name) for name in factor.name.values()))
    readings = [read(text) for text in (factor.key, *names, *ALIASES.get(factor.key, ()))]
    cubes = {one.cube_mpa for one in readings if one.cube_mpa is not None}
    ideas = frozenset[str]().union(*(one.ideas for one in readings))
    return _Known(factor, ideas, _weight(ideas), cubes.pop() if len(cubes) == 1 else None, names)


def _by_ideas(said: Reading, known: _Known) -> tuple[float, float]:
    """Shared ideas against those that only one side has [0–1], and the share that contradictions leave of it."""
    shared = _weight(said.ideas & known.ideas)
    only_text, only_factor = _weight(said.ideas) - shared, known.weight - shared
    whole = shared + only_text + _SAID_ONLY_BY_FACTOR * only_factor
    left = _OTHER_CLASS if said.cube_mpa is not None and said.cube_mpa != known.cube_mpa else 1.0
    left *= _CONFLICT ** len(_conflicts(said.ideas, known.ideas))
    return (shared / whole if whole else 0.0), left


def _worth(near: list[_Near], most: int) -> list[_Near]:
    """Those that likeness of letters can still bring among the first: the rest need not be compared letter by letter."""
    if len(near) <= most:
        return near
    least = sorted(((1 - _LETTERS) * ideas * left for _, ideas, left in near), reverse=True)[most - 1]
    return [one for one in near if ((1 - _LETTERS) * one[1] + _LETTERS) * one[2] >= least]


def _with_letters(said: Reading, known: _Known, ideas: float, left: float) -> float:
    letters = max((fuzz.token_set_ratio(said.plain, name) for name in known.names), default=0.0) / 100
    return ((1 - _LETTERS) * ideas + _LETTERS * letters) * left


def _weight(ideas: Iterable[str]) -> float:
    return sum(_WEIGHT_OF.get(idea, _OTHER_WEIGHT) for idea in ideas)


def _conflicts(one: frozenset[str], other: frozenset[str]) -> set[str]:
    """The groups in which both say something and nothing alike."""
    return (_groups(one - other) & _groups(other - one)) - _groups(one & other)


def _groups(ideas: Iterable[str]) -> set[str]:
    return {GROUP_OF[idea] for idea in ideas if idea in GROUP_OF}


def _is_sure(said: Reading, score: float, first: _Known, near: list[_Known]) -> bool:
    """Whether the first needs no second look: every word of the text is known, the factor is all that they say in the same
    class, and no other is that too.

    Likeness of letters never decides between two factors of the same ideas.
    """
    if not said.understood or not said.ideas or score < _READY or not _fits(said, first):
        return False
    return not any(_rivals(said, first, other) for other in near if other is not first)


def _fits(said: Reading, known: _Known) -> bool:
    return said.ideas <= known.ideas and said.cube_mpa == known.cube_mpa


def _rivals(said: Reading, first: _Known, other: _Known) -> bool:
    """Whether another factor is as much what the text says; one that is exactly that has rivals of its own kind only.

    Factors of one material are no rivals: which of them counts is settled by their kind, not by words.
    """
    if group_of(first.factor) == group_of(other.factor):
        return False
    return _fits(said, other) and (first.ideas != said.ideas or other.ideas == said.ideas)


def _proposal(known: _Known, score: float, sure: bool, said: Reading, unit: Unit | None) -> Proposal:
    way = way_to(known.factor, unit, said.thickness_mm) if unit is not None else Way.NONE
    usable = known.factor.module(PRODUCT) is not None
    thickness = said.thickness_mm if way in BY_THICKNESS else None
    return Proposal(known.factor, score, sure and usable and way is not Way.NONE, way, thickness)
