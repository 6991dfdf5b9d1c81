"""The units of the file in SI: what one of them is, or None where the file does not say."""

from __future__ import annotations

from typing import Any

from .text import attribute

LENGTH, AREA, VOLUME, MASS, DENSITY = "LENGTHUNIT", "AREAUNIT", "VOLUMEUNIT", "MASSUNIT", "MASSDENSITYUNIT"
_POWERS = {LENGTH: 1, AREA: 2, VOLUME: 3, MASS: 1}
_BASES = {LENGTH: "METRE", AREA: "SQUARE_METRE", VOLUME: "CUBIC_METRE", MASS: "GRAM"}
_PREFIXES = {
    **{"EXA": 18, "PETA": 15, "TERA": 12, "GIGA": 9, "MEGA": 6, "KILO": 3, "HECTO": 2, "DECA": 1},
    **{"DECI": -1, "CENTI": -2, "MILLI": -3, "MICRO": -6, "NANO": -9, "PICO": -12, "FEMTO": -15, "ATTO": -18},
}
_NESTED_MOST = 10


class Units:
    """Scales to metre, square metre, cubic metre, kilogram and kg/m3."""

    def __init__(self, model: Any) -> None:
        self._scales: dict[str, float] = {}
        for unit in _assigned(model):
            kind = attribute(unit, "UnitType")
            scale = scale_of(unit)
            if scale is not None and kind not in self._scales:
                self._scales[kind] = scale

    def of(self, kind: str, own: Any = None) -> float | None:
        """The scale of a quantity of this kind: by its own unit where it has one, else by the file's."""
        if own is None:
            return self._scales.get(kind)
        return scale_of(own) if attribute(own, "UnitType") == kind else None

    def to_json(self) -> dict[str, float | None]:
        return {kind: self._scales.get(kind) for kind in (LENGTH, AREA, VOLUME, MASS, DENSITY)}


def scale_of(unit: Any, depth: int = 0) -> float | None:
    """One of a unit in SI; None for a kind that is not measured here, or a unit that leads back to itself."""
    if depth > _NESTED_MOST:
        return None
    if unit.is_a("IfcSIUnit"):
        return _si_scale(unit)
    if unit.is_a("IfcConversionBasedUnit"):
        return _converted(unit, depth)
    if unit.is_a("IfcDerivedUnit"):
        return _derived(unit, depth)
    return None


def _si_scale(unit: Any) -> float | None:
    """The prefix belongs to the length: a cubic millimetre is a millionth of a millionth of a thousandth, 1e-9 m3."""
    kind, name = attribute(unit, "UnitType"), attribute(unit, "Name")
    if kind not in _POWERS or _BASES[kind] != name:
        return None
    power = _PREFIXES.get(attribute(unit, "Prefix"), 0) * _POWERS[kind]
    return float(f"1e{power - 3 if kind == MASS else power}")


def _converted(unit: Any, depth: int) -> float | None:
    """A unit defined by another: its factor times that one."""
    factor = attribute(unit, "ConversionFactor")
    value = attribute(attribute(factor, "ValueComponent"), "wrappedValue")
    base = attribute(factor, "UnitComponent")
    if not isinstance(value, int | float) or not value > 0 or base is None:
        return None
    scale = scale_of(base, depth + 1)
    return None if scale is None else float(value) * scale


def _derived(unit: Any, depth: int) -> float | None:
    """A product of powers, such as kg/m3."""
    if attribute(unit, "UnitType") != DENSITY:
        return None
    product = 1.0
    for element in attribute(unit, "Elements", ())[:_NESTED_MOST]:
        scale = scale_of(element.Unit, depth + 1)
        exponent = attribute(element, "Exponent")
        if scale is None or not isinstance(exponent, int) or abs(exponent) > _NESTED_MOST:
            return None
        product *= scale**exponent
    return product


def _assigned(model: Any) -> tuple[Any, ...]:
    for project in model.by_type("IfcProject"):
        assignment = attribute(project, "UnitsInContext")
        if assignment is not None:
            return tuple(attribute(assignment, "Units", ()))
    return ()
