"""Whatever is sent, the API answers as its schema says: no accident, no undocumented status, no answer of another shape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from rest_framework.authtoken.models import Token
from rest_framework.throttling import UserRateThrottle
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from assessments.actions.assess import request_assessment
from assessments.actions.backtests import request_back_test
from assessments.backtest import running
from assessments.backtest.models import BackTest
from assessments.backtest.population import Filters
from assessments.models import Assessment, Design, Project, Submission
from energyplus_runs.models import Run
from rules.actions.consultation import comment, invite_guest, open_consultation
from rules.actions.drafts import create_draft
from rules.actions.store import keep_edition
from rules.engine.loading import load_edition_files
from rules.models import Comment, ConsultationGuest, Draft, Edition
from standard_site.accounts.models import User
from standard_site.wsgi import application
from tests.assessments.cast import Cast, make_design, make_scored, make_submission
from tests.rules.editions import small_files

load_all_checks()
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "unsupported_method",
    ]
)
BOUNDED = settings(
    max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
ROWS: dict[str, Any] = {
    "projects": Project,
    "designs": Design,
    "assessments": Assessment,
    "scorecards": Assessment,
    "runs": Run,
    "reviews": Submission,
    "drafts": Draft,
    "comments": Comment,
    "guests": ConsultationGuest,
    "back-tests": BackTest,
}
WORDS = {
    "key": "baoting",
    "criterion": "b01-upfront-carbon",
    "table": "materials",
    "kind": "declared",
    "export.kind": "csv",
    "code": "refused",
    "path": "ratings.yaml",
    "change": "1",
}


@contextmanager
def one_connection() -> Iterator[None]:
    """The application closes its connection after a request; the test's is inside a transaction and has to stay."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def api_schema(cast: Cast, project: Project, monkeypatch: Any) -> Iterator[Any]:
    """The schema as served, over a project with a scored, a simulating and a submitted assessment."""
    monkeypatch.setitem(UserRateThrottle.THROTTLE_RATES, "user", "1000000/min")
    request_assessment(cast.member, make_design(cast, project, model=True))
    make_submission(cast, make_scored(cast, make_design(cast, project)))
    with one_connection():
        yield schemathesis.openapi.from_wsgi("/api/schema/", application)


def _aim(case: Any) -> None:
    """Two addresses of three name something that exists, so that more than `not-found` is seen."""
    parts = case.path.removeprefix("/api/v1/").split("/")
    for name, value in (case.path_parameters or {}).items():
        number, place = sum(str(value).encode()), parts.index(f"{{{name}}}")
        if number % 3:
            case.path_parameters[name] = _existing(parts[place - 1], name, number) or value


def _existing(resource: str, name: str, number: int) -> str | None:
    if name.endswith("id") and resource in ROWS:
        keys = ROWS[resource].objects.order_by("pk").values_list("pk", flat=True)
        return str(keys[number % len(keys)])
    if resource == "editions" and name in ("key", "digest"):
        return str(getattr(Edition.objects.get(key=django_settings.DEFAULT_EDITION), name))
    return WORDS.get(f"{resource}.{name}") or WORDS.get(name)


def _headers(user: User) -> dict[str, str]:
    token, _ = Token.objects.get_or_create(user=user)
    return {"Authorization": f"Token {token.key}"}


def _try_all(schema: Any, user: User) -> None:
    """Every operation with made-up requests; the failures of all come together in one message."""
    failures = []
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in MODES:
            try:
                _try(operation, mode, _headers(user))
            except Unsatisfiable:
                continue  # an operation without parameters takes no wrong ones
            except Exception as failure:
                failures.append(f"{operation.label}: {failure}")
    assert not failures, "\n\n".join(failures)


def _try(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers_as_documented(case: Any) -> None:
        _aim(case)
        with transaction.atomic():
            case.call_and_validate(headers=headers, checks=CHECKED)
            transaction.set_rollback(True)

    answers_as_documented()


@pytest.mark.slow
def test_as_an_architect(api_schema: Any, cast: Cast) -> None:
    _try_all(api_schema.exclude(path_regex="/(drafts|back-tests)/"), cast.member)


@pytest.mark.slow
def test_as_an_assessor(api_schema: Any, cast: Cast) -> None:
    _try_all(api_schema.include(path_regex="/(reviews|runs|assessments|scorecards|me)/"), cast.assessor)


@pytest.fixture
def consulted(cast: Cast, settings: Any) -> Draft:
    """A small draft in consultation, with a guest and a comment."""
    settings.EDITION_CHECKS = []
    base = keep_edition(load_edition_files(small_files()))
    draft = create_draft(cast.editor, cast.authority, "small-next", base)
    draft = open_consultation(cast.editor, draft, timezone.localdate())
    invite_guest(cast.editor, draft, cast.guest.email)
    comment(cast.guest, draft, "", "Good.")
    return draft


@pytest.mark.slow
def test_as_a_standard_author(consulted: Draft, api_schema: Any, cast: Cast) -> None:
    done, _ = request_back_test(cast.editor, consulted, None, Filters())
    running.execute(str(done.pk), "worker")
    _try_all(api_schema.include(path_regex="/(drafts|withdraw|back-tests)/"), cast.editor)
