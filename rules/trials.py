"""One criterion judged for a reader: worked examples as they come out, and a reader's own numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rules.engine.evaluation import CriterionResult, MetricValue, Subject, judge_criterion
from rules.engine.examples import Example, ExampleResult, read_examples, run_example
from rules.engine.localised import Localised
from rules.engine.schema import Criterion, Edition
from rules.naming import text
from rules.trial_form import example_query
from rules.values import COMPARISONS, exact_text, named_text
from rules.working import step_texts
from standard_site.lib import words


@dataclass(frozen=True, slots=True)
class RequirementTried:
    """One requirement's outcome; `limit` with its sign, empty where nothing is compared."""

    kind: str
    title: str
    outcome: str
    value: str
    limit: str
    credits: float
    credits_available: float
    inactive: bool
    provisional: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What a criterion came to, with every step in words."""

    outcome: str
    value: str
    missing: tuple[str, ...]
    reasons: tuple[str, ...]
    requirements: tuple[RequirementTried, ...]
    context: tuple[tuple[str, str], ...]
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """A worked example: the sum written out, what it is given, what the engine makes of it, and the query that
    puts its numbers into the form."""

    name: str
    working: str
    given: tuple[tuple[str, str], ...]
    passed: bool
    tried: Tried
    query: str


def tried(
    edition: Edition, criterion: Criterion, subject: Subject, metrics: Mapping[str, MetricValue]
) -> Tried:
    """The criterion judged for these values."""
    return _shown(edition, judge_criterion(edition, criterion.key, subject, metrics))


def worked_examples(edition: Edition, criterion: Criterion) -> tuple[Worked, ...]:
    """The edition's examples of a criterion, run. Raises `EditionErrors` where they cannot be read."""
    return tuple(_worked(edition, criterion, *ran) for ran in _ran(edition, criterion.key))


@lru_cache(maxsize=256)
def _ran(edition: Edition, key: str) -> tuple[tuple[Example, ExampleResult], ...]:
    """An edition's content never changes, so neither does what its examples come to."""
    return tuple((example, run_example(edition, example)) for example in read_examples(edition.files, key))


def _worked(edition: Edition, criterion: Criterion, example: Example, ran: ExampleResult) -> Worked:
    return Worked(
        name=_case_name(example.name),
        working=text(example.working),
        given=tuple(_given(edition, example)),
        passed=ran.passed,
        tried=_shown(edition, ran.result),
        query=example_query(edition, criterion, example),
    )


def _case_name(key: str) -> str:
    known = {
        "achieved": pgettext("outcome", "Achieved"),
        "not_achieved": pgettext("outcome", "Not achieved"),
        "not_applicable": pgettext("outcome", "Not applicable"),
        "at_limit": _("Exactly at the limit"),
        "missing": _("A value is missing"),
        "inactive_row": _("A number to be confirmed"),
        "reported": _("Reported"),
    }
    return known.get(key) or _("Case %(name)s") % {"name": key.replace("_", " ")}


def _given(edition: Edition, example: Example) -> Iterable[tuple[str, str]]:
    for key, value in example.subject.items():
        if key == "uses":
            yield str(words.SUBJECT_NAMES["typology"]), _uses_text(edition, value)
        else:
            unit = "m2" if key.endswith("_m2") else "1"
            yield str(words.SUBJECT_NAMES[key]), named_text(edition, key, value, unit)
    for key, value in example.metrics.items():
        metric = edition.metrics.get(key)
        if metric is not None:
            yield text(metric.label), named_text(edition, key, value, metric.unit)


def _uses_text(edition: Edition, uses: Iterable[Mapping[str, Any]]) -> str:
    shown = (
        " ".join(filter(None, (named_text(edition, "typology", use["typology"]), _area(use.get("gia_m2")))))
        for use in uses
    )
    return " + ".join(shown)


def _area(area: float | None) -> str:
    return exact_text(area, "m2") if area is not None else ""


def _shown(edition: Edition, result: CriterionResult) -> Tried:
    document = result.to_json()
    titles = {one["key"]: one["title"] for one in (document, *document["requirements"])}

    def title_of(key: str) -> str:
        return _said(titles[key]) if key in titles else _label(edition, key)

    return Tried(
        outcome=result.outcome,
        value=exact_text(document["value"], document["unit"]),
        missing=tuple(_label(edition, key) for key in result.missing),
        reasons=tuple(_said(found["message"]) for found in document["reasons"]),
        requirements=tuple(_requirement(one) for one in document["requirements"]),
        context=tuple(
            (_said(one["title"]), exact_text(one["value"], one["unit"])) for one in document["context"]
        ),
        trace=tuple(step_texts(document["trace"], edition, title_of)),
    )


def _requirement(entry: Mapping[str, Any]) -> RequirementTried:
    unit, comparison = entry["unit"], entry["comparison"]
    limit = (
        f"{COMPARISONS[comparison]}\N{NO-BREAK SPACE}{exact_text(entry['limit'], unit)}" if comparison else ""
    )
    return RequirementTried(
        kind=str(words.REQUIREMENT_KINDS[entry["kind"]]),
        title=_said(entry["title"]),
        outcome=entry["outcome"],
        value=exact_text(entry["value"], unit),
        limit=limit,
        credits=entry["credits"],
        credits_available=entry["credits_available"],
        inactive=entry["inactive"],
        provisional=entry["provisional"],
        reasons=tuple(_said(found["message"]) for found in entry["reasons"]),
    )


def _label(edition: Edition, key: str) -> str:
    metric = edition.metrics.get(key)
    if metric is not None:
        return text(metric.label)
    return str(words.SUBJECT_NAMES["typology"] if key == "uses" else words.SUBJECT_NAMES.get(key, key))


def _said(texts: Mapping[str, str]) -> str:
    return text(Localised.from_mapping(texts))
