"""The scorecard document as a page: verdict first, then score, then criteria, then what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.cases import scenarios_of
from assessments.own_criteria import own_criteria
from assessments.presentation.requirements import RequirementShown, requirement_shown
from assessments.presentation.telling_apart import criterion_value_text
from assessments.presentation.text import said
from assessments.subject import AREAS
from rules.engine.schema import Edition
from rules.naming import list_comma
from standard_site.lib.words import SCENARIOS, SUBJECT_NAMES


@dataclass(frozen=True, slots=True)
class Decisive:
    """A requirement that decided the gate, with what stood behind it."""

    key: str
    code: str
    title: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScenarioShown:
    """One scenario: its score 0–100 (None where nothing can be earned) and weight in the edition and after renormalising [%]."""

    key: str
    label: str
    score: float | None
    credits: float
    credits_available: float
    weight: float
    weight_applied: float
    criteria: tuple[CriterionLine, ...]


@dataclass(frozen=True, slots=True)
class CriterionLine:
    key: str
    code: str
    title: str
    value: str
    outcome: str
    requirements: tuple[RequirementShown, ...]

    @property
    def credits(self) -> float:
        return sum(requirement.credits for requirement in self.requirements)

    @property
    def credits_available(self) -> float:
        return sum(requirement.credits_available for requirement in self.requirements)


@dataclass(frozen=True, slots=True)
class Missing:
    """An input nobody gave: what it is, where it would come from, and which criteria wait for it."""

    key: str
    label: str
    definition: str
    advice: str
    criteria: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ScorecardShown:
    gate: str
    gate_provisional: bool
    decisive: tuple[Decisive, ...]
    total: float | None
    score_provisional: bool
    rating: str
    rating_provisional: bool
    draft: bool
    scenarios: tuple[ScenarioShown, ...]
    missing: tuple[Missing, ...]
    findings: tuple[Mapping[str, Any], ...]
    subject: Mapping[str, Any]


def scorecard_shown(document: Mapping[str, Any], edition: Edition) -> ScorecardShown:
    score, rating = document["score"], document["rating"]
    criteria = own_criteria(document)
    return ScorecardShown(
        gate=document["gate"]["outcome"],
        gate_provisional=document["gate"]["provisional"],
        decisive=tuple(_decisive(document["gate"], criteria, edition)),
        total=score["total"],
        score_provisional=score.get("provisional", False),
        rating=_rating(rating["key"], edition),
        rating_provisional=rating["provisional"],
        draft=document["edition"]["status"] != "published",
        scenarios=tuple(_scenario(key, entry, criteria) for key, entry in score["scenarios"].items()),
        missing=_most_urgent_first(
            _missing(criteria, edition, simulated=document["energy"] is not None), document["gate"], criteria
        ),
        findings=tuple(document["findings"]),
        subject=document["subject"],
    )


def _most_urgent_first(
    missing: Iterable[Missing], gate: Mapping[str, Any], criteria: Iterable[Mapping[str, Any]]
) -> tuple[Missing, ...]:
    """What the gate's decisive requirements lack comes first."""
    needs = ((f"{entry['key']}.{need['key']}", need) for entry in criteria for need in entry["requirements"])
    urgent = {key for name, need in needs if name in gate["decided_by"] for key in need["missing"]}
    return tuple(sorted(missing, key=lambda item: item.key not in urgent))


def _decisive(
    gate: Mapping[str, Any], criteria: Iterable[Mapping[str, Any]], edition: Edition
) -> Iterable[Decisive]:
    """The requirements the gate names as decisive, each with what is missing or by how much it fails."""
    by_name = {
        f"{entry['key']}.{need['key']}": (entry, need) for entry in criteria for need in entry["requirements"]
    }
    for name in gate.get("decided_by", []):
        if name in by_name:
            criterion, need = by_name[name]
            yield Decisive(
                criterion["key"], criterion["code"], said(need["title"]), tuple(_why(need, edition))
            )


def _why(need: Mapping[str, Any], edition: Edition) -> Iterable[str]:
    shown = requirement_shown(need)
    if shown.outcome != "undetermined" and shown.limit:
        yield _("%(value)s (limit %(limit)s)") % {"value": shown.value, "limit": shown.limit}
    if need["missing"]:
        names = list_comma().join(label_of(key, edition) for key in need["missing"])
        yield _("missing: %(metrics)s") % {"metrics": names}
    yield from shown.reasons


def _rating(key: str | None, edition: Edition) -> str:
    return next((said(rating.label) for rating in edition.ratings if rating.key == key), key or "")


def _scenario(key: str, entry: Mapping[str, Any], criteria: Iterable[Mapping[str, Any]]) -> ScenarioShown:
    return ScenarioShown(
        key=key,
        label=said(entry.get("label")) or str(SCENARIOS.get(key, key)),
        score=entry["score"],
        credits=entry["credits"],
        credits_available=entry["credits_available"],
        weight=entry["weight"],
        weight_applied=entry["weight_applied"],
        criteria=tuple(criterion_line(one) for one in criteria if one["scenario"] == key),
    )


def criterion_line(entry: Mapping[str, Any]) -> CriterionLine:
    return CriterionLine(
        key=entry["key"],
        code=entry["code"],
        title=said(entry["title"]),
        value=criterion_value_text(entry),
        outcome=entry["outcome"],
        requirements=tuple(requirement_shown(need) for need in entry["requirements"]),
    )


def label_of(key: str, edition: Edition) -> str:
    """The name of a metric or of a word of the subject; the key where there is none."""
    metric = edition.metrics.get(key)
    return said(metric.label) if metric is not None else str(SUBJECT_NAMES.get(key, key))


def _missing(criteria: Iterable[Mapping[str, Any]], edition: Edition, simulated: bool) -> Iterable[Missing]:
    """Each missing input once, in the order the criteria ask for it."""
    waiting: dict[str, list[tuple[str, str]]] = {}
    supplied = {key for case in scenarios_of(edition).cases.values() for key in case.supplies}
    for entry in criteria:
        for key in entry["missing"]:
            waiting.setdefault(key, []).append((entry["key"], entry["code"]))
    for key, names in waiting.items():
        metric = edition.metrics.get(key)
        definition = said(metric.definition) if metric is not None else ""
        source = metric.source if metric is not None else "subject"
        if key in AREAS:
            source = "area"
        elif source == "simulated" and simulated:
            source = "case" if key in supplied else "another-run"
        yield Missing(key, label_of(key, edition), definition, _advice(source), tuple(names))


def _advice(source: str) -> str:
    return {
        "area": _("Give it in the project's description or in the declared values."),
        "declared": _("Give it in the declared values."),
        "take_off": _("It comes from the take-off: add its lines or match them to a factor."),
        "simulated": _("It comes from the simulation of the energy model."),
        "another-run": _(
            "The simulation that was made does not give it: it takes a run of its own, such as that of a reference"
            " building, which this edition does not describe."
        ),
        "case": _(
            "It takes a simulation of its own that was left out or came to no result; the findings say why."
        ),
        "metered": _("It needs metered data of the building in use."),
        "derived": _("It is worked out from other values, one of which is missing."),
        "subject": _("Give it in the project's description."),
    }.get(source, "")
