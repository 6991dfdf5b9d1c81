"""The three doors of the service - command, page, API - with folders of the test's own."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from rest_framework.test import APIClient

from assessments.models import AuditEntry, Design, Project, WaitingTakeOff
from assessments.take_off_headers.waiting import forget_old_waiting
from energyplus_runs.models import EnergyModel, Run
from standard_site.celery import app
from standard_site.files.models import StoredFile
from tests.assessments.cast import Cast, client_of, make_cast, make_project, shipped_edition

SCHEMA = json.loads(
    (django_settings.BASE_DIR / "docs" / "schemas" / "scorecard.schema.json").read_text("utf-8")
)
BOX = django_settings.BASE_DIR / "tests" / "energyplus_runs" / "models" / "box.idf"
SAMPLE = django_settings.BASE_DIR / "assessments" / "samples" / "rainforest-guesthouse"


@dataclass(frozen=True)
class Outcome:
    """What the command ended with and the document it printed."""

    exit_code: int
    document: dict[str, Any]

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [finding for finding in self.document["findings"] if finding["severity"] == "error"]


Assess = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def in_process(settings: Any, tmp_path: Path) -> Iterator[None]:
    translation.activate("en")
    settings.STORAGE_DIR, settings.RUNS_DIR = tmp_path / "storage", tmp_path / "runs"
    before = app.conf.broker_url
    app.conf.broker_url = "memory://"
    yield
    app.conf.broker_url = before


@pytest.fixture
def assess(db: None) -> Assess:
    """The command with `--json`; the shape of what it prints is checked every time."""

    def run(*arguments: str | Path) -> Outcome:
        printed = io.StringIO()
        with pytest.raises(SystemExit) as end:
            call_command("assess", *map(str, arguments), "--json", stdout=printed)
        document = json.loads(printed.getvalue())
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
        assert isinstance(end.value.code, int)
        return Outcome(end.value.code, document)

    return run


@pytest.fixture
def nothing_kept(settings: Any) -> Callable[[], None]:
    """Asserts that no design, run, model, file or line of a history is there; projects only those a test made itself."""

    def check(projects: int = 0) -> None:
        kept = {model.__name__: model.objects.count() for model in (Design, Run, EnergyModel, StoredFile)}
        assert kept == {"Design": 0, "Run": 0, "EnergyModel": 0, "StoredFile": 0}
        assert Project.objects.count() == projects
        assert AuditEntry.objects.count() == projects  # each its own registration
        assert [path for path in settings.STORAGE_DIR.rglob("*") if path.is_file()] == []
        assert not settings.RUNS_DIR.exists() or not list(settings.RUNS_DIR.iterdir())

    return check


def a_week_later() -> None:
    """A take-off whose columns nobody explains is kept for a week."""
    long_ago = timezone.now() - timedelta(days=8)
    WaitingTakeOff.objects.update(brought_at=long_ago)
    StoredFile.objects.update(stored_at=long_ago)
    assert forget_old_waiting() == 1


@pytest.fixture
def cast(db: None) -> Cast:
    shipped_edition()
    return make_cast()


@pytest.fixture
def project(cast: Cast) -> Project:
    return make_project(cast)


@pytest.fixture
def browser(cast: Cast, client_for: Callable[..., Client]) -> Client:
    return client_for(cast.member)


@pytest.fixture
def api(cast: Cast) -> APIClient:
    return client_of(cast.member)
