"""The columns of a take-off as choices among the headings of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.carbon.take_off import TableHead
from assessments.carbon.take_off_columns import SAYABLE, headings_understood
from assessments.take_off_headers.explaining import said_of
from assessments.take_off_headers.models import WaitingTakeOff


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One of our columns: its key, name, whether it is needed, and the heading chosen or read for it."""

    key: str
    name: str
    needed: bool
    chosen: str


def column_names() -> dict[str, str]:
    """Our columns as people call them."""
    return {
        "line_id": _("Line"),
        "element": _("Element"),
        "material": _("Material"),
        "quantity": _("Quantity"),
        "unit": _("Unit"),
        "volume": _("Volume"),
        "weight": _("Weight (mass)"),
        "area": _("Area"),
        "length": _("Length"),
        "count": _("Count"),
        "features": _("Features of the item"),
        "density_kg_per_m3": _("Density (kg/m³)"),
        "factor_key": _("Key of the factor"),
        "origin": _("Origin"),
        "legs": _("Transport legs"),
        "service_life_yr": _("Service life (years)"),
        "mass_kg_per_unit": _("Mass of one unit (kg)"),
        "source": _("Source"),
    }


def columns_shown(
    waiting: WaitingTakeOff, head: TableHead | None, chosen: Mapping[str, str] | None
) -> tuple[ColumnShown, ...]:
    """Every column that a heading may be said to mean, the needed ones first.

    What was chosen stays chosen; else the heading that our words or what is remembered give.
    """
    read = headings_understood(head.header, said_of(waiting, {})) if head is not None else {}
    known = chosen if chosen is not None else read
    names = column_names()
    needed = ("material", "quantity", "unit", "element")
    order = (*needed, *(key for key in SAYABLE if key not in needed))
    return tuple(ColumnShown(key, names[key], key in needed[:3], known.get(key, "")) for key in order)
