"""Asking for a score, and stopping the work for one."""

from __future__ import annotations

from django.db import transaction

from assessments.auditing import record
from assessments.inputs import design_declared
from assessments.models import Assessment, Design
from assessments.policies import can_edit_project
from assessments.refusal import NotAllowed
from assessments.scoring import score_if_ready
from assessments.subject import subject_of
from assessments.tasks import score
from energyplus_runs.actions import cancel_run, enqueue, request_run
from energyplus_runs.limits import check_room
from energyplus_runs.models import Run
from standard_site.accounts.models import User
from standard_site.lib.sending import send_on_commit


@transaction.atomic
def request_assessment(user: User, design: Design, send: bool = True) -> Assessment:
    """Score a design against the edition its project is registered under.

    With `send=False` nothing goes to the broker: the caller carries the run out itself.

    Raises:
        NotAllowed: the person does not work on the project.
        Conflict: the person has as many simulations waiting or running as one person may have.
        Busy: as many simulations are waiting as the service takes.
    """
    project = design.project
    if not can_edit_project(user, project):
        raise NotAllowed
    if send:
        _check_limit(user)
    declared = design_declared(design, project.edition.loaded())
    said = declared.subject if declared is not None else None
    assessment = Assessment.objects.create(
        design=design, edition=project.edition, subject=subject_of(project, said), requested_by=user
    )
    run = _request_run(user, design, assessment)
    record(project, user, "assessment-requested", assessment.pk, design=design.number)
    if send:
        _send(assessment, run)
    return assessment


@transaction.atomic
def cancel_assessment(user: User, assessment: Assessment) -> bool:
    """Stop the simulations of an assessment; False when they were over already."""
    project = assessment.design.project
    if not can_edit_project(user, project):
        raise NotAllowed
    stopped = [cancel_run(run) for run in assessment.runs.all()]
    if not any(stopped):
        return False
    record(project, user, "assessment-cancelled", assessment.pk, design=assessment.design.number)
    # A run that still waited is over now: nobody needs to wait for a free worker to hear of it.
    transaction.on_commit(lambda: score_if_ready(str(assessment.pk)), robust=True)
    return True


def _check_limit(user: User) -> None:
    """One person's requests are counted one after the other, so that many at once cannot pass together."""
    User.objects.select_for_update().get(pk=user.pk)
    check_room(user)


def _request_run(user: User, design: Design, assessment: Assessment) -> Run | None:
    """The typical year, when there is a model and a place; without them, what it would say stays undetermined."""
    if design.model is None or not design.project.place_key:
        return None
    protocol = assessment.edition.loaded().annexes["protocol"]
    run = request_run(design.model, design.project.place_key, protocol, user)
    assessment.runs.add(run)
    return run


def _send(assessment: Assessment, run: Run | None) -> None:
    follow_up = score.si(str(assessment.pk))
    if run is not None:
        enqueue(run, follow_up)
    else:
        send_on_commit(follow_up)
