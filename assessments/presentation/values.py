"""Values of the scorecard document as a person reads them: number with unit, yes or no, a list; missing is said to be so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from standard_site.lib.formats import is_known, number
from standard_site.lib.formats import unit as unit_text

COMPARISONS = {"at_most": "≤", "at_least": "≥", "less_than": "<", "more_than": ">", "equal_to": "="}


def value_text(value: Any, unit: str = "1") -> str:
    if isinstance(value, bool):
        return pgettext("value", "yes") if value else pgettext("value", "no")
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return ", ".join(value_text(item, unit) for item in value) if value else _("none")
    shown = number(value)
    units = unit_text(unit or "1")
    return f"{shown}\N{NO-BREAK SPACE}{units}" if units and is_known(value) else shown
