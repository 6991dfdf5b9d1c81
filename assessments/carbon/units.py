"""The units a take-off counts in, and the mass behind a quantity."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

KG_PER_T: Final = 1000.0


class Unit(StrEnum):
    """What a quantity is counted in."""

    M3 = "m3"
    M2 = "m2"
    M = "m"
    KG = "kg"
    T = "t"
    PIECE = "piece"


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit word says: so many [multiple] of one of our units."""

    unit: Unit
    multiple: float = 1.0


_TABLE: Final = tomllib.loads(Path(__file__).with_name("units.toml").read_text(encoding="utf-8"))
_MEASURES: Final = {unit.value: Measure(unit) for unit in Unit} | {
    word: Measure(Unit(key), multiple)
    for key, entry in _TABLE.items()
    for word, multiple in [*((word, 1.0) for word in entry["words"]), *entry["others"].items()]
}
_MULTIPLE: Final = re.compile(r"(10{1,4}|千|百|十|万)\s*(\D.*)")
_TENS: Final = {"十": 10.0, "百": 100.0, "千": 1000.0, "万": 10_000.0}


def to_measure(text: str) -> Measure | None:
    """What a unit word means (`m³`, `cu.m` and 立方米 are 1 m3, `100m2` is 100 m2, `cy` is 0.764554857984 m3); None when
    it is no known one."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    known = _MEASURES.get(plain)
    several = None if known else _MULTIPLE.fullmatch(plain)
    if several is None:
        return known
    one = _MEASURES.get(several[2])
    times = _TENS.get(several[1]) or float(several[1])
    return Measure(one.unit, times * one.multiple) if one else None


def to_unit(text: str) -> Unit | None:
    """The unit a cell names, one for one; None when it names no known one, or one that has to be converted."""
    measure = to_measure(text)
    return measure.unit if measure is not None and measure.multiple == 1.0 else None


def mass_kg(
    quantity: float, unit: Unit, density_kg_per_m3: float | None, mass_kg_per_unit: float | None
) -> float | None:
    """The mass of a quantity [kg], or None when nothing says it.

    Args:
        quantity: amount [unit].
        unit: what it is counted in.
        density_kg_per_m3: density [kg/m3]; serves volumes only.
        mass_kg_per_unit: declared mass of one unit [kg/unit]; serves whatever is not counted by mass.
    """
    if unit is Unit.KG:
        return quantity
    if unit is Unit.T:
        return quantity * KG_PER_T
    if mass_kg_per_unit is not None:
        return quantity * mass_kg_per_unit
    if unit is Unit.M3 and density_kg_per_m3 is not None:
        return quantity * density_kg_per_m3
    return None


def amount_in(
    wanted: Unit, quantity: float, unit: Unit, mass: float | None, density_kg_per_m3: float | None
) -> float | None:
    """A quantity expressed in another unit through its mass, or None when that cannot be done.

    Args:
        wanted: the unit asked for.
        quantity: amount [unit].
        unit: what it is counted in.
        mass: the mass of the quantity [kg], None when unknown.
        density_kg_per_m3: density [kg/m3], None when unknown.
    """
    if wanted is unit:
        return quantity
    if mass is None:
        return None
    if wanted is Unit.KG:
        return mass
    if wanted is Unit.T:
        return mass / KG_PER_T
    if wanted is Unit.M3 and density_kg_per_m3 is not None:
        return mass / density_kg_per_m3
    return None


def unit_text(unit: str) -> str:
    """A unit as it is printed: m³ for m3."""
    return unit.replace("m2", "m²").replace("m3", "m³")
