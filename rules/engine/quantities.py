"""Units of measurement: the only door to pint, with a closed vocabulary of our own.

kgCO2 and kgCO2e are base dimensions, so neither adds to the other or to kilograms of material. A year is a
base dimension too: a year is counted (8,760 or 8,784 hours), never converted; so is a month. A temperature on
the Celsius scale (degC) is no temperature difference (K), and neither becomes the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import pint
from numpy.typing import NDArray

Amount = TypeVar("Amount", float, NDArray[np.float64])

_DEFINITIONS = """
metre = [length] = m
kilogram = [mass] = kg
hour = [time] = h
joule = [energy] = J
calendar_year = [calendar] = yr
person = [people]
piece = [pieces]
carbon_dioxide = [carbon_dioxide] = kgCO2
carbon_dioxide_equivalent = [carbon_dioxide_equivalent] = kgCO2e
temperature_difference = [temperature] = K
celsius_temperature = [celsius] = degC
calendar_month = [months] = month
night = [nights]
vehicle = [vehicles]
space = [spaces]
intersection = [intersections]
gram = 0.001 kg = g
tonne = 1000 kg = t
tCO2 = 1000 kgCO2
tCO2e = 1000 kgCO2e
gCO2 = 0.001 kgCO2
GtCO2 = 1000000000000 kgCO2
gCO2e = 0.001 kgCO2e
kilometre = 1000 m = km
millimetre = 0.001 m = mm
m2 = m * m
m3 = m * m * m
hectare = 10000 m2 = ha
km2 = 1000000 m2
mi2 = 2589988.110336 m2
litre = 0.001 m3 = L
MJ = 1000000 J
GJ = 1000000000 J
TJ = 1000000000000 J
kWh = 3600000 J
MWh = 1000 kWh
GWh = 1000000 kWh
watt = 0.001 kWh / h = W
day = 24 h
kW = 1000 W
percent = 0.01 = pct
"""

_REGISTRY: Any = pint.UnitRegistry(None, cache_folder=None)
_REGISTRY.load_definitions([line for line in _DEFINITIONS.splitlines() if line])
_LONGEST = 80  # characters; more would only be a burden on the reader of formulas
_SPELLING = re.compile(r"[A-Za-z0-9*/()]+")


class UnknownUnitError(ValueError):
    """A unit that the vocabulary does not hold."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its dimensions, its size in base units, and how it is written."""

    dimensions: tuple[tuple[str, float], ...]
    scale: float
    text: str

    def times(self, other: Unit) -> Unit:
        return _combined(self, other, 1)

    def per(self, other: Unit) -> Unit:
        return _combined(self, other, -1)

    def same_dimensions(self, other: Unit) -> bool:
        return self.dimensions == other.dimensions or REFUSED in (self, other)

    def same_size(self, other: Unit) -> bool:
        """Whether numbers in the two units can be added or compared as they stand."""
        if REFUSED in (self, other):
            return True
        return self.dimensions == other.dimensions and abs(self.scale / other.scale - 1) < 1e-12


@lru_cache(maxsize=512)
def parse_unit(text: str) -> Unit:
    """The unit a text such as `kgCO2e/m2` or `kWh/m2/yr` names; `1` and `%` are pure numbers.

    Raises `UnknownUnitError` for anything outside the vocabulary.
    """
    spelled = "pct" if text == "%" else text
    leading_number = spelled[:1].isdigit() and spelled != "1"
    if len(text) > _LONGEST or not _SPELLING.fullmatch(spelled) or "**" in spelled or leading_number:
        raise UnknownUnitError(text)
    try:
        quantity = _REGISTRY.Quantity(1.0, "" if spelled == "1" else spelled).to_base_units()
        scale = float(quantity.magnitude)
    except (
        pint.PintError,
        AttributeError,
        TypeError,
        ValueError,
        SyntaxError,
        AssertionError,
        ArithmeticError,
    ) as error:
        raise UnknownUnitError(text) from error
    dimensions = tuple(sorted((name, float(power)) for name, power in quantity.dimensionality.items()))
    return Unit(dimensions, scale, text)


# Stands where a unit was refused: it goes with every other, so that one mistake is said once. It has no spelling.
REFUSED = Unit((("refused", 1.0),), 1.0, "?")
ONE = parse_unit("1")


@lru_cache(maxsize=512)
def factor(from_unit: str, to_unit: str) -> float:
    """The number by which a value in `from_unit` is multiplied to be in `to_unit`; ValueError if they
    differ in kind."""
    source, target = parse_unit(from_unit), parse_unit(to_unit)
    if not source.same_dimensions(target):
        raise ValueError(f"{from_unit} cannot be turned into {to_unit}.")
    return 1.0 if source.same_size(target) else source.scale / target.scale


def convert(value: Amount, from_unit: str, to_unit: str) -> Amount:
    """A value, or each value of an array, in another unit of the same kind.

    Divides by whole factors, so 1,500 kg is exactly 1.5 t.
    """
    forward = factor(from_unit, to_unit)
    backward = factor(to_unit, from_unit)
    return value * forward if forward >= 1 else value / backward


def _combined(one: Unit, other: Unit, sign: int) -> Unit:
    if REFUSED in (one, other):
        return REFUSED
    powers = dict(one.dimensions)
    for name, power in other.dimensions:
        powers[name] = powers.get(name, 0.0) + sign * power
    dimensions = tuple(sorted((name, power) for name, power in powers.items() if power))
    text = f"{one.text}*{other.text}" if sign > 0 else f"{one.text}/({other.text})"
    # within bounds, so that no product of units runs over: what lies out there is no unit of anything
    return Unit(dimensions, min(max(one.scale * other.scale**sign, 1e-150), 1e150), text)
