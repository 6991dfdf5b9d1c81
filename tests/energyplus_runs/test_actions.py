"""Accepting models, asking for runs, sending and stopping them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from kombu.exceptions import OperationalError

from energyplus_runs.actions import ModelRefused, cancel_run, enqueue, examine_model
from energyplus_runs.following import SIMULATIONS_LAST, message
from energyplus_runs.models import EnergyModel, Run, RunStatus
from energyplus_runs.queueing import place_of
from energyplus_runs.selectors import open_runs_of, same_work_done
from energyplus_runs.tasks import simulate
from standard_site.files.models import StoredFile
from tests.energyplus_runs.conftest import box_text, kept_model

MakeRun = Callable[..., Run]


def test_the_same_content_is_accepted_once_whatever_its_name(service: Any, db: None) -> None:
    first, second = kept_model(box_text(), "box.idf"), kept_model(box_text(), "another name.idf")
    assert first == second
    assert EnergyModel.objects.count() == 1
    assert StoredFile.objects.count() == 3  # as uploaded, as canonical text, as scene


def test_other_content_is_another_model(service: Any, db: None) -> None:
    assert kept_model(box_text()) != kept_model(box_text(6))


def test_what_is_kept_of_a_model_can_be_read_again(service: Any, db: None) -> None:
    model = kept_model(box_text())
    assert model.canonical.read_text().startswith("Version,")
    assert json.loads(model.scene.read_text())["surfaces"]
    assert (model.format, model.engine_version) == ("idf", "25.2")
    assert model.summary["zones"]


def test_a_model_that_cannot_be_used_keeps_nothing(service: Any, db: None) -> None:
    with pytest.raises(ModelRefused) as refused:
        examine_model(b"Zone, no version;", "zone.idf")
    assert refused.value.findings
    assert "zone" in str(refused.value) or refused.value.findings[0].where.file == "zone.idf"
    assert not EnergyModel.objects.exists()
    assert not StoredFile.objects.exists()


def test_simulations_go_after_everything_else_in_the_queue() -> None:
    assert message().options["priority"] == SIMULATIONS_LAST == 9


def test_sending_waits_for_the_commit_and_notes_the_time(
    make_run: MakeRun, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, ...]] = []
    monkeypatch.setattr(simulate, "apply_async", lambda args=(), kwargs=None, **options: sent.append(args))
    run = make_run()
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(run)
        assert sent == []
    assert len(sent) == 1
    run.refresh_from_db()
    assert run.enqueued_at is not None
    assert run.weight > 1
    assert run.expected_s is None, "nothing was measured yet"


def test_a_broker_that_is_away_fails_nothing(
    make_run: MakeRun, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise OperationalError("no broker here")

    monkeypatch.setattr(simulate, "apply_async", away)
    run = make_run()
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(run)
    run.refresh_from_db()
    assert run.status == RunStatus.QUEUED  # the sweep sends it


def test_cancelling_a_waiting_run_ends_it_and_a_running_one_is_asked(make_run: MakeRun) -> None:
    waiting, running = make_run(), make_run()
    Run.objects.filter(pk=running.pk).update(status=RunStatus.RUNNING)
    assert cancel_run(waiting) and cancel_run(running)
    waiting.refresh_from_db()
    running.refresh_from_db()
    assert (waiting.status, running.status) == (RunStatus.CANCELLED, RunStatus.RUNNING)
    assert waiting.ended_at is not None and running.cancel_requested_at is not None
    assert cancel_run(waiting) is False


def test_open_runs_are_counted_and_queued_ones_know_their_place(make_run: MakeRun, user: Any) -> None:
    first, second, third = make_run(), make_run(), make_run()
    for run in (first, second, third):
        enqueue(run)
    assert [place_of(run) for run in (first, second, third)] == [0, 1, 2]
    assert open_runs_of(user) == 3
    cancel_run(first)
    third.refresh_from_db()
    assert (open_runs_of(user), place_of(third)) == (2, 1)
    first.refresh_from_db()
    assert place_of(first) is None


def test_only_finished_work_of_its_own_is_taken_from_the_cache(make_run: MakeRun) -> None:
    failed, copied, done = make_run(), make_run(), make_run()
    Run.objects.filter(pk=failed.pk).update(cache_key="k", status=RunStatus.FAILED)
    Run.objects.filter(pk=copied.pk).update(
        cache_key="k", status=RunStatus.SUCCEEDED, results={}, cached_from=done
    )
    assert same_work_done("k") is None
    Run.objects.filter(pk=done.pk).update(cache_key="k", status=RunStatus.SUCCEEDED, results={})
    assert same_work_done("k") is None, "its files were let go of: nobody could look at the model"
    Run.objects.filter(pk=done.pk).update(prepared=done.model.canonical_id)
    assert same_work_done("k") == done
    assert same_work_done("other") is None
