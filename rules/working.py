"""The stored steps of a result as sentences: put together from their values, in the reader's language and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rules.engine.expressions import parse
from rules.engine.schema import Edition
from rules.naming import row_keys, text
from rules.reading import with_numbers, worded
from rules.values import COMPARISONS, exact_text, named_text

Step = Mapping[str, Any]
_UNKNOWN = "?"


def formula_text(step: Step, edition: Edition) -> str:
    """The formula of a step in words."""
    return worded(edition, parse(step["formula"]))


def numbers_text(step: Step, lookups: Iterable[Step], edition: Edition) -> str:
    """The formula of a step with its numbers; a table read more than once keeps its lookups in words."""
    shown = {given["key"]: _shown(edition, given) for given in step["inputs"]}
    found: dict[str, set[str]] = {}
    for lookup in lookups:
        found.setdefault(lookup["table"], set()).add(_result(lookup))
    single = {table: texts.pop() for table, texts in found.items() if len(texts) == 1}
    return with_numbers(edition, parse(step["formula"]), shown, single)


def rounding_text(step: Step) -> str:
    words = {"step": exact_text(step["round_to"]), "after": exact_text(step["result"], step["unit"])}
    return _("Rounded to %(step)s: %(after)s") % words


def lookup_text(step: Step, edition: Edition) -> str:
    """What a table gave, and by which keys."""
    table = edition.tables[step["table"]]
    if step["result"] is None:
        return _("The table “%(table)s” gives no value.") % {"table": text(table.title)}
    rows = pgettext("between rows of a table", "; ").join(_row(row, step, edition) for row in step["rows"])
    words = {"table": text(table.title), "rows": rows, "value": _result(step)}
    if len(step["rows"]) == 1:
        return _("From the table “%(table)s”: %(rows)s") % words
    return _("From the table “%(table)s”: %(rows)s; taken as %(value)s") % words


def comparison_text(step: Step, title: str) -> str:
    words = {
        "title": title,
        "value": exact_text(step["value"], step["unit"]),
        "sign": COMPARISONS[step["comparison"]],
        "limit": exact_text(step["limit"], step["unit"]),
    }
    if step["result"]:
        return _("%(title)s: %(value)s %(sign)s %(limit)s holds.") % words
    return _("%(title)s: %(value)s %(sign)s %(limit)s does not hold.") % words


def reported_text(step: Step, title: str) -> str:
    words = {"title": title, "value": exact_text(step["value"], step["unit"])}
    return _("%(title)s: %(value)s is reported.") % words


def step_texts(trace: Iterable[Step], edition: Edition, title_of: Callable[[str], str]) -> Iterable[str]:
    """Every step of a trace in the order the engine took them; `title_of` names what a key stands for."""
    pending: list[Step] = []
    for step in trace:
        if step["step"] == "lookup":
            pending = [*pending, step]
            yield lookup_text(step, edition)
        elif step["step"] == "rounding":
            yield rounding_text(step)
        elif step["step"] in ("comparison", "reported"):
            yield requirement_text(step, title_of(step["requirement"]))
        else:
            yield _derivation(step, pending, edition, title_of(step["key"]))
            pending = []


def requirement_text(step: Step, title: str) -> str:
    return comparison_text(step, title) if step["step"] == "comparison" else reported_text(step, title)


def _derivation(step: Step, lookups: Iterable[Step], edition: Edition, title: str) -> str:
    words = {"title": title, "formula": formula_text(step, edition)}
    if step["result"] is None:
        return _("%(title)s = %(formula)s: cannot be determined.") % words
    numbers, result = numbers_text(step, lookups, edition), exact_text(step["result"], step["unit"])
    if numbers == result:
        return f"{title} = {words['formula']} = {result}"
    return f"{title} = {words['formula']} = {numbers} = {result}"


def _shown(edition: Edition, given: Mapping[str, Any]) -> str:
    if given["value"] is None:
        return _UNKNOWN
    return named_text(edition, given["key"], given["value"], given["unit"])


def _result(step: Step) -> str:
    return _UNKNOWN if step["result"] is None else exact_text(step["result"], step["unit"])


def _row(row: Mapping[str, Any], step: Step, edition: Edition) -> str:
    words = {
        "keys": row_keys(edition, edition.tables[step["table"]], row),
        "value": exact_text(row["value"], step["unit"]),
    }
    if row.get("between"):
        low, high = (_row({**end, "gia_m2": None}, step, edition) for end in row["between"])
        words["value"] = _("%(value)s, between %(low)s and %(high)s") % {**words, "low": low, "high": high}
    if step["operator"] == "single" or row.get("gia_m2") is None:
        return _("%(keys)s: %(value)s") % words
    return _("%(keys)s: %(value)s over %(area)s") % {**words, "area": exact_text(row["gia_m2"], "m2")}
