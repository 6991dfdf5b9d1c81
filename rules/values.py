"""Values of the scorecard document as a person reads them: number with unit, yes or no, a list; missing is said to be so."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rules.engine.schema import Edition
from rules.naming import is_year, list_comma, name_of, year_text
from standard_site.lib.formats import is_known, number
from standard_site.lib.formats import unit as unit_text

COMPARISONS = {"at_most": "≤", "at_least": "≥", "less_than": "<", "more_than": ">", "equal_to": "="}


def value_text(value: Any, unit: str = "1") -> str:
    """A value at a glance, with about three digits that matter."""
    if isinstance(value, bool):
        return pgettext("value", "yes") if value else pgettext("value", "no")
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return list_comma().join(value_text(item, unit) for item in value) if value else _("none")
    return _with_unit(number(value), value, unit)


def named_text(edition: Edition, key: str, value: Any, unit: str = "1") -> str:
    """A named value to check a sum by: names for keys, years plain, numbers to three decimals."""
    if isinstance(value, str):
        return name_of(edition, key, value)
    if isinstance(value, Sequence):
        return list_comma().join(named_text(edition, key, item, unit) for item in value) or _("none")
    if is_known(value) and is_year(key, unit):
        return year_text(value)
    return exact_text(value, unit)


def exact_text(value: Any, unit: str = "1") -> str:
    """A number to check a sum by: three decimals, four digits below one, no zeros at the end."""
    if isinstance(value, bool | str) or not is_known(value):
        return value_text(value, unit)
    rounded = Decimal(f"{value:.3f}" if abs(value) >= 1 else f"{value:.4g}").normalize()
    exponent = rounded.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return _with_unit(number(value, decimals), value, unit)


def _with_unit(shown: str, value: Any, unit: str) -> str:
    units = unit_text(unit or "1")
    return f"{shown}\N{NO-BREAK SPACE}{units}" if units and is_known(value) else shown
