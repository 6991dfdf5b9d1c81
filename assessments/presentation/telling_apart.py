"""Rounded for the page, a value must never look like the limit it misses or keeps: as many decimals as tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rules.values import value_text
from standard_site.lib.formats import is_known, number

_MOST_DECIMALS = 10


def requirement_decimals(entry: Mapping[str, Any]) -> int | None:
    """Decimals for the value and the limits of a requirement; None where those of any number do."""
    return _decimals(entry["value"], _limits(entry))


def criterion_value_text(entry: Mapping[str, Any]) -> str:
    """The value of a criterion, as its requirements show it."""
    limits = [
        limit
        for need in entry["requirements"]
        if need["unit"] == entry["unit"] and need["value"] == entry["value"]
        for limit in _limits(need)
    ]
    return told_apart(entry["value"], entry["unit"], _decimals(entry["value"], limits))


def told_apart(value: Any, unit: str, decimals: int | None) -> str:
    """A value with its unit, with so many decimals."""
    glance = value_text(value, unit)
    if decimals is None or not is_known(value):
        return glance
    return glance.replace(number(value), number(value, decimals), 1)


def _limits(entry: Mapping[str, Any]) -> list[Any]:
    return [entry["limit"], *(step["limit"] for step in entry["steps"])]


def _decimals(value: Any, limits: Iterable[Any]) -> int | None:
    """The fewest decimals that tell the value from every limit it is mistaken for at a glance."""
    if not is_known(value):
        return None
    alike = [
        limit for limit in limits if is_known(limit) and limit != value and number(limit) == number(value)
    ]
    for decimals in range(_MOST_DECIMALS) if alike else ():
        if all(number(limit, decimals) != number(value, decimals) for limit in alike):
            return decimals
    return _MOST_DECIMALS if alike else None
