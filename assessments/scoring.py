"""From a finished simulation to one scorecard. Safe to call at any time and any number of times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from assessments.auditing import record
from assessments.case_metrics import CaseResults
from assessments.cases import in_case_order, scenarios_of
from assessments.document import digest_of, scored_document
from assessments.factor_libraries.reading import library_for
from assessments.factors import upfront_of
from assessments.inputs import design_declared, design_take_off
from assessments.metrics import Sources, gather
from assessments.models import Assessment, AssessmentStatus, Scorecard
from assessments.refusal import FINDINGS
from assessments.scorecard_inputs import columns_of, inputs_of
from energyplus_runs.models import OPEN_STATES, TYPICAL, Run, RunStatus
from energyplus_runs.selectors import places
from energyplus_runs.simulation.results import Results
from rules.engine.evaluation import Evaluation, MetricValue, Subject, evaluate

log = structlog.get_logger(__name__)


def score_if_ready(assessment_id: str) -> None:
    """Score an assessment whose runs are over; returns while one is open, or when it has its end already.

    Without the typical year there is no score; a further case that failed leaves only what it would have told unknown.
    The work is done outside a transaction and saved in a short one that looks again: whoever comes second saves nothing.
    """
    assessment = (
        Assessment.objects.select_related("design__project", "design__model", "edition")
        .defer("edition__files")
        .filter(pk=assessment_id)
        .first()
    )
    if assessment is None or assessment.status != AssessmentStatus.SIMULATING:
        return
    runs = list(assessment.runs.order_by("requested_at"))
    if any(run.is_open for run in runs):
        return
    if any(run.status != RunStatus.SUCCEEDED for run in runs if run.case == TYPICAL):
        _end_without_score(assessment, runs)
        return
    try:
        _save(assessment, compute_document(assessment, runs), _grid_region(assessment))
    except (OperationalError, InterfaceError):
        raise  # the database is out of reach; the sweep comes again
    except Exception:  # a defect of ours must not leave the architect waiting for ever
        log.exception("scoring-failed", assessment=str(assessment.pk))
        _end(assessment, AssessmentStatus.FAILED, [FINDINGS.make("scoring-failed").to_json()])


def compute_document(assessment: Assessment, runs: Sequence[Run]) -> dict[str, Any]:
    """The scorecard document from the stored inputs alone; the same inputs give the same document."""
    ordered = in_case_order(runs, scenarios_of(assessment.edition.loaded()).cases)
    sources = _sources(assessment, ordered)
    known = gather(sources)
    return scored_document(assessment, ordered, sources, known, _evaluate(assessment, sources, known.values))


def _sources(assessment: Assessment, runs: Sequence[Run]) -> Sources:
    design, edition = assessment.design, assessment.edition.loaded()
    declared = design_declared(design, edition)
    results = {run.case: Results.from_json(run.results) for run in runs if run.results}
    cases = scenarios_of(edition).cases
    return Sources(
        edition=edition,
        declared=declared,
        upfront=upfront_of(
            design_take_off(design),
            edition,
            assessment.subject["gia_m2"],
            declared,
            library_for(design, edition, assessment.requested_at),
        ),
        results=results.get(TYPICAL),
        model_summary=design.model.summary if design.model is not None else None,
        grid_region=_grid_region(assessment),
        gia_m2=assessment.subject["gia_m2"],
        start_year=assessment.subject["construction_start_year"],
        cases={key: CaseResults(case, results[key]) for key, case in cases.items() if key in results},
    )


def _grid_region(assessment: Assessment) -> str | None:
    place = places().get(assessment.subject["place"] or "")
    return place.grid_region if place is not None else None


def _evaluate(assessment: Assessment, sources: Sources, values: Mapping[str, MetricValue]) -> Evaluation:
    subject = Subject.from_json({**assessment.subject, "grid_region": sources.grid_region})
    return evaluate(sources.edition, subject, values)


@transaction.atomic
def _save(assessment: Assessment, document: dict[str, Any], grid_region: str | None) -> None:
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if locked.status != AssessmentStatus.SIMULATING or _is_tried_again(locked):
        return
    Scorecard.objects.create(
        assessment=locked,
        document=document,
        digest=digest_of(document),
        gate=document["gate"]["outcome"],
        score_total=document["score"]["total"],
        rating_key=document["rating"]["key"] or "",
        **columns_of(inputs_of(document, grid_region)),
    )
    locked.status, locked.ended_at = AssessmentStatus.SCORED, timezone.now()
    locked.save(update_fields=["status", "ended_at"])
    design = assessment.design
    record(design.project, None, "scored", locked.pk, design=design.number, gate=document["gate"]["outcome"])


def _is_tried_again(assessment: Assessment) -> bool:
    """Whether an operator put one of its runs into the queue again while the score was worked out."""
    return assessment.runs.filter(status__in=OPEN_STATES).exists()


def end_cancelled(assessment: Assessment) -> None:
    """End an assessment that nobody waits for any longer, whatever of it was simulated already."""
    _end(assessment, AssessmentStatus.CANCELLED, [])


@transaction.atomic
def _end_without_score(assessment: Assessment, runs: Sequence[Run]) -> None:
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    if _is_tried_again(assessment):
        return
    failed = any(run.status == RunStatus.FAILED for run in runs if run.case == TYPICAL)
    _end(assessment, AssessmentStatus.FAILED if failed else AssessmentStatus.CANCELLED, [])


@transaction.atomic
def _end(assessment: Assessment, status: AssessmentStatus, findings: list[dict[str, Any]]) -> None:
    ended = Assessment.objects.filter(pk=assessment.pk, status=AssessmentStatus.SIMULATING).update(
        status=status, ended_at=timezone.now(), findings=[*assessment.findings, *findings]
    )
    if ended:
        verb = "assessment-failed" if status == AssessmentStatus.FAILED else "assessment-stopped"
        record(assessment.design.project, None, verb, assessment.pk, design=assessment.design.number)
