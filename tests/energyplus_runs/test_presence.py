"""A worker's main process makes itself known and says when it is asked to end."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from energyplus_runs.operating import presence
from energyplus_runs.operating.models import WorkerNode
from energyplus_runs.operating.workers import is_stopping

NAME = "worker-1@here"


@pytest.fixture
def ready(transactional_db: None, monkeypatch: Any) -> None:
    """A worker of two slots that has just begun, in a process where none was before."""
    monkeypatch.setattr(presence, "_beat", presence._Beat())
    monkeypatch.setattr(presence, "_notice", presence._Notice())
    monkeypatch.setattr(presence, "BEAT_S", 0.0)
    presence._on_ready(sender=SimpleNamespace(hostname=NAME, controller=SimpleNamespace(concurrency=2)))


def told(name: str = NAME) -> bool:
    deadline = time.monotonic() + 10
    while not is_stopping(f"{name}:7") and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_stopping(f"{name}:7")


def test_a_wish_to_end_asks_the_interrupted_thread_for_no_query(ready: None) -> None:
    """It comes as a signal, perhaps in the middle of a query: another on the same connection would never end."""
    with CaptureQueriesContext(connection) as asked:
        presence._on_shutting_down()
    assert list(asked) == []
    assert told()


def test_a_beat_under_way_does_not_take_the_wish_back(ready: None) -> None:
    before = WorkerNode.objects.get().seen_at
    presence._notice.give()
    assert told()
    presence._on_heartbeat()  # as it was begun before the wish came
    node = WorkerNode.objects.get()
    assert node.stopping_at is not None
    assert node.seen_at > before


def test_a_worker_that_begins_again_under_its_name_is_not_asked_to_end(ready: None) -> None:
    WorkerNode.objects.update(stopping_at="2026-01-01T00:00:00Z", slots=9)
    presence._on_ready(sender=SimpleNamespace(hostname=NAME, controller=SimpleNamespace(concurrency=2)))
    assert not is_stopping(f"{NAME}:7")
    assert WorkerNode.objects.get().slots == 2
