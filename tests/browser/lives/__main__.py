"""`python -m tests.browser.lives ARCHITECT ANSWER`, in the service's environment: two options of one building, scored.

Nothing is simulated: the model is the small one whose year is known already, its electricity taken for that of a house of many
rooms. The edition is the draft of the next one with what only an author can set, so that budgets are drawn. The identifiers are
written to ANSWER as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import django

HERE = Path(__file__).parent
MODEL = HERE.parents[1] / "energyplus_runs" / "models" / "box.idf"
NAME = "Bay hotel 海湾酒店"
# Trial figures: a zone of 80,000 people with 52,000 t a year of its buildings.
SET_BY_AUTHOR = {
    "budget_zone_population_persons": 80_000,
    "budget_world_population_persons": 8e9,
    "budget_buildings_weight": 0.25,
    "budget_buildings_reserve": 0.2,
    "budget_zone_buildings_kgco2_per_yr": 5.2e7,
    "budget_share_of_new_buildings": 0.5,
    "budget_floor_area_started_m2_per_yr": 25_000,
    "budget_share_of_stock": 0.5,
    "budget_floor_area_stock_m2": 1e6,
    "refrigerant_end_of_life_loss": 0.2,
}
OF_THE_SMALL_HOUSE = {"typical": 8.0, "reference": 12.0}


def main(architect: str, answer: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standard_site.settings")
    django.setup()
    from assessments.factor_libraries.bringing import DatasetGiven, bring  # noqa: PLC0415 -- after the settings
    from standard_site.accounts.models import User  # noqa: PLC0415

    user = User.objects.get(email=architect)
    practice = user.memberships.get().organisation
    bring(user, practice, DatasetGiven("trial", "Trial figures", _upload("factors.csv")))
    project = _project(user, practice)
    options = {name: _scored(user, project, name) for name in ("timber", "concrete")}
    Path(answer).write_text(json.dumps({"lives_project": str(project.pk), **options}), encoding="utf-8")


def _project(user: Any, practice: Any) -> Any:
    from assessments.models import Project  # noqa: PLC0415
    from rules.actions.store import keep_edition  # noqa: PLC0415
    from rules.engine.loading import load_edition_files  # noqa: PLC0415

    edition = keep_edition(load_edition_files(_trial_files()))
    return Project.objects.create(
        organisation=practice,
        created_by=user,
        edition=edition,
        name=NAME,
        place_key="baoting",
        construction_start_year=2027,
        uses=[{"typology": "hotel", "gia_m2": 2160.0}],
        gia_m2=2160.0,
        useful_floor_area_m2=2013.7,
        gross_floor_area_m2=2470.3,
    )


def _trial_files() -> dict[str, bytes]:
    """The next edition's files under another key, its parameters with those above."""
    from django.conf import settings  # noqa: PLC0415

    from tests.rules.editions import files_of  # noqa: PLC0415

    files = files_of(settings.EDITIONS_DIR / "island-2026-r2")
    head = files["edition.yaml"].decode().replace("key: island-2026-r2", "key: island-trial", 1)
    added = "".join(
        f'  {key}:\n    label: {{en: "{key}", zh-hans: "{key}"}}\n    value: {value!r}\n    unit: "1"\n'
        "    source: author\n    status: P\n"
        for key, value in SET_BY_AUTHOR.items()
        if f"\n  {key}:\n" not in head
    )
    return {**files, "edition.yaml": head.replace("\nparameters:\n", f"\nparameters:\n{added}", 1).encode()}


def _scored(user: Any, project: Any, name: str) -> str:
    from django.db import transaction  # noqa: PLC0415

    from assessments.actions.assess import request_assessment  # noqa: PLC0415
    from assessments.actions.designs import DesignFiles, add_design  # noqa: PLC0415
    from assessments.scoring import score_if_ready  # noqa: PLC0415

    label = {"concrete": "Concrete 混凝土", "timber": "Timber 木结构"}[name]
    files = DesignFiles(model=_model(), take_off=_upload(f"{name}.csv"), declared=_upload("declared.yaml"))
    design = add_design(user, project, files, label=label)
    with transaction.atomic():
        assessment = request_assessment(user, design, send=False, only=("reference",))
        _simulate(assessment)
    score_if_ready(str(assessment.pk))
    assessment.refresh_from_db()
    if assessment.status != "scored":
        raise RuntimeError(f"not scored but {assessment.status}: is the model's year known?")
    return str(assessment.pk)


def _simulate(assessment: Any) -> None:
    """Every case with the year of the small house, so many times as large; electricity alone."""
    runs = {run.case: run for run in assessment.runs.all()}
    year = runs["typical"].results
    if year is None:
        raise RuntimeError("The model's year is not known.")
    for case, run in runs.items():
        run.results = _enlarged(year, OF_THE_SMALL_HOUSE[case])
        run.status, run.ended_at = "succeeded", runs["typical"].ended_at
        run.save()


def _enlarged(year: dict[str, Any], times: float) -> dict[str, Any]:
    uses = [
        {
            **use,
            "kwh": times * use["kwh"],
            "monthly_kwh": [times * (kwh or 0.0) for kwh in use["monthly_kwh"]],
        }
        for use in year["end_uses"]
        if use["carrier"] == "electricity"
    ]
    by_carrier = {
        name: {"electricity": times * year[name]["electricity"]} for name in ("carriers", "carriers_joules")
    }
    bought = times * year["purchased_electricity_kwh"]
    return {**year, **by_carrier, "end_uses": uses, "purchased_electricity_kwh": bought}


def _model() -> Any:
    from assessments.actions.designs import Upload  # noqa: PLC0415

    return Upload(MODEL.name, [MODEL.read_bytes()])


def _upload(name: str) -> Any:
    from assessments.actions.designs import Upload  # noqa: PLC0415

    return Upload(name, [(HERE / name).read_bytes()])


if __name__ == "__main__":
    main(*sys.argv[1:])
