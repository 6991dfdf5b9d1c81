"""Carbon factors of materials and how a take-off line finds its own.

Matching in this release is exact: the factor key, else the name in either language. Anything else stays
unmatched and is answered with the nearest names, because a wrong factor is worse than a missing one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest

from assessments.carbon.rows import active, number_or_none, text, text_or_none
from assessments.carbon.units import Unit, to_unit

SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Factor:
    """The carbon of one unit of a material.

    Args:
        key: stable name of the factor.
        name: its name by language, `en` and `zh-hans`.
        unit: what one unit is.
        kgco2e_per_unit: carbon of one unit [kgCO2e/unit]; None when the source has no value.
        modules: life-cycle modules the value holds, as `A1-A3`.
        density_kg_per_m3: density [kg/m3].
        waste_key: row of the edition's site-waste table.
        source: key of the source in the edition.
        source_status: how well the source was checked.
        usable: False for a row the edition shows but does not count.
    """

    key: str
    name: Mapping[str, str]
    unit: Unit
    kgco2e_per_unit: float | None
    modules: frozenset[str]
    density_kg_per_m3: float | None
    waste_key: str | None
    source: str
    source_status: str
    usable: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """The factor found, or why none was (a finding code) and the keys of the nearest ones."""

    factor: Factor | None
    reason: str | None = None
    suggestions: tuple[str, ...] = ()


class FactorLibrary:
    """The factors of one edition."""

    def __init__(self, factors: Iterable[Factor]) -> None:
        self._by_key: dict[str, Factor] = {}
        self._by_name: dict[str, list[Factor]] = {}
        for factor in factors:
            self._add(factor)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]]) -> FactorLibrary:
        """From an edition's rows `key, name_en, name_zh, unit, kgco2e_per_unit, modules,
        density_kg_per_m3, waste_key, source, status`; a row that cannot be read is an error of the
        edition (ValueError)."""
        return cls(_factor(row) for row in rows)

    def __len__(self) -> int:
        return len(self._by_key)

    def match(self, material: str, factor_key: str | None = None, *, suggest: bool = True) -> Match:
        """The factor of a material: by key when one is given, else by its exact name in either language.

        Looking for near names takes time; `suggest=False` leaves it out.
        """
        if factor_key is not None:
            found = self._by_key.get(factor_key)
            if found is None:
                return Match(None, "factor-key-unknown", self._nearest(factor_key) if suggest else ())
            return Match(found)
        named = self._by_name.get(normalised_name(material), [])
        if len(named) == 1:
            return Match(named[0])
        if named:
            return Match(None, "material-name-ambiguous", tuple(factor.key for factor in named[:SUGGESTIONS]))
        return Match(None, "material-unmatched", self._nearest(material) if suggest else ())

    def _add(self, factor: Factor) -> None:
        if factor.key in self._by_key:
            raise ValueError(f"factor {factor.key} comes twice")
        self._by_key[factor.key] = factor
        for name in {normalised_name(name) for name in factor.name.values()}:
            self._by_name.setdefault(name, []).append(factor)

    def _nearest(self, wanted: str) -> tuple[str, ...]:
        plain = normalised_name(wanted)
        scored = (
            (max(_likeness(plain, name) for name in _names(factor)), factor.key)
            for factor in self._by_key.values()
        )
        return tuple(key for _, key in nlargest(SUGGESTIONS, scored))


def normalised_name(name: str) -> str:
    """A name without case, width, blanks or punctuation: `Concrete C30` and `concrete-c30` are the same."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", plain)


def _names(factor: Factor) -> tuple[str, ...]:
    return (normalised_name(factor.key), *(normalised_name(name) for name in factor.name.values()))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _factor(row: Mapping[str, object]) -> Factor:
    unit = to_unit(text(row, "unit"))
    if unit is None:
        raise ValueError(f"factor {row.get('key')}: unit {row.get('unit')!r} is not known")
    modules = frozenset(re.findall(r"[A-D]\d(?:\.\d)?(?:-[A-D]\d)?", text(row, "modules")))
    if not modules:
        raise ValueError(f"factor {row.get('key')}: modules {row.get('modules')!r} name none")
    return Factor(
        key=text(row, "key"),
        name={"en": text(row, "name_en"), "zh-hans": text(row, "name_zh")},
        unit=unit,
        kgco2e_per_unit=number_or_none(row, "kgco2e_per_unit"),
        modules=modules,
        density_kg_per_m3=number_or_none(row, "density_kg_per_m3"),
        waste_key=text_or_none(row, "waste_key"),
        source=text(row, "source"),
        source_status=text(row, "status"),
        usable=active(row),
    )
