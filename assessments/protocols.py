"""The modelling protocol of an edition as a project's models are prepared by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.models import Design
from energyplus_runs.previews.models import Preview
from energyplus_runs.previews.working import ask_for_preview, preview_of
from energyplus_runs.simulation.standard_use import for_uses
from rules.engine.schema import Edition


def protocol_for(edition: Edition, uses: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The annex with what it says of a building of these uses [{typology, gia_m2}]: what a run is asked for with."""
    return for_uses(edition.annexes["protocol"], uses)


def foreseen(design: Design) -> Preview | None:
    """What the protocol will change in a design's model as the project stands now, as far as it was worked out."""
    if design.model is None or not design.project.place_key:
        return None
    return preview_of(design.model, design.project.place_key, _of_project(design))


def foresee(design: Design) -> Preview | None:
    """Have it worked out; None where there is no model or no place."""
    if design.model is None or not design.project.place_key:
        return None
    return ask_for_preview(design.model, design.project.place_key, _of_project(design))


def _of_project(design: Design) -> dict[str, Any]:
    return protocol_for(design.project.edition.loaded(), design.project.uses)
