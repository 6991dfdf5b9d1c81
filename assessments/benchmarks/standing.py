"""Where a building stands: its percentile among buildings of its use, and how they differ from it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from assessments.benchmarks.collections import Collection, collections
from assessments.carbon.whole_life import UPFRONT, WholeLife
from standard_site.lib.localised import Localised, Phrasebook

PHRASES: Final = Phrasebook(Path(__file__).with_name("phrases.toml"))
LEAST: Final = 10
"""A percentile among fewer buildings says nothing and is not given."""

PERIOD_YR: Final = 60
COMPARED: Final = ("A1-A3", "A4", "B4", "B5", "C2", "C3", "C4")
"""The modules that the assessments of North America hold."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A building among the others of its use.

    Args:
        collection: key of the collection.
        name: what the collection is.
        unit: unit of all values.
        use: the collection's own word for the use; None where it has none.
        value: this building's own.
        others: the values of the others, rising.
        percentile: share of the others below it, those equal to it by half [%]; None where it is not given.
        middle: median of the others.
        why_not: why there is no percentile.
        differences: how the others differ in boundary, area, region and vintage.
    """

    collection: str
    name: Localised
    unit: str
    use: str | None
    value: float | None
    others: tuple[float, ...]
    percentile: float | None
    middle: float | None
    why_not: Localised | None
    differences: tuple[Localised, ...]


def comparable(
    life: WholeLife | None, gia_m2: float | None, energy_kwh_per_m2_yr: float | None
) -> dict[str, float | None]:
    """The building's own values by what the collections compare.

    Args:
        life: its whole life over `PERIOD_YR` years.
        gia_m2: gross internal area [m2].
        energy_kwh_per_m2_yr: simulated energy of a year [kWh/(m2·yr)].

    Raises:
        ValueError: the whole life was worked out over other years.
    """
    if life is not None and life.period_yr != PERIOD_YR:
        raise ValueError(f"the others were assessed over {PERIOD_YR} years, not {life.period_yr}")
    embodied = life.sum_over(COMPARED) if life is not None else None
    upfront = life.sum_over(UPFRONT) if life is not None else None
    return {
        "embodied": _by_area(embodied, gia_m2),
        "upfront": _by_area(upfront, gia_m2),
        "energy": energy_kwh_per_m2_yr,
    }


def standings(typology: str, values: Mapping[str, float | None]) -> tuple[Standing, ...]:
    """Where a building stands in every collection.

    Args:
        typology: its use, as the edition names it.
        values: from `comparable`.
    """
    return tuple(_standing(one, one.uses.get(typology), values[one.metric]) for one in collections())


def percentile(value: float, others: tuple[float, ...]) -> float:
    """Share of rising values below a value, those equal to it by half [%]."""
    return 50 * (bisect_left(others, value) + bisect_right(others, value)) / len(others)


def _standing(collection: Collection, use: str | None, value: float | None) -> Standing:
    others = collection.values.get(use or "", ())
    why_not = _why_not(others, value)
    return Standing(
        collection=collection.key,
        name=PHRASES.say(collection.key, {}),
        unit=collection.unit,
        use=use,
        value=value,
        others=others,
        percentile=None if why_not or value is None else percentile(value, others),
        middle=median(others) if others else None,
        why_not=why_not,
        differences=tuple(PHRASES.say(code, {}) for code in collection.differences),
    )


def _why_not(others: tuple[float, ...], value: float | None) -> Localised | None:
    if not others:
        return PHRASES.say("no-group", {})
    if len(others) < LEAST:
        return PHRASES.say("too-few", {"count": len(others), "least": LEAST})
    return PHRASES.say("value-unknown", {}) if value is None else None


def _by_area(kgco2e: float | None, gia_m2: float | None) -> float | None:
    return kgco2e / gia_m2 if kgco2e is not None and gia_m2 else None
