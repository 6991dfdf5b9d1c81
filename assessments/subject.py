"""The scorecard document's `subject`: the project's description, completed by areas that only the declared file gives."""

from __future__ import annotations

from typing import Any

from assessments.carbon.declared_subject import DeclaredSubject
from assessments.models import Project
from assessments.refusal import FINDINGS
from standard_site.lib.findings import Finding, Where

AREAS = ("gia_m2", "useful_floor_area_m2", "gross_floor_area_m2", "footprint_m2", "roof_area_m2")


# What the project says and the declared file may say too.
_COMPARED = ("works", "stage", "construction_start_year", *AREAS)
_TOLERANCE = 0.005  # for rounding in schedules of areas


def subject_of(project: Project, declared: DeclaredSubject | None = None) -> dict[str, Any]:
    """What is scored, as it stands now; areas in m², None where not known. The project's word comes before the file's."""
    return {
        "kind": "building",
        "name": project.name,
        "place": project.place_key or None,
        "works": project.works,
        "stage": project.stage,
        "construction_start_year": project.construction_start_year,
        "uses": [dict(use) for use in project.uses],
        **{area: _first_known(getattr(project, area), getattr(declared, area, None)) for area in AREAS},
    }


def differences(project: Project, declared: DeclaredSubject | None, file_name: str) -> list[Finding]:
    """A warning for each thing the declared file says otherwise than the project, which is what counts."""
    told = {**{name: getattr(project, name) for name in _COMPARED}, "place": project.place_key or None}
    return [
        FINDINGS.make(
            "declared-subject-differs",
            Where(file=file_name, object="subject", field=name),
            field=name,
            declared=getattr(declared, name),
            project=value,
        )
        for name, value in told.items()
        if _differ(value, getattr(declared, name, None))
    ]


def floor_area_difference(
    project: Project, declared: DeclaredSubject | None, floor_area_m2: float | None, file_name: str
) -> list[Finding]:
    """What the floor area in the energy model [m², with multipliers] is against the declared gross internal area."""
    gia_m2 = _first_known(project.gia_m2, declared.gia_m2 if declared is not None else None)
    if gia_m2 is None or floor_area_m2 is None or not _differ(gia_m2, floor_area_m2):
        return []
    deviation = f"{100 * (floor_area_m2 / gia_m2 - 1):+.1f}"
    values = {"model": f"{floor_area_m2:.1f}", "declared": f"{gia_m2:.1f}", "deviation": deviation}
    return [FINDINGS.make("floor-area-differs", Where(file=file_name, object="Zone"), **values)]


def _first_known(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


def _differ(told: object, declared: object) -> bool:
    if told is None or declared is None:
        return False
    if isinstance(told, float) and isinstance(declared, float):
        return abs(told - declared) > _TOLERANCE * told
    return told != declared
