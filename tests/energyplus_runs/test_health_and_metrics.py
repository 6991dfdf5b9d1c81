"""What machines ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from energyplus_runs.models import Run, RunStatus, WorkerNode
from energyplus_runs.operating import health

MakeRun = Callable[..., Run]


def figures(client: Client, **headers: str) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics/", headers=headers)
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, *sample.labels.values()): sample.value for one in families for sample in one.samples
    }


def test_the_figures_are_those_of_the_rows(client: Client, make_run: MakeRun, service: Any) -> None:
    service.METRICS_TOKEN = "secret"
    now = timezone.now()
    WorkerNode.objects.create(name="w", slots=3, started_at=now, seen_at=now)
    Run.objects.filter(pk=make_run().pk).update(enqueued_at=now)
    for wall in (2.0, 4.0):
        ended = {"ended_at": now, "started_at": now, "wall_s": wall}
        Run.objects.filter(pk=make_run().pk).update(status=RunStatus.SUCCEEDED, results={}, **ended)
    error = [{"code": 'limit-"wall', "severity": "error"}]
    Run.objects.filter(pk=make_run().pk).update(status=RunStatus.FAILED, ended_at=now, findings=error)
    seen = figures(client, Authorization="Bearer secret")
    assert [seen["runs", status] for status in ("queued", "succeeded", "failed", "running")] == [1, 2, 1, 0]
    assert (seen["runs_queue_depth",], seen["workers_alive",], seen["workers_slots",]) == (1, 1, 3)
    assert seen["runs_day_wall_seconds", "0.5"] == pytest.approx(3.0)
    assert seen["runs_day_failures", 'limit-"wall'] == 1
    assert seen["storage_content_bytes",] > 0


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic secret", ""])
def test_without_the_token_nobody_reads_them(client: Client, service: Any, db: None, header: str) -> None:
    service.METRICS_TOKEN = "secret"
    assert client.get("/metrics/", headers={"Authorization": header}).status_code == 403
    service.METRICS_TOKEN = ""
    assert client.get("/metrics/", headers={"Authorization": "Bearer "}).status_code == 403


def test_being_alive_needs_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/health/live/").json() == {"alive": True}


def test_being_ready_tells_the_parts_apart(client: Client, service: Any, db: None) -> None:
    said = client.get("/health/ready/")
    assert said.status_code == 200
    assert said.json()["parts"] == {
        "database": True,
        "broker": True,
        "storage": True,
        "engine": True,
        "workers": False,
    }
    assert said.json()["runs"] is False, "nobody works"
    service.STORAGE_DIR = service.STORAGE_DIR / "file"
    service.STORAGE_DIR.parent.mkdir(parents=True, exist_ok=True)
    service.STORAGE_DIR.write_text("in the way")
    said = client.get("/health/ready/")
    assert (said.status_code, said.json()["parts"]["storage"], said.json()["ready"]) == (503, False, False)


def test_a_part_that_fails_is_no_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bool:
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "PARTS", {"database": away})
    assert health.state_of_parts() == {"database": False}
