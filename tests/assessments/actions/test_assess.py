"""Asking for a score and stopping it; how much one person may ask for at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments.actions.assess import cancel_assessment, request_assessment
from assessments.actions.projects import archive_project
from assessments.models import Assessment, AuditEntry, Project
from assessments.refusal import Busy, Conflict, NotAllowed
from assessments.tasks import score
from energyplus_runs.models import Run, RunStatus, WorkerNode
from tests.assessments.cast import Cast, client_of, make_design


def test_a_person_has_so_many_simulations_and_no_more(cast: Cast, project: Project, settings: Any) -> None:
    settings.RUNS_PER_USER_MAX = 2
    design = make_design(cast, project, model=True)
    first = request_assessment(cast.member, design)
    request_assessment(cast.member, design)
    with pytest.raises(Conflict) as refused:
        request_assessment(cast.member, design)
    assert refused.value.finding.code == "too-many-runs"
    assert Assessment.objects.count() == 2
    cancel_assessment(cast.member, first)
    assert request_assessment(cast.member, design).pk


def test_when_too_many_wait_nobody_is_taken_and_hears_how_long(
    cast: Cast, project: Project, settings: Any
) -> None:
    settings.RUNS_WAITING_MAX = 1
    design = make_design(cast, project, model=True)
    request_assessment(cast.member, design)
    with pytest.raises(Busy) as refused:
        request_assessment(cast.member, design)
    assert refused.value.finding.code == "queue-full"
    assert "not known yet" in refused.value.finding.message["en"]
    answer = client_of(cast.member).post(f"/api/v1/designs/{design.pk}/assessments/")
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "busy", "61")
    now = timezone.now()
    WorkerNode.objects.create(name="w", slots=1, started_at=now, seen_at=now)
    Run.objects.update(expected_s=130.0)  # 130 s on one slot: three minutes, rounded up
    answer = client_of(cast.member).post(f"/api/v1/designs/{design.pk}/assessments/")
    assert "in about 3 min" in answer.json()["findings"][0]["message"]["en"]
    assert answer.headers["Retry-After"] == "131"


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_do_not_pass_the_limit_together(
    cast: Cast, project: Project, settings: Any
) -> None:
    settings.RUNS_PER_USER_MAX = 2
    design = make_design(cast, project, model=True)
    start = threading.Barrier(6)
    outcomes: list[Assessment | str] = []

    def ask() -> None:
        start.wait()
        try:
            outcomes.append(request_assessment(cast.member, design))
        except Conflict as refused:
            outcomes.append(refused.finding.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("too-many-runs") == 4
    assert Run.objects.filter(status=RunStatus.QUEUED).count() == 2


def test_the_subject_is_frozen_with_the_request(cast: Cast, project: Project) -> None:
    assessment = request_assessment(cast.member, make_design(cast, project), send=False)
    Project.objects.filter(pk=project.pk).update(gia_m2=1)
    assessment.refresh_from_db()
    assert assessment.subject["gia_m2"] == 1200
    assert assessment.edition_id == project.edition_id


def test_without_a_model_nothing_is_simulated(cast: Cast, project: Project) -> None:
    assert not request_assessment(cast.member, make_design(cast, project), send=False).runs.exists()


def test_who_may_ask_and_cancel(cast: Cast, project: Project) -> None:
    design = make_design(cast, project, model=True)
    assessment = request_assessment(cast.member, design, send=False)
    for stranger in (cast.stranger, cast.assessor, cast.operator):
        with pytest.raises(NotAllowed):
            request_assessment(stranger, design)
        with pytest.raises(NotAllowed):
            cancel_assessment(stranger, assessment)
    archive_project(cast.member, project)
    design.project.refresh_from_db()
    with pytest.raises(NotAllowed):
        request_assessment(cast.member, design)
    assert AuditEntry.objects.filter(verb="assessment-cancelled").count() == 0


def test_a_broker_that_is_away_refuses_nobody(
    cast: Cast, project: Project, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise OperationalError("no broker here")

    monkeypatch.setattr(score, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        assessment = request_assessment(cast.member, make_design(cast, project))
    assessment.refresh_from_db()
    assert assessment.status == "simulating"  # the sweep scores it
