"""One criterion down to its last number: clause, formula, each number's origin, tables, rounding, comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.models import Assessment
from assessments.presentation.charts import Chart, monthly_chart
from assessments.presentation.requirements import RequirementShown, requirement_shown
from assessments.presentation.scorecard import label_of
from assessments.presentation.take_offs import MaterialLines, material_lines, origin_texts
from assessments.presentation.telling_apart import criterion_value_text
from assessments.presentation.text import said
from rules.engine.schema import Edition
from rules.values import exact_text, named_text, value_text
from rules.working import (
    formula_text,
    lookup_text,
    numbers_text,
    requirement_text,
    rounding_text,
    step_texts,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """One number of a formula: where it came from, and below it the formula it was itself worked out with."""

    key: str
    label: str
    value: str
    source: str
    origin: tuple[str, ...]
    status: str
    formula: Formula | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the numbers put in, the table rows it read, and its rounding."""

    key: str
    label: str
    formula: str
    numbers: str
    result: str
    lookups: tuple[Lookup, ...]
    rounding: str
    inputs: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table of the edition and the rows that were read in it, each with source and status."""

    table: str
    text: str
    rows: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class CriterionShown:
    key: str
    code: str
    title: str
    scenario: str
    intent: str
    notes: str
    value: str
    outcome: str
    missing: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    formulas: tuple[Formula, ...]
    requirements: tuple[tuple[RequirementShown, tuple[str, ...], tuple[Lookup, ...]], ...]
    context: tuple[tuple[str, str], ...]
    sources: tuple[Mapping[str, Any], ...]
    trace: tuple[str, ...]
    meters: Chart | None
    materials: MaterialLines | None


def criterion_shown(assessment: Assessment, key: str) -> CriterionShown | None:
    """None when the scorecard has no such criterion."""
    document = assessment.scorecard.document
    entry = next((one for one in document["criteria"] if one["key"] == key), None)
    if entry is None:
        return None
    edition = assessment.edition.loaded()
    criterion = edition.criterion(key)
    titles = {one["key"]: said(one["title"]) for one in (entry, *entry["requirements"])}
    steps = _Steps(entry["trace"], edition, document["metrics"], titles)
    sources = steps.sources_used()
    return CriterionShown(
        key=key,
        code=entry["code"],
        title=said(entry["title"]),
        scenario=entry["scenario"],
        intent=said(criterion.intent),
        notes=said(criterion.notes),
        value=criterion_value_text(entry),
        outcome=entry["outcome"],
        missing=tuple((name, label_of(name, edition)) for name in entry["missing"]),
        reasons=tuple(said(found["message"]) for found in entry["reasons"]),
        formulas=tuple(steps.formulas()),
        requirements=tuple(
            (requirement_shown(need), *steps.of_requirement(need["key"])) for need in entry["requirements"]
        ),
        context=tuple(
            (said(one["title"]), value_text(one["value"], one["unit"])) for one in entry["context"]
        ),
        sources=tuple(entry["sources"]),
        trace=tuple(step_texts(entry["trace"], edition, steps.title_of)),
        meters=monthly_chart(document["energy"]) if "simulated" in sources and document["energy"] else None,
        materials=material_lines(assessment) if "take_off" in sources else None,
    )


@dataclass(slots=True)
class _Found:
    """A formula step of the trace with the lookups before it and the rounding after it."""

    step: Mapping[str, Any]
    lookups: list[Mapping[str, Any]]
    rounding: str = ""


@dataclass(slots=True)
class _Steps:
    """The trace, taken apart: derived metrics by key, the criterion's own values, the steps of each requirement."""

    trace: Iterable[Mapping[str, Any]]
    edition: Edition
    metrics: Mapping[str, Any]
    titles: Mapping[str, str]
    derived: dict[str, _Found] = field(default_factory=dict)
    values: list[_Found] = field(default_factory=list)
    required: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pending: list[Mapping[str, Any]] = []
        last: _Found | None = None
        for step in self.trace:
            if "requirement" in step:
                self.required.setdefault(step["requirement"], []).append(step)
            elif step["step"] == "lookup":
                pending.append(step)
            elif step["step"] == "rounding" and last is not None:
                last.rounding = rounding_text(step)
            else:
                last, pending = _Found(step, pending), []
                self._keep(last)

    def _keep(self, found: _Found) -> None:
        if found.step["step"] == "derived":
            self.derived[found.step["key"]] = found
        else:
            self.values.append(found)

    def formulas(self) -> list[Formula]:
        """The criterion's value, then that of every requirement with a formula of its own."""
        return [self._formula(found, frozenset()) for found in self.values]

    def of_requirement(self, key: str) -> tuple[tuple[str, ...], tuple[Lookup, ...]]:
        """The sentences of a requirement's steps, and the tables its limits were read in."""
        steps = self.required.get(key, [])
        title = self.title_of(key)
        sentences = tuple(requirement_text(step, title) for step in steps if step["step"] != "lookup")
        return sentences, tuple(_lookup(step, self.edition) for step in steps if step["step"] == "lookup")

    def title_of(self, key: str) -> str:
        return self.titles.get(key) or label_of(key, self.edition)

    def sources_used(self) -> set[str]:
        """How the given values behind this criterion were come by, derived ones looked through."""
        return {
            given["source"]
            for found in [*self.derived.values(), *self.values]
            for given in found.step["inputs"]
        }

    def _formula(self, found: _Found, above: frozenset[str]) -> Formula:
        step = found.step
        return Formula(
            key=step["key"],
            label=self.title_of(step["key"]),
            formula=formula_text(step, self.edition),
            numbers=numbers_text(step, found.lookups, self.edition),
            result=exact_text(step["result"], step["unit"]),
            lookups=tuple(_lookup(one, self.edition) for one in found.lookups),
            rounding=found.rounding,
            inputs=tuple(self._origin(given, above | {step["key"]}) for given in step["inputs"]),
        )

    def _origin(self, given: Mapping[str, Any], above: frozenset[str]) -> Origin:
        """A number of a formula; one that was derived opens into its own formula (never into one above it)."""
        key = given["key"]
        below = self.derived.get(key) if key not in above else None
        parameter = self.edition.parameters.get(key)
        return Origin(
            key=key,
            label=said(parameter.label) if parameter is not None else label_of(key, self.edition),
            value=named_text(self.edition, key, given["value"], given["unit"]),
            source=given["source"],
            origin=origin_texts(self.metrics.get(key)) or origin_texts(given),
            status=given.get("status", ""),
            formula=self._formula(below, above) if below is not None else None,
        )


def _lookup(step: Mapping[str, Any], edition: Edition) -> Lookup:
    rows = tuple((exact_text(row["value"], step["unit"]), row) for row in step["rows"])
    return Lookup(said(edition.tables[step["table"]].title), lookup_text(step, edition), rows)
