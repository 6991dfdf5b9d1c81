"""Asking for a score, and stopping the work for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Any

from django.db import transaction

from assessments.auditing import record
from assessments.carbon.declared import Declared
from assessments.cases import narrowed, needed_cases, treatments_of
from assessments.inputs import design_declared
from assessments.models import Assessment, Design
from assessments.policies import can_edit_project
from assessments.protocols import protocol_for
from assessments.refusal import NotAllowed
from assessments.scoring import end_cancelled, score_if_ready
from assessments.subject import subject_of
from assessments.tasks import score
from energyplus_runs.actions import cancel_run, enqueue, request_run
from energyplus_runs.known import take_known
from energyplus_runs.limits import check_room
from energyplus_runs.models import TYPICAL, Run
from energyplus_runs.selectors import places
from energyplus_runs.simulation.scenarios import Case
from rules.engine.evaluation import Subject
from rules.engine.schema import Edition as LoadedEdition
from standard_site.accounts.models import User
from standard_site.lib.sending import send_on_commit

# What is scored within the request when every answer is known: a take-off of some hundred lines takes a few milliseconds.
SCORED_AT_ONCE_MOST_BYTES = 64 * 1024


@transaction.atomic
def request_assessment(
    user: User, design: Design, send: bool = True, only: Collection[str] | None = None
) -> Assessment:
    """Score a design against the edition its project is registered under.

    With `send=False` nothing goes to the broker: the caller carries the runs out itself. `only` names the further cases to
    simulate, among those the edition asks for; what the others would tell stays undetermined.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: `only` names a case that the edition does not have.
        Conflict: the person has as many simulations waiting or running as one person may have.
        Busy: as many simulations are waiting as the service takes.
    """
    project = design.project
    if not can_edit_project(user, project):
        raise NotAllowed
    if send:
        _check_limit(user)
    edition = project.edition.loaded()
    declared = design_declared(design, edition)
    subject = subject_of(project, declared.subject if declared is not None else None)
    cases, left_out = narrowed(edition, _needed_cases(edition, design, subject, declared), only)
    assessment = Assessment.objects.create(
        design=design, edition=project.edition, subject=subject, requested_by=user, findings=left_out
    )
    runs = _request_runs(user, assessment, cases)
    record(project, user, "assessment-requested", assessment.pk, design=design.number)
    if send:
        _send(assessment, runs)
    return assessment


@transaction.atomic
def cancel_assessment(user: User, assessment: Assessment) -> bool:
    """Stop the simulations of an assessment; False when they were over already."""
    project = assessment.design.project
    if not can_edit_project(user, project):
        raise NotAllowed
    runs = list(assessment.runs.all())
    stopped = [cancel_run(run) for run in runs]
    if not any(stopped):
        return False
    record(project, user, "assessment-cancelled", assessment.pk, design=assessment.design.number)
    if any(run.case == TYPICAL and not run.is_open for run in runs):
        end_cancelled(assessment)  # enough is simulated for a score, which nobody wants any more
    # A run that still waited is over now: nobody needs to wait for a free worker to hear of it.
    transaction.on_commit(lambda: score_if_ready(str(assessment.pk)), robust=True)
    return True


def _check_limit(user: User) -> None:
    """One person's requests are counted one after the other, so that many at once cannot pass together."""
    User.objects.select_for_update().get(pk=user.pk)
    check_room(user)


def _needed_cases(
    edition: LoadedEdition, design: Design, subject: dict[str, Any], declared: Declared | None
) -> tuple[Case, ...]:
    """The further cases this subject needs; none without a model and a place."""
    place = places().get(design.project.place_key)
    if design.model is None or place is None:
        return ()
    judged = Subject.from_json({**subject, "grid_region": place.grid_region})
    return needed_cases(edition, judged, declared.metrics if declared is not None else ())


def _request_runs(user: User, assessment: Assessment, cases: Iterable[Case]) -> list[Run]:
    """The typical year and the further cases, when there is a model and a place; without them, what they would say stays
    undetermined. A request that was answered before is over at once."""
    design = assessment.design
    if design.model is None or not design.project.place_key:
        return []
    edition = assessment.edition.loaded()
    protocol = protocol_for(edition, assessment.subject["uses"])
    ask = partial(request_run, design.model, design.project.place_key, protocol, user)
    runs = [ask()]
    for case in cases:
        treatments = treatments_of(edition, case, assessment.subject)
        runs.append(ask(case=case.key, treatments=treatments, expected_hours=case.hours))
    assessment.runs.add(*runs)
    for run in runs:
        take_known(run)
    return runs


def _send(assessment: Assessment, runs: Sequence[Run]) -> None:
    follow_up = score.si(str(assessment.pk))
    waiting = [run for run in runs if run.is_open]
    for run in waiting:
        enqueue(run, follow_up)
    if runs and not waiting and _is_scored_at_once(assessment.design):
        transaction.on_commit(lambda: score_if_ready(str(assessment.pk)), robust=True)
    elif not waiting:
        send_on_commit(follow_up)


def _is_scored_at_once(design: Design) -> bool:
    return design.take_off is None or design.take_off.size_bytes <= SCORED_AT_ONCE_MOST_BYTES
