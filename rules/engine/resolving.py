"""Every name of the formulas bound for one subject: subject words, parameters, given metrics, then derived
ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .building import SUBJECT_KINDS
from .expressions import Node, fold
from .looking_up import LookupUse, look_up
from .plans import Plan, plan_of
from .quantities import UnknownUnitError, convert
from .rounding import round_to
from .schema import AREA_KEYS, Edition, Metric, ValueRule
from .subject import MetricNumber, MetricValue, Subject
from .values import Calculator, Undetermined, Value, finite, reason


@dataclass(frozen=True, slots=True)
class Computed:
    """What a rule came to: its value as compared, the value before rounding, and the lookups on the way."""

    value: Value
    exact: Value
    lookups: tuple[LookupUse, ...]


@dataclass(frozen=True, slots=True)
class ShownName:
    """A name of the formulas in a trace: its entry among the inputs, and its number with unit."""

    entry: dict[str, Any]
    number: str


@dataclass(slots=True)
class Situation:
    """One subject under one edition, with everything that formulas can name."""

    edition: Edition
    subject: Subject
    named: dict[str, Value] = field(default_factory=dict)
    given: dict[str, MetricValue] = field(default_factory=dict)
    derived: dict[str, Computed] = field(default_factory=dict)
    told: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    shown: dict[str, ShownName] = field(default_factory=dict)
    plan: Plan = field(init=False)
    _computed: dict[int, Computed] = field(default_factory=dict)
    _lookups: dict[tuple[str, tuple[Value, ...]], LookupUse] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plan = plan_of(self.edition)

    def compute(self, rule: ValueRule) -> Computed:
        """A rule's value: the formula, turned into the declared unit, then rounded where the edition says
        so. A rule of the edition is worked out once."""
        known = self._computed.get(id(rule))
        if known is None:
            known = self._computed[id(rule)] = self.work_out(rule)
        return known

    def work_out(self, rule: ValueRule) -> Computed:
        """The value of a rule that is made for the occasion."""
        raw, lookups = self.fold(rule.expression)
        if isinstance(raw, bool) or not isinstance(raw, float | int):
            return Computed(raw, raw, lookups)
        exact = rule.converted(raw)
        value = exact if rule.round_to is None else round_to(exact, rule.round_to)
        return Computed(finite(value), finite(exact), lookups)

    def fold(self, node: Node) -> tuple[Value, tuple[LookupUse, ...]]:
        """The value of a formula and the lookups it made."""
        lookups: list[LookupUse] = []

        def answer(table: str, arguments: tuple[Value, ...]) -> Value:
            use = self._lookups.get((table, arguments))
            if use is None:
                use = look_up(self.edition, self.subject, table, arguments)
                self._lookups[table, arguments] = use
            lookups.append(use)
            return use.value

        return fold(node, Calculator(self.named, answer)), tuple(lookups)


def resolve(edition: Edition, subject: Subject, metrics: Mapping[str, MetricValue]) -> Situation:
    """Binds every name; a metric that is missing, unusable or out of bounds is undetermined and says why."""
    situation = Situation(edition, subject)
    situation.named.update(_subject_words(subject))
    situation.named.update({parameter.key: parameter.value for parameter in edition.parameters.values()})
    for metric in edition.metrics.values():
        if metric.rule is None:
            found = _given(subject, metric, metrics)
            situation.named[metric.key] = _usable(metric, found)
            if found is not None:
                situation.given[metric.key] = found
    for key in edition.derived_order:
        _derive(situation, edition.metrics[key])
    return situation


def _derive(situation: Situation, metric: Metric) -> None:
    if metric.rule is None:
        return
    computed = situation.compute(metric.rule)
    situation.derived[metric.key] = computed
    situation.named[metric.key] = computed.value
    known = None if isinstance(computed.value, Undetermined | str) else computed.value
    situation.given[metric.key] = MetricValue(known, metric.unit, "derived", (metric.key,))


def _subject_words(subject: Subject) -> dict[str, Value]:
    words: dict[str, Value] = {}
    for key, kind in SUBJECT_KINDS.items():
        if key == "typology":
            words[key] = "uses" if subject.uses else Undetermined(("uses",))
            continue
        value: Any = year_of(subject) if key == "construction_start_year" else getattr(subject, key)
        allowed = value is not None and (kind.options is None or value in kind.options)
        words[key] = value if allowed else Undetermined((key,))
    return words


def year_of(subject: Subject) -> float | None:
    """The year as the number formulas reckon with; what is no number is missing."""
    year = subject.construction_start_year
    return float(year) if isinstance(year, float | int) and abs(year) < 1e15 else None


def _given(subject: Subject, metric: Metric, metrics: Mapping[str, MetricValue]) -> MetricValue | None:
    """The value handed over; an area is the subject's own where the subject states it."""
    area = getattr(subject, metric.key) if metric.key in AREA_KEYS else None
    if area is not None:
        return MetricValue(area, "m2", "declared", ("subject",))
    return metrics.get(metric.key)


def _usable(metric: Metric, found: MetricValue | None) -> Value:
    if found is None or found.value is None:
        return Undetermined((metric.key,))
    if metric.type == "boolean":
        return found.value if isinstance(found.value, bool) else _refused(metric, "metric-not-a-number")
    if metric.type == "list":
        numbers = found.value if isinstance(found.value, tuple) else None
        return _list(metric, numbers, found.unit)
    return _number(metric, found.value, found.unit)


def _list(metric: Metric, numbers: tuple[float, ...] | None, unit: str) -> Value:
    if numbers is None:
        return _refused(metric, "metric-not-a-number")
    converted = [_number(metric, number, unit) for number in numbers]
    unknown = next((value for value in converted if isinstance(value, Undetermined)), None)
    return unknown or tuple(value for value in converted if isinstance(value, float))


def _number(metric: Metric, value: MetricNumber, unit: str) -> Value:
    """The number in the metric's own unit, if it is one, is finite and within bounds."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        return _refused(metric, "metric-not-a-number")
    try:
        number = convert(float(value), unit, metric.unit)
    except (UnknownUnitError, ValueError):
        return _refused(metric, "metric-unit-wrong", found=unit, wanted=metric.unit)
    except OverflowError:
        return _refused(metric, "metric-not-a-number")
    if not math.isfinite(number):
        return _refused(metric, "metric-not-a-number")
    if not metric.allows(number):
        return _refused(metric, "metric-out-of-bounds", value=number, unit=metric.unit)
    return number


def _refused(metric: Metric, code: str, **values: object) -> Undetermined:
    return Undetermined((metric.key,), (reason(code, label=metric.label, **values),))
