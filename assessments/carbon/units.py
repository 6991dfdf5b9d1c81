"""The units a take-off counts in, and the mass behind a quantity."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
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


_CHINESE: Final = {
    "立方米": Unit.M3,
    "平方米": Unit.M2,
    "平米": Unit.M2,
    "米": Unit.M,
    "千克": Unit.KG,
    "公斤": Unit.KG,
    "吨": Unit.T,
    "件": Unit.PIECE,
    "个": Unit.PIECE,
    "樘": Unit.PIECE,
    "套": Unit.PIECE,
    "台": Unit.PIECE,
}


def to_unit(text: str) -> Unit | None:
    """The unit a cell names (`m³`, `M3` and 立方米 are `m3`), or None when it names no known one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in _CHINESE:
        return _CHINESE[plain]
    return next((unit for unit in Unit if unit.value == plain.casefold()), None)


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
