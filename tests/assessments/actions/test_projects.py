"""Registering, correcting, archiving and restoring projects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessments.actions.projects import (
    ProjectValues,
    archive_project,
    change_project,
    register_project,
    restore_project,
)
from assessments.models import AuditEntry, Project
from assessments.refusal import NotAllowed, Refused
from tests.assessments.cast import Cast

GOOD = ProjectValues("Box", "qionghai", 2027, 80.0, [{"typology": "hotel", "gia_m2": 80.0}])


def entries(project: Project) -> list[tuple[str, Any]]:
    rows = AuditEntry.objects.filter(project=project).order_by("pk")
    return [(row.verb, row.actor) for row in rows]


def test_registering_pins_the_edition_and_is_recorded(cast: Cast) -> None:
    project = register_project(cast.member, cast.practice, GOOD)
    assert project.edition.key == "island-2026-r0"
    entry = AuditEntry.objects.get(project=project)
    assert (entry.verb, entry.actor, entry.detail["edition_digest"]) == (
        "project-registered",
        cast.member,
        project.edition.digest,
    )


def test_what_is_not_known_stays_empty(cast: Cast) -> None:
    project = register_project(cast.member, cast.practice, ProjectValues("Box", None, None, None, []))
    project.refresh_from_db()
    assert (project.place_key, project.gia_m2, project.construction_start_year, project.uses) == (
        "",
        None,
        None,
        [],
    )


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"name": "  "}, ["project-name-missing"]),
        ({"name": "x" * 201}, ["project-name-too-long"]),
        ({"place_key": "atlantis"}, ["place-unknown"]),
        ({"construction_start_year": 1890}, ["construction-start-implausible"]),
        ({"construction_start_year": 2101}, ["construction-start-implausible"]),
        ({"works": "magic"}, ["word-unknown"]),
        ({"stage": "planning"}, ["word-unknown"]),
        ({"gia_m2": 0.0}, ["area-not-positive", "uses-do-not-add-up"]),
        ({"gia_m2": float("nan")}, ["area-not-positive"]),
        ({"gia_m2": float("inf")}, ["area-not-positive"]),
        ({"footprint_m2": -1.0}, ["area-not-positive"]),
        ({"uses": [{"typology": "castle", "gia_m2": 80.0}]}, ["typology-unknown"]),
        ({"uses": [{"typology": "hotel", "gia_m2": 79.0}]}, ["uses-do-not-add-up"]),
        ({"uses": [{"typology": "hotel", "gia_m2": -80.0}]}, ["area-not-positive"]),
        ({"uses": [{"typology": "hotel", "gia_m2": None}]}, ["area-not-positive"]),
        ({"gia_m2": None, "uses": [{"typology": "hotel", "gia_m2": -1.0}]}, ["area-not-positive"]),
        ({"edition_key": "island-1999-r0"}, ["edition-unknown"]),
        ({"name": "", "place_key": "atlantis"}, ["project-name-missing", "place-unknown"]),
    ],
)
def test_values_that_cannot_be_are_all_named(cast: Cast, changes: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        register_project(cast.member, cast.practice, replace(GOOD, **changes))
    assert [finding.code for finding in refused.value.findings] == codes
    assert not Project.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"construction_start_year": 2000},
        {"construction_start_year": 2100},
        {"name": "客" * 200},
        {"uses": [{"typology": "hotel", "gia_m2": 80.3}]},  # within 0.5 %, for rounding in schedules of areas
        {"gia_m2": None, "uses": [{"typology": "hotel", "gia_m2": None}]},
    ],
)
def test_values_at_the_edge_are_taken(cast: Cast, changes: dict[str, Any]) -> None:
    assert register_project(cast.member, cast.practice, replace(GOOD, **changes)).pk


def test_only_members_register_change_archive_and_restore(cast: Cast, project: Project) -> None:
    before = entries(project)
    for stranger in (cast.stranger, cast.assessor, cast.author, cast.operator):
        with pytest.raises(NotAllowed):
            register_project(stranger, cast.practice, GOOD)
        for act in (archive_project, restore_project):
            with pytest.raises(NotAllowed):
                act(stranger, project)
        with pytest.raises(NotAllowed):
            change_project(stranger, project, GOOD)
    assert entries(project) == before


def test_a_change_is_recorded_with_old_and_new(cast: Cast, project: Project) -> None:
    change_project(cast.member, project, replace(GOOD, name="New name"))
    entry = AuditEntry.objects.filter(project=project).latest("pk")
    assert entry.detail["changed"]["name"] == ["Guesthouse", "New name"]
    assert entry.detail["changed"]["gia_m2"] == [1200.0, 80.0]
    change_project(cast.member, project, replace(GOOD, name="New name"))
    assert [verb for verb, _ in entries(project)] == ["project-registered", "project-changed"]


def test_archiving_is_done_once_and_undone_once(cast: Cast, project: Project) -> None:
    stale = Project.objects.get(pk=project.pk)
    archive_project(cast.member, project)
    with pytest.raises(NotAllowed):
        archive_project(cast.member, stale)  # looked at before somebody else archived it
    with pytest.raises(NotAllowed):
        change_project(cast.member, stale, GOOD)
    restore_project(cast.member, project)
    restore_project(cast.member, project)
    verbs = [verb for verb, _ in entries(project)]
    assert verbs == ["project-registered", "project-archived", "project-restored"]


def test_the_longest_name_fits_into_the_history(cast: Cast) -> None:
    project = register_project(cast.member, cast.practice, replace(GOOD, name="x" * 200))
    assert AuditEntry.objects.get(project=project).target == "x" * 80
