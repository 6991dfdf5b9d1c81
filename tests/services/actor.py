"""Runs inside an installation under test: does what it is asked on standard input, one JSON object a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from dataclasses import replace  # noqa: E402

from assessments.actions.assess import cancel_assessment, request_assessment  # noqa: E402 - after setup
from assessments.actions.designs import DesignFiles, Upload, add_design  # noqa: E402
from assessments.actions.projects import register_project  # noqa: E402
from assessments.command_line import acting_account, make_ready, subject_values  # noqa: E402
from assessments.models import Assessment, Scorecard  # noqa: E402
from energyplus_runs.models import TYPICAL  # noqa: E402


def request(model: str) -> dict[str, Any]:
    """Register a project with a model and ask for its score by the typical year alone, otherwise as a page would."""
    make_ready()
    user, organisation = acting_account()
    project = register_project(user, organisation, replace(subject_values(None, "Box"), place_key="qionghai"))
    path = Path(model)
    design = add_design(user, project, DesignFiles(model=Upload(path.name, [path.read_bytes()])))
    return {"assessment": str(request_assessment(user, design, only=[TYPICAL]).pk)}


def look(assessment: str) -> dict[str, Any]:
    """How far an assessment and its run have come."""
    row = Assessment.objects.get(pk=assessment)
    run = row.runs.get()
    return {
        "status": row.status,
        "run": str(run.pk),
        "run_status": run.status,
        "phase": run.phase,
        "percent": run.percent,
        "attempt": run.attempt,
        "losses": run.losses,
        "findings": [finding["code"] for finding in run.findings],
        "scorecards": Scorecard.objects.filter(assessment=row).count(),
        "scored_entries": row.design.project.audit.filter(verb="scored").count(),
    }


def cancel(assessment: str) -> dict[str, Any]:
    row = Assessment.objects.get(pk=assessment)
    return {"stopped": cancel_assessment(acting_account()[0], row)}


WHAT: dict[str, Callable[..., dict[str, Any]]] = {"request": request, "look": look, "cancel": cancel}


def serve_orders(whats: dict[str, Callable[..., dict[str, Any]]]) -> None:
    for line in sys.stdin:
        order = json.loads(line)
        what = whats[order.pop("what")]
        sys.stdout.write(json.dumps(what(**order)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve_orders(WHAT)
