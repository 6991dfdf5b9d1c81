"""Carbon factors of materials and how a take-off line finds its own.

What the line names is found first, then the best factor for that material is taken (`factors_choice`).
Matching is exact: the factor key, else the name in either language, else what somebody confirmed for the text
(`confirmed`). Anything else stays unmatched and is answered with proposals (`matching`), because a wrong factor is worse
than a missing one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assessments.carbon.confirmed import Confirmations, Confirmed, question_of
from assessments.carbon.factor import Dataset, Factor, Kind
from assessments.carbon.factors_choice import Loser, Lost, choose, group_of
from assessments.carbon.factors_rows import factor_from_row
from assessments.carbon.matching import Matcher, Proposal
from assessments.carbon.units import Unit

__all__ = ["Dataset", "Factor", "FactorLibrary", "Kind", "Loser", "Match", "normalised_name"]

SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Match:
    """The factor found, or why none was (a finding code) and the keys of the nearest ones.

    `losers` are the other factors for the same material; `insisted` says that the line chose for itself; `confirmed` is
    what somebody confirmed for its text, where that led to the factor.
    """

    factor: Factor | None
    reason: str | None = None
    suggestions: tuple[str, ...] = ()
    losers: tuple[Loser, ...] = ()
    insisted: bool = False
    confirmed: Confirmed | None = None


class FactorLibrary:
    """The factors of one edition, and of the data sets that are brought beside it.

    Args:
        factors: all of them, with keys of their own.
        day: the day on which validity is judged; None where nothing expires.
        insisted: keys of factors that single lines insist on, by line id.
        confirmed: what was confirmed for the texts of lines.
    """

    def __init__(
        self,
        factors: Iterable[Factor],
        day: date | None = None,
        insisted: Mapping[str, str] | None = None,
        confirmed: Confirmations | None = None,
    ) -> None:
        self._by_key: dict[str, Factor] = {}
        self._by_name: dict[str, list[Factor]] = {}
        self._groups: dict[str, list[Factor]] = {}
        self._day = day
        self._insisted = dict(insisted or {})
        self._confirmed = confirmed or {}
        for factor in factors:
            self._add(factor)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> FactorLibrary:
        """From an edition's rows `key, name_en, name_zh, unit, kgco2e_per_unit, modules,
        density_kg_per_m3, waste_key, source, status` and the columns `factors_rows` knows besides; a row that cannot be
        read is an error of the edition (ValueError)."""
        return cls(factor_from_row(row) for row in rows)

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[Factor]:
        return iter(self._by_key.values())

    def get(self, key: str) -> Factor | None:
        """The factor of a key."""
        return self._by_key.get(key)

    def match(
        self,
        material: str,
        factor_key: str | None = None,
        unit: Unit | None = None,
        *,
        suggest: bool = True,
    ) -> Match:
        """The factor of a material: by key when one is given, else by its exact name in either language, else as confirmed
        for this text in this unit; then the best one for that material.

        Looking for near names takes time; `suggest=False` leaves it out.
        """
        named = self._named(material, factor_key, unit, suggest)
        if named.factor is None:
            return named
        best, losers = choose(named.factor, self._groups[group_of(named.factor)], self._day)
        if best is None:
            return Match(None, "factor-expired", (named.factor.key,))
        return Match(best, losers=losers, confirmed=named.confirmed)

    def match_line(
        self,
        line_id: str,
        material: str,
        factor_key: str | None = None,
        unit: Unit | None = None,
        *,
        suggest: bool = True,
    ) -> Match:
        """The factor of a line: the one it insists on, else the best for its material.

        A factor that is no longer there is not replaced by another in silence.
        """
        if line_id not in self._insisted:
            return self.match(material, factor_key, unit, suggest=suggest)
        insisted = self._by_key.get(self._insisted[line_id])
        if insisted is None:
            return Match(None, "factor-key-unknown", (self._insisted[line_id],), insisted=True)
        usual = self.match(material, factor_key, unit, suggest=False).factor
        losers = (Loser(usual, Lost.OVERRIDDEN),) if usual is not None and usual is not insisted else ()
        return Match(insisted, losers=losers, insisted=True)

    def propose(self, material: str, unit: Unit | None = None) -> tuple[Proposal, ...]:
        """The factors that a material's text may mean, best first; nothing of it counts before somebody confirms it."""
        return self._matcher.propose(material, unit, SUGGESTIONS)

    def insists(self, line_id: str) -> bool:
        """Whether a line chose its factor for itself."""
        return line_id in self._insisted

    def _named(self, material: str, factor_key: str | None, unit: Unit | None, suggest: bool) -> Match:
        """The factor that a key, a name or a confirmation names."""
        if factor_key is not None:
            found = self._by_key.get(factor_key)
            if found is None:
                return Match(None, "factor-key-unknown", self._nearest(factor_key) if suggest else ())
            return Match(found)
        named = self._by_name.get(normalised_name(material), [])
        if len({group_of(factor) for factor in named}) == 1:
            return Match(named[0])
        confirmed = self._confirmed_of(material, unit)
        if confirmed is not None:
            return confirmed
        if named:
            return Match(None, "material-name-ambiguous", tuple(factor.key for factor in named[:SUGGESTIONS]))
        return Match(None, "material-unmatched", self._nearest(material) if suggest else ())

    def _confirmed_of(self, material: str, unit: Unit | None) -> Match | None:
        """What was confirmed for a text; None where nothing was, or for a factor that these are without."""
        if not self._confirmed or unit is None:
            return None
        confirmed = self._confirmed.get(question_of(material, unit))
        factor = self._by_key.get(confirmed.factor_key) if confirmed is not None else None
        return Match(factor, confirmed=confirmed) if factor is not None else None

    def _add(self, factor: Factor) -> None:
        if factor.key in self._by_key:
            raise ValueError(f"factor {factor.key} comes twice")
        self._by_key[factor.key] = factor
        self._groups.setdefault(group_of(factor), []).append(factor)
        for name in {normalised_name(name) for name in factor.name.values()}:
            self._by_name.setdefault(name, []).append(factor)

    @cached_property
    def _matcher(self) -> Matcher:
        """Made when the first question is asked: a bill whose every line is matched asks none."""
        return Matcher(self)

    def _nearest(self, wanted: str) -> tuple[str, ...]:
        return tuple(one.factor.key for one in self.propose(wanted))


def normalised_name(name: str) -> str:
    """A name without case, width, blanks or punctuation: `Concrete C30` and `concrete-c30` are the same."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", plain)
