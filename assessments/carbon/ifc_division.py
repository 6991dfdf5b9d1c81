"""How much of each material one element holds: by layers, by constituents, or all of one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from assessments.carbon.ifc_elements import PRODUCTS
from assessments.carbon.ifc_quantities import (
    AREA,
    COUNT,
    LENGTH,
    SECTION,
    VOLUME,
    WEIGHT,
    WIDTH,
    Amount,
    Stated,
    base_quantities,
)
from assessments.carbon.ifc_records import Element, MaterialItem
from assessments.carbon.units import Unit

NO_MATERIAL, NO_QUANTITY, NEITHER = "ifc-no-material", "ifc-no-quantity", "ifc-no-quantity-no-material"
AMBIGUOUS, NOT_DIVISIBLE, UNIT_UNKNOWN = (
    "ifc-quantity-ambiguous",
    "ifc-not-divisible",
    "ifc-unit-not-said",
)
_BY_MASS: Final[tuple[tuple[tuple[str, ...], Unit], ...]] = ((VOLUME, Unit.M3), (WEIGHT, Unit.KG))
_BY_NUMBER: Final[tuple[tuple[tuple[str, ...], Unit], ...]] = ((LENGTH, Unit.M), (COUNT, Unit.PIECE))
_SHARES_SLACK: Final = 0.01
_THICKNESS_SLACK: Final = 0.01
_OVERALL_SLACK: Final = 1.01
_NAME_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Share:
    """So much of one material [unit], and how it was worked out, in the words of the model."""

    material: str
    quantity: float
    unit: Unit
    how: str
    density_kg_per_m3: float | None = None


@dataclass(frozen=True, slots=True)
class Division:
    """What an element holds; without shares `reason` says why. `air`: layers to which the model gives no material."""

    shares: tuple[Share, ...]
    reason: str | None = None
    notes: tuple[str, ...] = ()
    air: int = 0
    used: tuple[str, ...] = field(default=())  # names of the quantities that entered


def divide(element: Element, name: str) -> Division:
    """The shares of an element that a take-off calls `name`; nothing is shared out that the model does not say."""
    stated = Stated(element)
    if name in PRODUCTS:
        return _closed(_product(element, stated, name), element, stated)
    named = [item for item in element.items if item.material]
    if not named:
        amount = _whole(stated, None)
        return _closed(Division((), NO_MATERIAL if amount else NEITHER), element, stated)
    by_parts = _by_parts(element, stated, named)
    if by_parts is not None:
        return _closed(by_parts, element, stated)
    if len(element.items) == 1:
        return _closed(_single(stated, named[0]), element, stated)
    if element.form == "layers":
        return _closed(_layers(element.items, stated), element, stated)
    return _closed(_constituents(element, named, stated), element, stated)


def _closed(division: Division, element: Element, stated: Stated) -> Division:
    """With what was decided on the way; a quantity that could not be read is said as such."""
    reason = division.reason
    if reason in (NO_QUANTITY, NEITHER):
        if AMBIGUOUS in stated.notes:
            reason = AMBIGUOUS
        elif any(one.value is None for one in base_quantities(element.quantities)):
            reason = UNIT_UNKNOWN
    notes = tuple(note for note in stated.notes if note != reason)
    return replace(division, reason=reason, notes=(*division.notes, *notes))


def _product(element: Element, stated: Stated, name: str) -> Division:
    """A window or door by its area; where no material is named, its type stands for what is bought."""
    area, note = _opening_area(element, stated)
    if area is None:
        return Division((), NO_QUANTITY)
    materials = list(dict.fromkeys(item.material for item in element.items if item.material))
    notes = [note] if note else []
    if not materials:
        notes.append("ifc-product-by-type")
    text = " + ".join(materials)[:_NAME_MOST] or element.type_name or name
    return Division(
        (Share(text, area.value, Unit.M2, _told(area, Unit.M2)),), None, tuple(notes), used=(area.name,)
    )


def _opening_area(element: Element, stated: Stated) -> tuple[Amount | None, str | None]:
    """The stated area, else overall width times overall height, which the element itself has."""
    area = stated.first(AREA)
    sides = (element.width_m, element.height_m)
    overall = math.prod(side for side in sides if side) if all(sides) else None
    if area is not None:
        too_large = overall is not None and area.value > overall * _OVERALL_SLACK
        return area, "ifc-area-larger-than-sides" if too_large else None
    if overall is None or overall <= 0:
        return None, None
    return Amount(overall, "OverallWidth × OverallHeight"), None


def _single(stated: Stated, item: MaterialItem) -> Division:
    """All of one material: by volume, else by what comes nearest to its mass."""
    found = _whole(stated, item.thickness_m)
    if found is None:
        return Division((), NO_QUANTITY)
    amount, unit = found
    share = Share(item.material or "", amount.value, unit, _told(amount, unit), item.density_kg_per_m3)
    return Division((share,), used=_names(amount))


def _whole(stated: Stated, thickness_m: float | None) -> tuple[Amount, Unit] | None:
    """How much there is of an element as a whole, volume before weight before area before length before number."""
    for names, unit in _BY_MASS:
        amount = stated.first(names)
        if amount is not None:
            return amount, unit
    made = _product_of(stated, (SECTION, LENGTH))
    if made is not None:
        return made, Unit.M3
    area = stated.first(AREA)
    if area is not None and thickness_m:
        return Amount(area.value * thickness_m, f"{area.name} × {_plain(thickness_m)} m"), Unit.M3
    if area is not None:
        return area, Unit.M2
    for names, unit in _BY_NUMBER:
        amount = stated.first(names)
        if amount is not None:
            return amount, unit
    return None


def _product_of(stated: Stated, factors: Sequence[Sequence[str]]) -> Amount | None:
    amounts = [stated.first(names) for names in factors]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return None
    return Amount(math.prod(one.value for one in known), " × ".join(one.name for one in known))


def _layers(items: Sequence[MaterialItem], stated: Stated) -> Division:
    """Each layer's share of the thickness, times the volume; without a volume its thickness times the area."""
    thicknesses = [item.thickness_m for item in items]
    known = [thickness for thickness in thicknesses if thickness is not None and thickness >= 0]
    total_m = math.fsum(known)
    if len(known) < len(items) or total_m <= 0:
        return Division((), NOT_DIVISIBLE)
    volume = stated.first(VOLUME)
    base = volume or stated.first(AREA)
    if base is None:
        return Division((), NO_QUANTITY)
    notes = _thickness_note(stated, total_m)
    shares = []
    for item, thickness in zip(items, known, strict=True):
        if item.material and thickness > 0:
            factor = thickness / total_m if volume is not None else thickness
            how = f"{base.name} × {_plain(thickness)}" + (
                f"/{_plain(total_m)}" if volume is not None else " m"
            )
            shares.append(Share(item.material, base.value * factor, Unit.M3, how, item.density_kg_per_m3))
    if not shares:  # only what has no material has a thickness
        return Division((), NOT_DIVISIBLE)
    air = sum(not item.material for item in items)
    return Division(tuple(shares), None, notes, air, _names(base))


def _thickness_note(stated: Stated, total_m: float) -> tuple[str, ...]:
    width = stated.first(WIDTH)
    if width is None or abs(width.value - total_m) <= _THICKNESS_SLACK * total_m:
        return ()
    return ("ifc-thickness-differs",)


def _constituents(element: Element, named: Sequence[MaterialItem], stated: Stated) -> Division:
    """By the fractions that the model gives; a list without any, or with several profiles, cannot be shared out."""
    fractions = [item.fraction for item in element.items]
    known = [fraction for fraction in fractions if fraction is not None and fraction >= 0]
    divisible = len(known) == len(fractions) and len(named) == len(fractions)
    if not divisible or abs(math.fsum(known) - 1.0) > _SHARES_SLACK:
        return Division((), NOT_DIVISIBLE if _whole(stated, None) else NO_QUANTITY)
    for names, unit in _BY_MASS:
        amount = stated.first(names)
        if amount is not None:
            shares = tuple(_fraction_of(item, amount, unit) for item in named if item.fraction)
            return Division(shares, used=_names(amount))
    return Division((), NO_QUANTITY)


def _fraction_of(item: MaterialItem, amount: Amount, unit: Unit) -> Share:
    fraction = item.fraction or 0.0
    how = f"{amount.name} × {_plain(fraction)}"
    return Share(item.material or "", amount.value * fraction, unit, how, item.density_kg_per_m3)


def _by_parts(element: Element, stated: Stated, named: Sequence[MaterialItem]) -> Division | None:
    """Where the model states quantities part by part, these; None unless every named part has one of its own."""
    shares: list[Share] = []
    used: list[str] = []
    parts = list(_parts(element))
    for item in named:
        part = next((one for one in parts if one in (item.name, item.material)), None)
        found = _part_amount(element, part, stated) if part is not None else None
        if part is None or found is None:
            return None
        amount, unit = found
        parts.remove(part)
        used.append(amount.name)
        told = f"{part}: {_told(amount, unit)}"
        shares.append(Share(item.material or "", amount.value, unit, told, item.density_kg_per_m3))
    return Division(tuple(shares), air=len(element.items) - len(named), used=tuple(used))


def _part_amount(element: Element, part: str, stated: Stated) -> tuple[Amount, Unit] | None:
    own = Stated(element, part, stated.notes)
    for names, unit in _BY_MASS:
        amount = own.first(names)
        if amount is not None:
            return amount, unit
    return None


def _parts(element: Element) -> Iterable[str]:
    return dict.fromkeys(one.part for one in element.quantities if one.part is not None)


def _names(amount: Amount) -> tuple[str, ...]:
    return tuple(name for name in amount.name.split(" × ") if name[0].isalpha())


def _told(amount: Amount, unit: Unit) -> str:
    return f"{amount.name} = {_plain(amount.value)} {unit}"


def _plain(value: float) -> str:
    return f"{value:.6g}"
