"""Editions with further cases, open for registration."""

from __future__ import annotations

from collections.abc import Mapping
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
RECIPES = "reference_building.yaml"
KEY = "island-2026-t1"
SCENARIOS = """
version: 1
cases:
  reference:
    title: {en: Reference building, zh-hans: 参照建筑}
    treatments: [{kind: reference}]
    supplies: [reference_operating_carbon_kgco2_per_m2_yr, reference_site_eui_kwh_per_m2_yr]
  outage:
    title: {en: Seven days without power, zh-hans: 停电七天}
    treatments: [{kind: outage}]
    supplies: [outage_set_above_30_k_h]
  free-running:
    title: {en: No cooling all year, zh-hans: 全年不供冷}
    treatments: [{kind: free-running}]
    supplies: [comfortable_without_cooling_h_per_yr, occupied_h_per_yr]
unmet_hours:
  most_h: 300
  cases: [typical, reference]
  basis: {status: F2, title: A rule, locator: its number, note: {en: Both added., zh-hans: 两者相加。}}
"""


def cased_edition() -> Edition:
    """The edition the service comes with, and three further cases: what they do to a model is of no matter here."""
    shipped = store_edition(settings.EDITIONS_DIR / settings.DEFAULT_EDITION)
    recipes = {RECIPES: (NEXT / RECIPES).read_text(encoding="utf-8")}
    return _published({**shipped.files, **recipes, "scenarios.yaml": SCENARIOS}, shipped.key)


def next_edition() -> Edition:
    """The edition that ships after the one of the other tests."""
    return store_edition(NEXT)


def _published(files: Mapping[str, str], supersedes: str) -> Edition:
    day = timezone.localdate()
    days = {"effective_from": day.isoformat(), "registration_opens": day.isoformat()}
    texts = with_head(files, key=KEY, status="published", supersedes=supersedes, **days)
    published = add_edition(load_edition_files(as_bytes(texts)))
    begin_life(published, Publisher(), day)
    return published


def cased_assessment(cast: Cast, send: bool = False, edition_key: str = KEY, **wanted: Any) -> Assessment:
    """Asked for, with the small model, under the edition with cases."""
    project = make_project(cast, edition_key=edition_key)
    return request_assessment(cast.member, make_design(cast, project, model=True), send=send, **wanted)


def end_runs(assessment: Assessment, **ends: Results | RunStatus) -> None:
    """End the runs of an assessment by case, as named: with results, or without; those not named have an empty year."""
    for run in assessment.runs.all():
        came_to = ends.get(run.case.replace("-", "_"), results())
        if isinstance(came_to, Results):
            ended = {"status": RunStatus.SUCCEEDED, "results": came_to.to_json(), "percent": 100}
            done = {**ended, "prepared": run.model.canonical_id}
        else:
            done = {"status": came_to}
        Run.objects.filter(pk=run.pk).update(**done)


def run_of(assessment: Assessment, case: str = TYPICAL) -> Run:
    return assessment.runs.get(case=case)
