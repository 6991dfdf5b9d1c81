"""One requirement of a criterion: value against limit, as text and as a bar, and how far it is from the next step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.presentation.telling_apart import requirement_decimals, told_apart
from assessments.presentation.text import said
from rules.values import COMPARISONS, value_text
from standard_site.lib.formats import grammatical_number, is_known, number
from standard_site.lib.words import REQUIREMENT_KINDS

_ROOM = 1.15  # the bar leaves some room beyond the larger of value and limit


@dataclass(frozen=True, slots=True)
class Bar:
    """Value and limit as shares of the bar's width [%]."""

    value: float
    limit: float


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a ladder of credits; an inactive one waits for a confirmed number."""

    limit: str
    credits: float
    outcome: str
    inactive: bool


@dataclass(frozen=True, slots=True)
class RequirementShown:
    key: str
    kind: str
    kind_text: str
    title: str
    value: str
    limit: str
    outcome: str
    inactive: bool
    provisional: bool
    credits: float
    credits_available: float
    bar: Bar | None
    gap: str
    steps: tuple[StepLine, ...]
    reasons: tuple[str, ...]
    sources: tuple[Mapping[str, Any], ...]


def requirement_shown(entry: Mapping[str, Any]) -> RequirementShown:
    unit, decimals = entry["unit"], requirement_decimals(entry)
    return RequirementShown(
        key=entry["key"],
        kind=entry["kind"],
        kind_text=str(REQUIREMENT_KINDS.get(entry["kind"], entry["kind"])),
        title=said(entry["title"]),
        value=told_apart(entry["value"], unit, decimals),
        limit=_limit_text(entry.get("comparison"), entry["limit"], unit, decimals),
        outcome=entry["outcome"],
        inactive=entry["inactive"],
        provisional=entry["provisional"],
        credits=entry["credits"],
        credits_available=entry["credits_available"],
        bar=_bar(entry["value"], entry["limit"]),
        gap=_gap(entry),
        steps=tuple(_step(step, entry, decimals) for step in entry["steps"]),
        reasons=tuple(said(found["message"]) for found in entry["reasons"]),
        sources=tuple(entry["sources"]),
    )


def _limit_text(comparison: str | None, limit: Any, unit: str, decimals: int | None) -> str:
    """Empty where nothing is compared; a limit that could not be found is said to be so."""
    if comparison is None:
        return ""
    return f"{COMPARISONS[comparison]}\N{NO-BREAK SPACE}{told_apart(limit, unit, decimals)}"


def _step(step: Mapping[str, Any], entry: Mapping[str, Any], decimals: int | None) -> StepLine:
    limit = _limit_text(entry["comparison"], step["limit"], entry["unit"], decimals)
    return StepLine(limit, step["credits"], step["outcome"], step["inactive"])


def _bar(value: Any, limit: Any) -> Bar | None:
    """No bar where a bar would mislead: an unknown or negative side, or nothing to compare."""
    if not (is_known(value) and is_known(limit)) or value < 0 or limit <= 0:
        return None
    whole = _ROOM * max(value, limit)
    return Bar(value=100 * value / whole, limit=100 * limit / whole)


def _gap(entry: Mapping[str, Any]) -> str:
    """What separates the value from its limit, or from the next step that would earn more; nothing beyond the document."""
    if entry["inactive"] or not is_known(entry["value"]):
        return ""
    if not entry["steps"]:
        return _distance(entry, entry["limit"]) if entry["outcome"] == "not_achieved" else ""
    ahead = [step for step in entry["steps"] if step["outcome"] == "not_achieved" and not step["inactive"]]
    if not ahead:
        return ""
    nearest = min(ahead, key=lambda step: step["credits"])
    distance = _distance(entry, nearest["limit"])
    if not distance:
        return ""
    credits = number(nearest["credits"])
    words = ngettext(
        "%(distance)s earns %(credits)s credit.",
        "%(distance)s earns %(credits)s credits.",
        grammatical_number(nearest["credits"]),
    )
    return words % {"distance": distance, "credits": credits}


def _share(difference: float, value: float) -> str | None:
    """The difference as a share of the value [%]; none where it is so many times the value that it says nothing."""
    share = 100 * abs(difference) / abs(value) if value else math.inf
    return number(share, 0) if share < 1000 else None


def _amount(difference: float, unit: str) -> str:
    """A difference of percentages is in points: 8.65 % more of 31.4 % would be something else."""
    if unit == "%":
        return _("%(number)s percentage points") % {"number": number(difference)}
    return value_text(difference, unit)


def _distance(entry: Mapping[str, Any], limit: Any) -> str:
    """How much less or more is needed, also as a share of the value."""
    if not is_known(limit):
        return ""
    difference = entry["value"] - limit
    share = _share(difference, entry["value"]) if entry["unit"] != "%" else None
    amount = _amount(abs(difference), entry["unit"])
    if difference == 0:  # exactly at a limit that must be passed
        return _("Just past %(limit)s") % {"limit": value_text(limit, entry["unit"])}
    if entry["comparison"] in ("at_most", "less_than"):
        words = _("%(amount)s less (%(share)s %% of the value)") if share else _("%(amount)s less")
    else:
        words = _("%(amount)s more (%(share)s %% of the value)") if share else _("%(amount)s more")
    return words % {"amount": amount, "share": share}
