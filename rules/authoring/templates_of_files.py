"""What new criteria, examples and tables begin with: every part that is needed, blank where only the author can say something."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from rules.authoring.fields import at, said_at
from rules.engine.expressions import ExpressionError, names, parse
from rules.engine.tables import SOURCE_COLUMNS
from rules.rewriting import Route, UnreadableError, insert_entry, outline, set_values

_TEXTS = {"en": "", "zh-hans": ""}


def new_criterion(values: Mapping[str, Any]) -> str:
    """A criterion that only reports its value, until its author gives it requirements."""
    given: dict[Route, Any] = {
        ("key",): values["key"],
        ("code",): values["code"],
        ("scenario",): values["scenario"],
        ("title",): {"en": values["title_en"], "zh-hans": values["title_zh"]},
        ("intent",): _TEXTS,
        ("subjects",): [values["subject"]],
        ("stages",): ["design", "as_built"],
        ("value",): {"expression": "", "unit": ""},
        ("requirements",): [
            {"key": "reported", "kind": "report", "title": _TEXTS, "sources": [{"source": "", "status": ""}]}
        ],
    }
    return set_values("", given)


def new_examples(key: str) -> str:
    return set_values("", {("criterion",): key, ("cases",): [_case("achieved", {}, "building")]})


def with_new_case(text: str, criterion_text: str) -> str:
    """The examples with one more case, which names the values that the criterion's formulas use."""
    try:
        criterion, there = outline(criterion_text), outline(text)
        kind = "community" if at(criterion, ("subjects",), []) == ["community"] else "building"
        taken = {said_at(case, ("name",)) for case in at(there, ("cases",), [])}
        name = next(word for word in _names() if word not in taken)
        return insert_entry(text, ("cases",), _case(name, dict.fromkeys(_metrics(criterion)), kind))
    except UnreadableError:
        return text


def _names() -> Any:
    yield from ("achieved", "not_achieved", "at_limit", "not_applicable", "missing", "inactive_row")
    number = 1
    while True:
        yield f"case_{number}"
        number += 1


def _case(name: str, metrics: Mapping[str, Any], kind: str) -> dict[str, Any]:
    subject = {"kind": kind, "stage": "design", "construction_start_year": None}
    return {
        "name": name,
        "working": _TEXTS,
        "subject": {key: value for key, value in subject.items() if value is not None},
        "metrics": dict(metrics),
        "expect": {"outcome": "achieved", "value": None},
    }


def _metrics(criterion: Any) -> list[str]:
    """The names in the criterion's formulas, in their order."""
    requirements = at(criterion, ("requirements",), [])
    written = [said_at(criterion, ("value", "expression"))]
    written += [said_at(one, ("value", "expression")) for one in requirements]
    found: dict[str, None] = {}
    for formula in filter(None, written):
        try:
            found |= dict.fromkeys(names(parse(formula)))
        except ExpressionError:
            continue
    return list(found)


def new_table(values: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """A table's entry in edition.yaml, and its file with the heading only."""
    keys: Sequence[str] = values["keys"]
    columns: dict[str, Any] = {key: {"type": "integer" if key == "year" else "text"} for key in keys}
    columns[values["value"]] = {"type": "number", "unit": values["unit"]}
    entry = {
        "title": {"en": values["title_en"], "zh-hans": values["title_zh"]},
        "use": values["use"],
        "keys": ["typology" if key == "series" else key for key in keys],
        "value": values["value"],
        "columns": columns,
    }
    if "works" in keys:
        entry["works"] = {"new": "new", "retrofit_one_go": "retrofit", "retrofit_stepped": "retrofit"}
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([*columns, "unit", *SOURCE_COLUMNS])
    return entry, out.getvalue()
