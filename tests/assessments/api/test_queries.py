"""Lists cost the same number of queries however long they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.models import Project
from energyplus_runs.models import LibraryAct, LibraryPlace, Run, StationChoice
from tests.assessments.cast import (
    MODEL,
    Cast,
    client_of,
    make_design,
    make_project,
    make_scored,
    make_submission,
)


def _add_rows(cast: Cast, number: int) -> Project:
    """A project with a submitted and a simulating assessment."""
    project = make_project(cast, f"House {number}")
    design = make_design(cast, project, model=True)
    make_submission(cast, make_scored(cast, make_design(cast, project)))
    client_of(cast.member).post(f"/api/v1/designs/{design.pk}/assessments/")
    return project


def _cost(client: Any, address: str) -> tuple[int, int]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address)
    return len(answer.json()["results"]), len(queries)


LISTS = ("projects", "assessments", "runs", "reviews", "reviews/queue", "organisations", "editions")


@pytest.mark.parametrize("name", LISTS)
def test_lists(cast: Cast, name: str) -> None:
    client = client_of(cast.assessor if name == "reviews/queue" else cast.member)
    _add_rows(cast, 1)
    rows, before = _cost(client, f"/api/v1/{name}/")
    for number in (2, 3):
        _add_rows(cast, number)
    more_rows, after = _cost(client, f"/api/v1/{name}/")
    assert after == before <= 12
    assert more_rows == 3 * rows or name in ("organisations", "editions")


def test_lists_of_one_project(cast: Cast, project: Project) -> None:
    make_design(cast, project, model=True)
    client, address = client_of(cast.member), f"/api/v1/projects/{project.pk}/"
    before = [_cost(client, address + part)[1] for part in ("designs/", "history/")]
    design, *_ = [make_design(cast, project) for _ in range(3)]
    after = [_cost(client, address + part)[1] for part in ("designs/", "history/")]
    assert after == before
    make_scored(cast, design)
    once = _cost(client, f"/api/v1/designs/{design.pk}/assessments/")[1]
    for _ in range(2):
        make_scored(cast, design)
    assert _cost(client, f"/api/v1/designs/{design.pk}/assessments/")[1] == once
    assert not Run.objects.exists()


def test_places_and_their_stations_are_asked_for_once(cast: Cast, project: Project) -> None:
    def costs() -> list[int]:
        page = Client()
        page.force_login(cast.operator, backend="django.contrib.auth.backends.ModelBackend")
        counted = []
        for client, address in ((client_of(None), "/api/v1/places/"), (page, "/en/weather/")):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counted.append(len(queries))
        return counted

    costs()  # what is read once in a process
    before = costs()
    for number in range(5):
        key, names = f"place-{number}", {"name_en": "Place", "name_zh": "地点"}
        where = {"lat": 18.5, "lon": 109.5, "climate_zone": "mild", "grid_region": "hainan"}
        LibraryPlace.objects.create(key=key, **names, **where, annual_mean_dry_bulb_c=24.0)
        StationChoice.objects.create(place_key=key, station_key="haikou")
    LibraryAct.objects.create(verb="place-added", target="place-4")
    costs()
    assert costs() == before


def test_sizes_of_attached_files_are_asked_for_once(cast: Cast, project: Project) -> None:
    def attached(hour: bytes) -> None:
        model = MODEL.read_bytes() + b"\nSchedule:File,From a file,,plan.csv,1,0,8760,Comma,No,60,No;\n"
        plan = Upload("plan.csv", [hour * 8760])
        add_design(cast.member, project, DesignFiles(Upload("m.idf", [model]), attachments=[plan]))

    client, address = client_of(cast.member), f"/api/v1/projects/{project.pk}/designs/"
    attached(b"1\n")
    before = _cost(client, address)[1]
    for hour in (b"2\n", b"0.5\n"):
        attached(hour)
    assert _cost(client, address) == (3, before)
    files = [row["files"][-1] for row in client.get(address).json()["results"]]
    assert [(file["name"], file["size_bytes"]) for file in files] == [
        *(("plan.csv", 4 * 8760), ("plan.csv", 2 * 8760), ("plan.csv", 2 * 8760)),
    ]
