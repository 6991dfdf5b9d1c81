"""A cast with browsers, a project, and a design scored without any simulation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.models import Assessment, Design, Project, Submission
from standard_site.accounts.models import User
from standard_site.celery import app
from tests.assessments.cast import (
    Cast,
    make_cast,
    make_project,
    make_scored,
    make_submission,
    shipped_edition,
)

SAMPLE = settings.BASE_DIR / "assessments" / "samples" / "rainforest-guesthouse"
Browse = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def in_process(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Files below the test's folder, a broker in memory, and English whatever the test before spoke."""
    translation.activate("en")
    settings.STORAGE_DIR = tmp_path / "storage"
    before = app.conf.broker_url
    app.conf.broker_url = "memory://"
    cache.clear()
    yield
    app.conf.broker_url = before


@pytest.fixture
def cast(db: None) -> Cast:
    shipped_edition()
    return make_cast()


@pytest.fixture
def browse() -> Browse:
    """A browser in which a person is signed in, or nobody."""

    def signed_in(user: User | None) -> Client:
        client = Client(headers={"accept-language": "en"})
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def project(cast: Cast) -> Project:
    return make_project(cast)


@pytest.fixture
def design(cast: Cast, project: Project) -> Design:
    """The sample's take-off and declared values without its model: scored at once, the energy undetermined."""
    files = DesignFiles(
        take_off=Upload("take_off.csv", [(SAMPLE / "take_off.csv").read_bytes()]),
        declared=Upload("declared.yaml", [(SAMPLE / "declared.yaml").read_bytes()]),
    )
    return add_design(cast.member, project, files, "First")


@pytest.fixture
def scored(cast: Cast, design: Design) -> Assessment:
    return make_scored(cast, design)


@pytest.fixture
def submission(cast: Cast, scored: Assessment) -> Submission:
    return make_submission(cast, scored)


@pytest.fixture
def taken(cast: Cast, scored: Assessment) -> Submission:
    return make_submission(cast, scored, taken=True)
