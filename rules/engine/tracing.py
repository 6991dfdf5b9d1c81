"""How a result came about, step by step, in numbers a machine can read and sentences a person can."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .expressions import Node
from .localised import PHRASES, Localised, number_text
from .looking_up import LookupUse, Part
from .plans import Formula
from .resolving import Computed, ShownName, Situation
from .schema import Metric, Requirement, ValueRule
from .tables import Row, Table
from .values import Undetermined, Value

SIGNS = {"at_most": "≤", "at_least": "≥", "less_than": "<", "more_than": ">", "equal_to": "="}


def known(value: Value) -> Any:
    """The value for JSON: None where it is undetermined."""
    if isinstance(value, Undetermined):
        return None
    return list(value) if isinstance(value, tuple) else value


def derivations(situation: Situation, nodes: Iterable[Node]) -> list[dict[str, Any]]:
    """The steps of every derived metric that the formulas rest on, in the order they were worked out."""
    return [step for metric in situation.plan.derived(nodes) for step in _derivation(situation, metric)]


def _derivation(situation: Situation, metric: Metric) -> list[dict[str, Any]]:
    """The steps of one derived metric, told once however many criteria rest on it."""
    if metric.rule is None:
        return []
    if metric.key not in situation.told:
        heading = Heading("derived", metric.key, metric.label)
        steps = rule_steps(situation, heading, metric.rule, situation.derived[metric.key])
        situation.told[metric.key] = steps
    return situation.told[metric.key]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a step of the trace is about: `derived` or `value`, its key and its name."""

    step: str
    key: str
    label: Localised


def rule_steps(
    situation: Situation, heading: Heading, rule: ValueRule, computed: Computed
) -> list[dict[str, Any]]:
    """The lookups, the formula with the numbers put in, and the rounding of one rule."""
    steps = [lookup_step(use) for use in computed.lookups]
    formula = situation.plan.formula(rule.expression)
    numbers = _numbers(situation, formula, computed.lookups)
    values = {
        "label": heading.label,
        "formula": formula.text,
        "numbers": numbers,
        "unit": unit_text(rule.unit),
    }
    result = known(computed.exact)
    code = "step-undetermined" if result is None else "step-derived"
    steps.append(
        {
            "step": heading.step,
            "key": heading.key,
            "formula": formula.text,
            "numbers": numbers,
            "inputs": [_shown_name(situation, name).entry for name in formula.names],
            "result": result,
            "unit": rule.unit,
            "text": PHRASES.say(code, {**values, "result": _shown(computed.exact)}).to_json(),
        }
    )
    if rule.round_to and result is not None:
        steps.append(_rounding(rule, computed))
    return steps


def lookup_step(use: LookupUse) -> dict[str, Any]:
    rows = [_row_text(use, part) for part in use.parts if part.row is not None]
    listed = Localised("; ".join(row.en for row in rows), "；".join(row.zh_hans for row in rows))
    code = "step-lookup" if rows and not isinstance(use.value, Undetermined) else "step-lookup-none"
    values = {"table": use.table.title, "rows": listed, "result": _shown(use.value)}
    text = PHRASES.say(code, {**values, "unit": unit_text(use.table.value_unit)})
    return {"step": "lookup", **use.to_json(), "result": known(use.value), "text": text.to_json()}


def comparison_step(requirement: Requirement, value: Value, limit: Value, met: bool) -> dict[str, Any]:
    """The comparison of a requirement's value with a limit in the same unit, both rounded to `round_to`."""
    comparison, unit = requirement.comparison or "", requirement.value.unit
    code = "step-comparison-met" if met else "step-comparison-not-met"
    values = {"title": requirement.title, "value": _shown(value), "limit": _shown(limit)}
    text = PHRASES.say(code, {**values, "unit": unit_text(unit), "sign": SIGNS[comparison]})
    return {
        "step": "comparison",
        "value": known(value),
        "comparison": comparison,
        "limit": known(limit),
        "round_to": requirement.value.round_to,
        "unit": unit,
        "result": met,
        "text": text.to_json(),
    }


def reported_step(title: Localised, value: Value, unit: str) -> dict[str, Any]:
    text = PHRASES.say("step-reported", {"title": title, "value": _shown(value), "unit": unit_text(unit)})
    return {"step": "reported", "value": known(value), "unit": unit, "text": text.to_json()}


@lru_cache(maxsize=256)
def unit_text(unit: str) -> str:
    """A unit as it is printed; a pure number has none."""
    return "" if unit == "1" else unit.replace("m2", "m²").replace("m3", "m³")


def _rounding(rule: ValueRule, computed: Computed) -> dict[str, Any]:
    values = {"before": _shown(computed.exact), "after": _shown(computed.value), "step": rule.round_to or 0}
    text = PHRASES.say("step-rounding", {**values, "unit": unit_text(rule.unit)})
    return {
        "step": "rounding",
        "before": known(computed.exact),
        "round_to": rule.round_to,
        "result": known(computed.value),
        "unit": rule.unit,
        "text": text.to_json(),
    }


def _shown_name(situation: Situation, name: str) -> ShownName:
    """How a name is shown, worked out once however many formulas use it."""
    known = situation.shown.get(name)
    if known is None:
        known = situation.shown[name] = ShownName(_input(situation, name), _named_number(situation, name))
    return known


def _input(situation: Situation, name: str) -> dict[str, Any]:
    """One name of a formula: its value, unit, and where it came from."""
    entry: dict[str, Any] = {
        "key": name,
        "value": known(situation.named[name]),
        "unit": "1",
        "source": "subject",
    }
    entry["origin"] = []
    if name == "typology":
        entry["value"] = [use.typology for use in situation.subject.uses]
    if name == "construction_start_year" and entry["value"] is not None:
        entry["value"] = int(entry["value"])
    if name in situation.edition.parameters:
        parameter = situation.edition.parameters[name]
        entry |= {"unit": parameter.unit, "source": "parameter", "origin": [parameter.reference.source.title]}
        entry["status"] = parameter.reference.status
    elif name in situation.edition.metrics:
        given = situation.given.get(name)
        metric = situation.edition.metrics[name]
        entry |= {"unit": metric.unit, "source": given.source if given else metric.source}
        entry["origin"] = list(given.origin) if given else []
    return entry


def _numbers(situation: Situation, formula: Formula, lookups: tuple[LookupUse, ...]) -> str:
    """The formula with numbers in place of names; a table looked into twice keeps its lookups as written."""
    found: dict[str, set[str]] = {}
    for use in lookups:
        found.setdefault(use.table.key, set()).add(f"{_shown(use.value)} {unit_text(use.table.value_unit)}")
    single = {table: texts.pop() for table, texts in found.items() if len(texts) == 1}
    return formula.filled(lambda name: _shown_name(situation, name).number, single)


def _named_number(situation: Situation, name: str) -> str:
    value = situation.named[name]
    if name.endswith("_year") and isinstance(value, float | int):
        return f"{value:.0f}"  # a calendar year carries no separator
    shown, edition = _shown(value), situation.edition
    quantity = edition.metrics.get(name) or edition.parameters.get(name)
    return f"{shown} {unit_text(quantity.unit)}".strip() if quantity else shown


def _row_text(use: LookupUse, part: Part) -> Localised:
    texts = [_one_row_text(use.table, row) for row in part.rows]
    text = texts[0] if len(texts) == 1 else _between_text(use.table, part, texts)
    if use.operator == "single" or part.use is None:
        return text
    return PHRASES.say("lookup-weighted", {"row": text, "area": part.use.gia_m2 or "?"})


def _one_row_text(table: Table, row: Row) -> Localised:
    keys = " ".join(str(row[name]) for name in table.key_columns)
    cell = row[table.value] if table.value else None
    values = {"series": keys, "value": "?" if cell is None else cell, "unit": unit_text(table.value_unit)}
    return PHRASES.say("lookup-row", {**values, "source": row["source_title"], "status": row["status"]})


def _between_text(table: Table, part: Part, texts: list[Localised]) -> Localised:
    """Both neighbours, and what was read between them."""
    column = table.interpolation.column if table.interpolation else ""
    at = str(part.row[column]) if part.row else ""
    number = part.number(table)
    values = {"low": texts[0], "high": texts[1], "at": at, "value": number if math.isfinite(number) else "?"}
    return PHRASES.say("lookup-between", {**values, "unit": unit_text(table.value_unit)})


def _shown(value: Value) -> str:
    if isinstance(value, Undetermined):
        return "?"
    if isinstance(value, tuple):
        return "[" + ", ".join(number_text(number) for number in value) + "]"
    return str(value) if isinstance(value, str | bool) else number_text(value)
