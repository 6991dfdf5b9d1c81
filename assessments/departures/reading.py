"""The departures of an assessment: where its model does otherwise than the protocol that was held against it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from assessments.departures.models import DepartureDecision, DepartureReason
from assessments.models import Assessment, Submission
from energyplus_runs.models import TYPICAL, Run
from energyplus_runs.simulation.protocol import Protocol, read_protocol
from energyplus_runs.simulation.steps_base import Action


@dataclass(frozen=True, slots=True)
class Departure:
    """One figure of the model against the protocol's, with the newest word of either side."""

    key: str
    step: str
    step_title: Mapping[str, str]
    title: Mapping[str, str]
    object: str
    found: str
    standard: str
    allowed: bool  # whether the edition lets a design depart here with a reason
    reason: DepartureReason | None
    decision: DepartureDecision | None

    @property
    def is_open(self) -> bool:
        """Not accepted: without a reason, without a decision, or refused."""
        return self.decision is None or not self.decision.accepted


def departures_of(assessment: Assessment, submission: Submission | None = None) -> tuple[Departure, ...]:
    """What the typical year of an assessment departs in; `submission` is the round whose decisions count."""
    run = assessment.runs.filter(case=TYPICAL).only("preparation", "protocol").first()
    if run is None or not _has_any(run):
        return ()
    reasons = {row.key: row for row in _reasons(assessment, submission)}
    rows = submission.departure_decisions.select_related("decided_by") if submission is not None else ()
    decisions = {row.key: row for row in rows}
    protocol = read_protocol(run.protocol)
    return tuple(_found(run, protocol, reasons, decisions))


def key_of(step: str, change: Mapping[str, Any]) -> str:
    """One word for a departure: the same for every assessment of the same step, object and figure."""
    named = "\n".join((step, change["object"], change["name"], change["field"] or ""))
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def _has_any(run: Run) -> bool:
    return any(change["action"] == Action.DEPARTS for step in run.preparation for change in step["changes"])


def _reasons(assessment: Assessment, submission: Submission | None) -> QuerySet[DepartureReason]:
    """The architects' reasons; of a round that is concluded those it was concluded with."""
    rows = assessment.design.departure_reasons.select_related("written_by")
    if submission is None or submission.concluded_at is None:
        return rows
    return rows.filter(written_at__lte=submission.concluded_at)


def _meant(decision: DepartureDecision | None, reason: DepartureReason | None) -> DepartureDecision | None:
    """A decision on the reason as it stands; one on an earlier reason is none."""
    if decision is None or (reason is not None and decision.decided_at < reason.written_at):
        return None
    return decision


def _found(
    run: Run,
    protocol: Protocol,
    reasons: Mapping[str, DepartureReason],
    decisions: Mapping[str, DepartureDecision],
) -> Iterator[Departure]:
    quantities = protocol.standard_use.quantities if protocol.standard_use is not None else {}
    for step in run.preparation:
        for change in step["changes"]:
            if change["action"] != Action.DEPARTS:
                continue
            key, field = key_of(step["key"], change), change["field"]
            yield Departure(
                key=key,
                step=step["key"],
                step_title=step["title"],
                title=quantities[field].title if field in quantities else {"en": field, "zh-hans": field},
                object=" ".join(filter(None, (change["object"], change["name"]))),
                found=change["before"],
                standard=change["after"],
                allowed=step["key"] in protocol.departures,
                reason=reasons.get(key),
                decision=_meant(decisions.get(key), reasons.get(key)),
            )
