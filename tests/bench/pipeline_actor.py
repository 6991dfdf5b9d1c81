"""Inside a measured installation: takes designs in, asks for scores and says how long each took to be stored."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from dataclasses import replace  # noqa: E402

from assessments.actions.assess import request_assessment  # noqa: E402 - after setup
from assessments.actions.designs import DesignFiles, Upload, add_design  # noqa: E402
from assessments.actions.projects import register_project  # noqa: E402
from assessments.command_line import acting_account, make_ready, subject_values  # noqa: E402
from assessments.models import Assessment, Design, Scorecard  # noqa: E402
from energyplus_runs.models import TYPICAL  # noqa: E402
from tests.services.actor import serve_orders  # noqa: E402

_PATIENCE_S = 1800.0
_LOOK_EVERY_S = 0.05  # looking costs the workers processor time


def accept(models: list[str]) -> dict[str, Any]:
    """Take models in, each as a design of its own; asks for nothing."""
    make_ready()
    user, organisation = acting_account()
    project = register_project(
        user, organisation, replace(subject_values(None, "Bench"), place_key="qionghai")
    )
    paths = [Path(model) for model in models]
    designs = [
        add_design(user, project, DesignFiles(model=Upload(path.name, [path.read_bytes()]))) for path in paths
    ]
    return {"designs": [str(design.pk) for design in designs]}


def score(designs: list[str]) -> dict[str, Any]:
    """Ask for all scores at once, each by one year: seconds until the last is stored, and where the prepared texts lie."""
    user, _ = acting_account()
    rows = [Design.objects.get(pk=design) for design in designs]
    began = time.perf_counter()
    asked = [request_assessment(user, row, only=[TYPICAL]).pk for row in rows]
    while Scorecard.objects.filter(assessment__in=asked).count() < len(asked):
        if time.perf_counter() - began > _PATIENCE_S:
            raise TimeoutError(f"no scorecard after {_PATIENCE_S:.0f} s")
        time.sleep(_LOOK_EVERY_S)
    return {"seconds": time.perf_counter() - began, "assessments": [str(key) for key in asked]}


def prepared(assessment: str, to: str) -> dict[str, Any]:
    """Write the prepared model of the typical run to a file; the engine's own seconds come with it."""
    run = Assessment.objects.get(pk=assessment).runs.get(case="typical")
    Path(to).write_text(run.prepared.read_text(), encoding="utf-8", newline="\n")
    return {"wall_s": run.wall_s}


WHAT: dict[str, Callable[..., dict[str, Any]]] = {"accept": accept, "score": score, "prepared": prepared}

if __name__ == "__main__":
    serve_orders(WHAT)
