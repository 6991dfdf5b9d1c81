"""How a model's zones are used through the year, as a table with small pictures of the hours of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from standard_site.lib import formats

_HEIGHT, _STEP, _BAR = 20, 4, 3
_NAMED = 4


@dataclass(frozen=True, slots=True)
class HoursShown:
    """A day as 24 bars (x, y, height in the units of the picture) and as a sentence for those who cannot see it."""

    title: str
    label: str
    bars: tuple[tuple[int, float, float], ...]
    width: int = 24 * _STEP
    height: int = _HEIGHT


@dataclass(frozen=True, slots=True)
class UseShown:
    """One use of a pattern: its density with unit, full hours a week, its days."""

    density: float | None
    unit: str
    hours_per_week: float | None
    days: tuple[HoursShown, ...]


@dataclass(frozen=True, slots=True)
class SetPointShown:
    """A set-point: its values with their hours of the year, and its days."""

    values: tuple[tuple[float, int], ...]
    days: tuple[HoursShown, ...]


@dataclass(frozen=True, slots=True)
class PatternShown:
    """Zones used alike; `more` counts those that are not named."""

    zones: tuple[str, ...]
    more: int
    space_types: tuple[str, ...]
    uses: tuple[UseShown, ...]
    set_points: tuple[SetPointShown | None, ...]


def patterns_shown(summary: Mapping[str, Any]) -> tuple[PatternShown, ...]:
    """The patterns of a model's summary; none for a model that was read before they were."""
    return tuple(_pattern(pattern) for pattern in summary.get("patterns", []))


def _pattern(pattern: Mapping[str, Any]) -> PatternShown:
    zones = pattern["zones"]
    return PatternShown(
        zones=tuple(zones[:_NAMED]),
        more=max(0, len(zones) - _NAMED),
        space_types=tuple(pattern["space_types"]),
        uses=(
            _use(pattern["people_per_m2"], "1/m²", pattern["people"]),
            _use(pattern["lighting_w_per_m2"], "W/m²", pattern["lights"]),
            _use(pattern["equipment_w_per_m2"], "W/m²", pattern["equipment"]),
        ),
        set_points=(_set_point(pattern["heating"]), _set_point(pattern["cooling"])),
    )


def _use(density: float | None, unit: str, profile: Mapping[str, Any] | None) -> UseShown:
    if profile is None:
        return UseShown(density, unit, None, ())
    return UseShown(density, unit, profile["full_load_h_per_week"], _days(profile, 0.0, 100.0, "%"))


def _set_point(found: Mapping[str, Any] | None) -> SetPointShown | None:
    if found is None:
        return None
    values = tuple((value, hours) for value, hours in found["hours"])
    return SetPointShown(values, _days(found, 10.0, 1.0, "°C"))


def _days(profile: Mapping[str, Any], base: float, factor: float, unit: str) -> tuple[HoursShown, ...]:
    """Weekdays and weekends on one scale from `base`; one picture where they are equal."""
    weekday, weekend = profile["weekday"], profile["weekend"]
    top = max([value for value in (*weekday, *weekend) if value is not None], default=base)
    span = top - base if top > base else 1.0
    if weekday == weekend:
        return (_day(_("Every day"), weekday, base, span, factor, unit),)
    return (
        _day(_("Monday to Friday"), weekday, base, span, factor, unit),
        _day(_("Saturday and Sunday"), weekend, base, span, factor, unit),
    )


def _day(  # noqa: PLR0913, PLR0917 - what is drawn and how it is scaled
    title: str, values: Sequence[float | None], base: float, span: float, factor: float, unit: str
) -> HoursShown:
    shares = [max(0.0, min(1.0, ((value or base) - base) / span)) for value in values]
    bars = tuple(
        (hour * _STEP, round(_HEIGHT * (1 - share), 1), max(0.5, round(_HEIGHT * share, 1)))
        for hour, share in enumerate(shares)
    )
    spoken = "; ".join(_spoken(values, factor, unit))
    return HoursShown(title, _("%(days)s: %(hours)s") % {"days": title, "hours": spoken}, bars)


def _spoken(values: Sequence[float | None], factor: float, unit: str) -> Iterator[str]:
    """Equal hours together: 'from 8 to 18: 90 %'."""
    hour = 0
    for value, equal in groupby(values):
        until = hour + len(list(equal))
        shown = formats.number(None if value is None else value * factor, 0 if unit == "%" else 1)
        words = {"from": hour, "until": until, "value": f"{shown} {unit}"}
        yield pgettext("hours of the day", "from %(from)d to %(until)d: %(value)s") % words
        hour = until
