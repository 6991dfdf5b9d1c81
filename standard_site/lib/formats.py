"""Numbers and moments as the reader's language writes them; what is not known is never shown as zero."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent, format_scientific
from django.utils import timezone
from django.utils.translation import get_language, gettext, to_locale

_LARGEST_WRITTEN_OUT = 1e15  # beyond that digits are noise, and Babel's decimals give up
_DAY_FORMATS = {"en": "d MMM y", "zh_Hans": "y年M月d日"}
_TIME_FORMATS = {"en": "d MMM y, HH:mm", "zh_Hans": "y年M月d日 HH:mm"}


def locale() -> Locale:
    """The reader's locale."""
    return Locale.parse(to_locale(get_language() or "en"))


def is_known(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and math.isfinite(value)


def number(value: Any, decimals: int | None = None) -> str:
    """A number in the reader's format, or "not determined".

    Without `decimals` about three digits that matter are shown, and whole numbers whole.
    """
    if not is_known(value):
        return gettext("not determined")
    if abs(value) >= _LARGEST_WRITTEN_OUT:
        return format_scientific(value, format="#.##E0", locale=locale())
    places = _places(float(value)) if decimals is None else decimals
    fraction = "0" * places if decimals is not None else "#" * places
    return format_decimal(value, format=f"#,##0.{fraction}" if places else "#,##0", locale=locale())


def grammatical_number(value: float) -> int:
    """The whole number whose plural form goes with a value: half a credit is spoken of like two."""
    return int(value) if value == int(value) else 2


def percent(share: Any, decimals: int = 0) -> str:
    """A share of one as a percentage [%], or "not determined"."""
    if not is_known(share):
        return gettext("not determined")
    return format_percent(share, format=f"#,##0.{'0' * decimals}%" if decimals else "#,##0%", locale=locale())


def unit(symbol: str) -> str:
    """A unit as it is printed: m2 -> m², CO2 -> CO₂, degC -> °C; "1" is no unit."""
    if symbol == "1":
        return ""
    printed = re.sub(r"\b(m|km|mi)([23])\b", lambda found: found[1] + {"2": "²", "3": "³"}[found[2]], symbol)
    return printed.replace("CO2", "CO₂").replace("degC", "°C").replace("*", "·")


def moment(value: datetime | date, style: str = "moment") -> str:
    """A moment in the site's time zone, or a day ("date")."""
    here = locale()
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if style == "date" or not isinstance(value, datetime):
        return format_date(value, format=_DAY_FORMATS[str(here)], locale=here)
    return format_datetime(value, format=_TIME_FORMATS[str(here)], locale=here)


def _places(value: float) -> int:
    """Decimals that show three digits that matter; at most ten."""
    if value == 0 or abs(value) >= 100:
        return 0
    return min(10, 2 - math.floor(math.log10(abs(value))))
