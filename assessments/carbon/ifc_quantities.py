"""Choosing among the quantities that a model states for one element."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from assessments.carbon.ifc_records import Element, Quantity

VOLUME: Final = ("NetVolume", "GrossVolume")
WEIGHT: Final = ("NetWeight", "GrossWeight")
AREA: Final = ("NetSideArea", "NetArea", "Area", "GrossSideArea", "GrossArea")
LENGTH: Final = ("Length",)
SECTION: Final = ("CrossSectionArea",)
WIDTH: Final = ("Width",)
COUNT: Final = ("Count",)
_SAME: Final = 1e-6  # relative: the same amount written twice
_SLACK: Final = 1.01  # a stated amount may exceed what its own sizes allow by rounding


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in the unit of its kind, and the quantity it was taken from."""

    value: float
    name: str


@dataclass(slots=True)
class Stated:
    """The base quantities of an element, or of one part of it; `notes` collects what had to be decided."""

    element: Element
    part: str | None = None
    notes: list[str] = field(default_factory=list)

    def first(self, names: Sequence[str]) -> Amount | None:
        """The first of these quantities that is known; None where none is, or its values contradict one another."""
        for name in names:
            values = self._values(name)
            if values:
                return self._one(name, values)
        return None

    def _values(self, name: str) -> list[float]:
        """The different amounts stated under one name; zero says nothing."""
        found: list[float] = []
        for quantity in base_quantities(self.element.quantities):
            value = quantity.value
            if quantity.name != name or quantity.part != self.part or value is None or value <= 0:
                continue
            if not any(abs(value - other) <= _SAME * max(value, other) for other in found):
                found.append(value)
        return found

    def _one(self, name: str, values: list[float]) -> Amount | None:
        if len(values) > 1:
            values = self._possible(name, values)
            self._note("ifc-quantity-contradicts" if len(values) == 1 else "ifc-quantity-ambiguous")
        if len(values) != 1:
            return None
        if name in VOLUME[1:] + WEIGHT[1:] + AREA[3:]:
            self._note("ifc-gross-quantity")
        return Amount(values[0], name)

    def _possible(self, name: str, values: list[float]) -> list[float]:
        """Those that fit into the element's own length, height and width, where the model states these."""
        sizes = [self._size(side) for side in ("Length", "Height", "Width")]
        wanted = sizes if name in VOLUME else sizes[:2]
        if name not in VOLUME + AREA or None in wanted:
            return values
        most = _SLACK
        for size in wanted:
            most *= size or 0.0
        return [value for value in values if value <= most]

    def _size(self, name: str) -> float | None:
        values = self._values(name)
        return values[0] if len(values) == 1 else None

    def _note(self, code: str) -> None:
        if code not in self.notes:
            self.notes.append(code)


def base_quantities(quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Those of the sets that the schema defines; any program may write others, with meanings of their own."""
    return tuple(one for one in quantities if _is_base(one.set_name or ""))


def _is_base(name: str) -> bool:
    return name == "BaseQuantities" or name.startswith("Qto_")
