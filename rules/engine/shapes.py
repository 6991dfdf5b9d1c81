"""Mistakes that show within one entry of a file, beyond what its shape says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from .documents import Document, Route
from .errors import EditionError
from .expressions import Node, written_number
from .schema import Metric, Step
from .tables import Column

_ROW_MEMBERS = frozenset({"line", "source", "status", "source_title", "source_locator"})
_LANGUAGES = {"_en": "_zh", "_zh": "_en"}
_FALLING = ("at_most", "less_than")
_PARTS = {"mandatory": {"comparison", "limit"}, "credit": {"comparison", "steps"}}


def wrong_head(document: Document) -> Iterator[EditionError]:
    """Days that are none, and an edition that supersedes or corrects itself."""
    data = document.data
    for name in ("effective_from", "registration_opens"):
        if name in data and not _is_day(data[name]):
            yield document.error((name,), "day-impossible", value=data[name])
    if data.get("supersedes") == data["key"]:
        yield document.error(("supersedes",), "edition-names-itself", member="supersedes")
    if data.get("corrigendum", {}).get("corrects") == data["key"]:
        yield document.error(("corrigendum", "corrects"), "edition-names-itself", member="corrects")


def wrong_column(
    document: Document, route: Route, columns: Mapping[str, Column], column: Column
) -> Iterator[EditionError]:
    """A column that takes a name of the rows' own, is in one language, or has numbers without a unit."""
    name = str(route[-1])
    if name in _ROW_MEMBERS:
        yield document.error(route, "name-reserved", name=name)
    other = _LANGUAGES.get(name[-3:])
    if other is not None and name[:-3] + other not in columns:
        yield document.error(route, "column-one-language", column=name)
    if column.type == "number" and column.unit is None:
        yield document.error(route, "column-without-unit", column=name)
    if column.per is not None and column.per not in columns:
        yield document.error((*route, "per"), "column-unknown", column=column.per)


def wrong_bounds(document: Document, route: Route, metric: Metric) -> Iterator[EditionError]:
    """Bounds between which there is no number."""
    lows = [low for low in (metric.minimum, metric.above) if low is not None]
    if metric.maximum is None or not lows:
        return
    low, high = max(lows), metric.maximum
    if low > high or (low == high and metric.above == low):
        yield document.error(route, "bounds-crossed", metric=metric.key, low=low, high=high)


def wrong_parts(document: Document, route: Route, entry: Mapping[str, Any]) -> Iterator[EditionError]:
    """Each kind has its own parts: a limit for mandatory, steps for credit, neither for report and method."""
    expected = _PARTS.get(entry["kind"], set())
    found = {"comparison", "limit", "steps"} & set(entry)
    if found != expected:
        values = {"wanted": _listed(expected), "found": _listed(found)}
        named = {"kind": entry["kind"], "requirement": entry["key"]}
        yield document.error((*route, "kind"), "requirement-parts", **named, **values)


def wrong_steps(
    document: Document, route: Route, entry: Mapping[str, Any], steps: Sequence[Step]
) -> Iterator[EditionError]:
    """Credits that do not rise; limits, where they are plain numbers, that do not become harder to meet."""
    sign = -1 if entry.get("comparison") in _FALLING else 1
    for place, (before, after) in enumerate(pairwise(steps), 1):
        where = (*route, "steps", place)
        if after.credits <= before.credits:
            yield document.error((*where, "credits"), "credits-not-rising", requirement=entry["key"])
        elif _no_harder(before.limit, after.limit, sign):
            yield document.error((*where, "limit"), "steps-not-stricter", requirement=entry["key"])


def _no_harder(before: Node, after: Node, sign: int) -> bool:
    one, other = written_number(before), written_number(after)
    return one is not None and other is not None and sign * other <= sign * one


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _listed(parts: set[str]) -> str:
    return ", ".join(sorted(parts)) or "–"
