"""Lists cost the same number of queries however long they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Project
from energyplus_runs.models import Run
from tests.assessments.cast import Cast, client_of, make_design, make_project, make_scored, make_submission


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
