"""What people get by default: all shipped editions taken in, as the service does when it starts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from assessments.actions.assess import request_assessment
from assessments.actions.projects import move_to_later_edition, register_project
from assessments.models import Project
from assessments.refusal import Refused
from rules.actions.store import store_shipped_editions
from rules.models import LifeState
from rules.selectors import later_editions, life_of, newest_edition, open_editions
from standard_site import settings as shipped
from tests.assessments.actions.test_projects import GOOD
from tests.assessments.cast import Cast, make_design, make_project
from tests.conftest import ONE_RUN

NEW = "island-2026-r1"
CASES = ["typical", "reference", "outage", "free-running"]


@pytest.fixture
def earlier(cast: Cast, settings: Any) -> Project:
    """A project of the first edition, registered before the second one came."""
    project = make_project(cast)
    settings.DEFAULT_EDITION = shipped.DEFAULT_EDITION
    store_shipped_editions()
    return project


def cases(cast: Cast, project: Project) -> list[str]:
    assessment = request_assessment(cast.member, make_design(cast, project, model=True), send=False)
    return [run.case for run in assessment.runs.order_by("requested_at")]


@pytest.mark.usefixtures("earlier")
def test_a_new_project_is_held_against_the_second_edition(cast: Cast) -> None:
    assert newest_edition().key == shipped.DEFAULT_EDITION == NEW
    assert [edition.key for edition in open_editions()] == [NEW]
    project = register_project(cast.member, cast.practice, replace(GOOD, name="New"))
    assert project.edition.key == NEW
    assert cases(cast, project) == CASES
    with pytest.raises(Refused, match="registration-closed"):
        register_project(cast.member, cast.practice, replace(GOOD, edition_key=ONE_RUN))


def test_an_earlier_project_stays_until_somebody_moves_it(cast: Cast, earlier: Project) -> None:
    earlier.refresh_from_db()
    assert earlier.edition.key == ONE_RUN
    assert cases(cast, earlier) == ["typical"]
    (later,) = later_editions(earlier.edition)
    move_to_later_edition(cast.member, earlier, later)
    earlier.refresh_from_db()
    assert earlier.edition.key == NEW
    assert cases(cast, earlier) == CASES


@pytest.mark.usefixtures("earlier")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_first_edition_names_its_successor_and_both_are_read_side_by_side(
    client: Client, language: str
) -> None:
    life = life_of(newest_edition(ONE_RUN))
    assert life is not None
    assert (life.state, life.superseded_by) == (LifeState.SUPERSEDED, newest_edition(NEW))
    with override(language):
        told = client.get(reverse("rules:edition", args=[ONE_RUN])).content.decode()
        assert f'href="{reverse("rules:edition", args=[NEW])}"' in told
        assert client.get(reverse("rules:edition", args=[NEW])).status_code == 200
        compared = client.get(f"{reverse('rules:compare')}?a={ONE_RUN}&b={NEW}").content.decode()
    for annex in ("protocol", "reference_building", "scenarios"):
        assert annex in compared
