"""The audit trail as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import AuditEntry, SubmissionStatus, Verdict
from standard_site.lib.words import OUTCOMES

REVIEW_VERBS = (
    "submitted",
    "submission-withdrawn",
    "review-taken",
    "review-handed-back",
    "criterion-decided",
    "departure-explained",
    "departure-accepted",
    "departure-refused",
    "factor-chosen",
    "factor-choice-withdrawn",
    "matches-confirmed",
    "matches-withdrawn",
    "review-concluded",
)
SERVICE_VERBS = ("scored", "assessment-failed", "assessment-stopped")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: who, what, when, in whose words, and which values changed."""

    at: datetime
    actor: str
    sentence: str
    words: str
    changes: tuple[tuple[str, Any, Any], ...]


def lines(entries: Iterable[AuditEntry]) -> Iterator[Line]:
    for entry in entries:
        yield Line(
            at=entry.at,
            actor=_actor(entry),
            sentence=_sentence(entry),
            words=str(
                entry.detail.get("note") or entry.detail.get("reason") or entry.detail.get("conclusion") or ""
            ),
            changes=tuple((name, *pair) for name, pair in entry.detail.get("changed", {}).items()),
        )


def _actor(entry: AuditEntry) -> str:
    if entry.actor is not None:
        return str(entry.actor)
    return _("The service") if entry.verb in SERVICE_VERBS else _("A person who has left")


def _sentence(entry: AuditEntry) -> str:
    """What happened; a verb that is new to this page is shown as it is written."""
    pattern = _patterns().get(entry.verb)
    if pattern is None:
        return entry.verb
    return pattern % _named(entry.detail, entry.target)


def _patterns() -> dict[str, str]:
    return {
        "project-registered": _("registered the project under edition %(edition)s"),
        "project-changed": _("changed the project's description"),
        "project-moved": _("moved the project from edition %(before)s to %(edition)s"),
        "project-archived": _("archived the project"),
        "project-restored": _("restored the project"),
        "design-added": _("added design %(number)s"),
        "take-off-handed-in": _("handed in the take-off %(name)s to be read"),
        "factor-chosen": _("chose the factor %(factor)s for line %(line)s of design %(design)s"),
        "factor-choice-withdrawn": _("took line %(line)s of design %(design)s back to the usual factor"),
        "matches-confirmed": _("confirmed factors of texts: %(count)s, from design %(design)s"),
        "matches-withdrawn": _("withdrew factors of texts: %(count)s, from design %(design)s"),
        "assessment-requested": _("asked for an assessment of design %(design)s"),
        "assessment-cancelled": _("cancelled the assessment of design %(design)s"),
        "scored": _("scored the assessment of design %(design)s; gate: %(gate)s"),
        "assessment-failed": _("ended the assessment of design %(design)s: it failed"),
        "assessment-tried-again": _("had the failed assessment of design %(design)s tried again"),
        "run-cancelled-by-operator": _("cancelled a simulation of design %(design)s, as operator"),
        "assessment-stopped": _("ended the assessment of design %(design)s: it was cancelled"),
        "options-requested": _("had measures tried on design %(design)s"),
        "options-combined": _("had measures of a study tried together"),
        "options-cancelled": _("stopped the measures tried on design %(design)s"),
        "option-made": _("made design %(number)s of measures that were tried"),
        "submitted": _("submitted design %(design)s for review, round %(round)s"),
        "submission-withdrawn": _("withdrew the submission, round %(round)s"),
        "review-taken": _("took the review, round %(round)s"),
        "review-handed-back": _("handed the review back, round %(round)s"),
        "criterion-decided": _("decided on %(target)s: %(verdict)s, round %(round)s"),
        "departure-explained": _("gave the reason for a departure from the protocol: %(target)s"),
        "departure-accepted": _("accepted a departure from the protocol: %(target)s, round %(round)s"),
        "departure-refused": _("refused a departure from the protocol: %(target)s, round %(round)s"),
        "review-concluded": _("concluded round %(round)s: %(outcome)s"),
    }


def _named(detail: Mapping[str, Any], target: str) -> dict[str, Any]:
    """The values a sentence may name, choices in words; a value an old entry lacks shows as a dash."""
    known = {
        "edition": "–",
        "before": "–",
        "number": "–",
        "design": "–",
        "round": "–",
        "line": "–",
        "factor": "–",
        "count": "–",
        "target": target,
        **detail,
    }
    known["verdict"] = dict(Verdict.choices).get(detail.get("verdict", ""), "–")
    known["gate"] = OUTCOMES.get(detail.get("gate", ""), "–")
    known["outcome"] = dict(SubmissionStatus.choices).get(detail.get("outcome", ""), "–")
    return known
