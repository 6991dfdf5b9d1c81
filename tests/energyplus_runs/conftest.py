"""A run of the small office in a database, with folders of the test's own and a broker in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from energyplus_runs.actions import accept_model, examine_model, request_run
from energyplus_runs.models import EnergyModel, Run
from rules.engine.loading import load_edition
from standard_site.celery import app
from standard_site.files.actions import store_bytes

BOX = Path(__file__).parent / "models" / "box.idf"


@lru_cache
def shipped_protocol() -> Mapping[str, Any]:
    edition = load_edition(django_settings.EDITIONS_DIR / django_settings.DEFAULT_EDITION)
    protocol: Mapping[str, Any] = edition.annexes["protocol"]
    return protocol


def box_text(steps_per_hour: int = 4) -> bytes:
    """The small office; more steps make the same year take longer."""
    return BOX.read_bytes().replace(b"Timestep,4;", b"Timestep,%d;" % steps_per_hour)


def kept_model(data: bytes, name: str = "box.idf") -> EnergyModel:
    return accept_model(store_bytes(data), examine_model(data, name))


@pytest.fixture
def service(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """Files and run folders below the test's own folder; messages stay in memory."""
    settings.STORAGE_DIR, settings.RUNS_DIR = tmp_path / "storage", tmp_path / "runs"
    before = app.conf.broker_url
    app.conf.broker_url = "memory://"
    yield settings
    app.conf.broker_url = before


@pytest.fixture
def make_run(service: Any, user: Any) -> Callable[..., Run]:
    """A maker of waiting runs: `make_run()`, `make_run(data=..., place="haikou")`."""

    def make(data: bytes | None = None, place: str = "qionghai") -> Run:
        return request_run(kept_model(data or box_text()), place, shipped_protocol(), user)

    return make
