"""The scorecard document's `subject`, from a project or from a declared file."""

from __future__ import annotations

from typing import Any

from assessments.models import Project

AREAS = ("gia_m2", "useful_floor_area_m2", "gross_floor_area_m2", "footprint_m2", "roof_area_m2")


def subject_of(project: Project) -> dict[str, Any]:
    """What is scored, as it stands now; areas in m², None where not known."""
    return {
        "kind": "building",
        "name": project.name,
        "place": project.place_key or None,
        "works": project.works,
        "stage": project.stage,
        "construction_start_year": project.construction_start_year,
        "uses": [dict(use) for use in project.uses],
        **{area: getattr(project, area) for area in AREAS},
    }
