"""A signed-in cast with a project, and nothing outside the process: files in a folder of the test, messages in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from rules.models import Edition
from standard_site.celery import app
from tests.assessments.cast import Cast, client_of, make_cast, make_project, shipped_edition


@pytest.fixture(autouse=True)
def in_process(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Files below the test's folder, a broker in memory, and a fresh count of requests for the throttles."""
    settings.STORAGE_DIR = tmp_path / "storage"
    before = app.conf.broker_url
    app.conf.broker_url = "memory://"
    cache.clear()
    yield
    app.conf.broker_url = before


@pytest.fixture
def edition(db: None) -> Edition:
    return shipped_edition()


@pytest.fixture
def cast(edition: Edition) -> Cast:
    return make_cast()


@pytest.fixture
def project(cast: Cast) -> Any:
    return make_project(cast)


@pytest.fixture
def member(cast: Cast) -> APIClient:
    return client_of(cast.member)
