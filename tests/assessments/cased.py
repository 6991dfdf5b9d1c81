"""An edition with further cases, open for registration: the content of the draft of the next edition."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from assessments.actions.assess import request_assessment
from assessments.models import Assessment
from energyplus_runs.models import TYPICAL, Run, RunStatus
from energyplus_runs.simulation.results import Results
from rules.actions.store import add_edition, store_edition
from rules.engine.loading import load_edition_files
from rules.heading import with_head
from rules.lives import Publisher, begin_life
from rules.models import Edition, as_bytes
from tests.assessments.cast import Cast, make_design, make_project
from tests.assessments.results import results

NEXT = settings.EDITIONS_DIR / "island-2026-r1"
KEY = "island-2026-t1"


def cased_edition() -> Edition:
    """Published as another edition, so that projects can be registered under it."""
    draft, day = store_edition(NEXT), timezone.localdate()
    days = {"effective_from": day.isoformat(), "registration_opens": day.isoformat()}
    files = with_head(draft.files, key=KEY, status="published", supersedes="", **days)
    published = add_edition(load_edition_files(as_bytes(files)))
    begin_life(published, Publisher(), day)
    return published


def cased_assessment(cast: Cast, send: bool = False, **wanted: Any) -> Assessment:
    """Asked for, with the small model, under the edition with cases."""
    project = make_project(cast, edition_key=KEY)
    return request_assessment(cast.member, make_design(cast, project, model=True), send=send, **wanted)


def end_runs(assessment: Assessment, **ends: Results | RunStatus) -> None:
    """End the runs of an assessment by case, as named: with results, or without; those not named have an empty year."""
    for run in assessment.runs.all():
        came_to = ends.get(run.case.replace("-", "_"), results())
        if isinstance(came_to, Results):
            done = {"status": RunStatus.SUCCEEDED, "results": came_to.to_json(), "percent": 100}
        else:
            done = {"status": came_to}
        Run.objects.filter(pk=run.pk).update(**done)


def run_of(assessment: Assessment, case: str = TYPICAL) -> Run:
    return assessment.runs.get(case=case)
