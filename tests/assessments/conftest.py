"""What tests of scoring and of actions share: a cast, a project, folders of the test's own, a broker in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from assessments.models import Project
from rules.models import Edition
from standard_site.celery import app
from tests.assessments.cast import Cast, make_cast, make_project, shipped_edition


@pytest.fixture
def in_process(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.STORAGE_DIR, settings.RUNS_DIR = tmp_path / "storage", tmp_path / "runs"
    before = app.conf.broker_url
    app.conf.broker_url = "memory://"
    cache.clear()
    yield
    app.conf.broker_url = before


@pytest.fixture
def edition(db: None) -> Edition:
    return shipped_edition()


@pytest.fixture
def cast(edition: Edition, in_process: None) -> Cast:
    return make_cast()


@pytest.fixture
def project(cast: Cast) -> Project:
    return make_project(cast)
