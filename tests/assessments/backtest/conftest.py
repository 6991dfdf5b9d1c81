"""The town, and messages that stay in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from standard_site.celery import app
from tests.assessments.backtest.town import Town, make_town


@pytest.fixture(autouse=True)
def in_memory() -> Iterator[None]:
    before = app.conf.broker_url
    app.conf.broker_url = "memory://"
    yield
    app.conf.broker_url = before


@pytest.fixture
def town(db: None) -> Town:
    return make_town()
