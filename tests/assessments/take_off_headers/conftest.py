"""A practice with a project, and a bill whose headings nobody explained yet."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from assessments.models import Project
from tests.assessments.cast import Cast, make_cast, make_project, shipped_edition


@pytest.fixture(autouse=True)
def in_process(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Files below the test's folder, and English whatever the test before spoke."""
    translation.activate("en")
    settings.STORAGE_DIR = tmp_path / "storage"
    cache.clear()
    yield


@pytest.fixture
def cast(db: None) -> Cast:
    shipped_edition()
    return make_cast()


@pytest.fixture
def project(cast: Cast) -> Project:
    return make_project(cast, "headings")
