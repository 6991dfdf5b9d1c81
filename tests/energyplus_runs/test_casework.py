"""What a case makes of a run: its key, its weather, its files, its sizing run; and requests that were answered before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings

from energyplus_runs.actions import accept_model, cancel_run, enqueue, examine_model, request_run
from energyplus_runs.casework import made_ready
from energyplus_runs.enginework import bench
from energyplus_runs.execution import execute
from energyplus_runs.known import take_known
from energyplus_runs.leasing import claim
from energyplus_runs.models import EnergyModel, Run, RunPhase, RunStatus
from energyplus_runs.simulation.reference.annex import read_reference_building
from energyplus_runs.simulation.treatment import Treatment
from rules.engine.loading import load_edition
from standard_site.files.actions import store_bytes
from tests.assessments.results import results
from tests.energyplus_runs.conftest import box_text, kept_model, shipped_protocol
from tests.energyplus_runs.test_execution import Watcher, codes, nothing_left

GUESTS = b"0.5\n" * 8760
WARMER: Treatment = {
    "kind": "future-climate",
    "factors": {
        "key": "warmer",
        "title": {"en": "Warmer", "zh-hans": "更热"},
        "station": "qionghai",
        "region": "a test",
        "baseline": "then",
        "period": "later",
        "scenario": "made up for a test",
        "basis": {
            "status": "P",
            "title": "a test",
            "locator": "none",
            "note": {"en": "Invented.", "zh-hans": "虚构。"},
        },
        "monthly": {"dry_bulb_mean_k": [1.0] * 12},
    },
}
Ask = Callable[..., Run]


def scheduled_model(guests: bytes = GUESTS) -> EnergyModel:
    data = box_text() + b"\nSchedule:File,Guests,,guests.csv,1,0;\n"
    return accept_model(store_bytes(data), examine_model(data, "box.idf", [("guests.csv", guests)]))


def reference() -> Treatment:
    edition = load_edition(django_settings.EDITIONS_DIR / "island-2026-r1")
    return read_reference_building(edition.annexes["reference_building"]).treatment("gb-2016", ["hotel"])


@pytest.fixture
def ask(service: Any, user: Any) -> Ask:
    def asked(model: EnergyModel | None = None, place: str = "qionghai", **case: Any) -> Run:
        return request_run(model or kept_model(box_text()), place, shipped_protocol(), user, **case)

    return asked


def test_every_ingredient_of_a_case_is_in_both_keys(ask: Ask) -> None:
    half = GUESTS.replace(b"5", b"6", 1)
    outage_like = {"treatments": [WARMER], "expected_hours": 168}
    runs = [
        ask(),
        ask(treatments=[WARMER]),
        ask(**outage_like),
        ask(scheduled_model()),
        ask(scheduled_model(half)),
        ask(place="haikou"),
    ]
    work = [made_ready(run) for run in runs]
    assert len({one.key() for one in work}) == len(runs)
    assert len({run.request_key for run in runs}) == len(runs)
    same = ask(case="anything", **outage_like)
    assert (made_ready(same).key(), same.request_key) == (work[2].key(), runs[2].request_key)


def test_weather_that_a_case_changes_is_simulated_with_and_named_by_its_own_digest(ask: Ask) -> None:
    usual, warmer = made_ready(ask()), made_ready(ask(treatments=[WARMER]))
    assert usual.weather_digest == usual.site.station.epw.sha256
    assert warmer.weather_digest != usual.weather_digest
    assert warmer.case.prepared.text == usual.case.prepared.text  # only the weather differs
    lease = claim(str(warmer.run.pk), "test")
    assert lease is not None
    with bench(lease, warmer, trusted=False) as place:
        assert place.weather.read_bytes() == warmer.case.weather
        assert not place.weather.with_suffix(".stat").exists()  # statistics of another climate


def test_files_of_the_model_are_laid_out_under_their_names_and_cleared_away(ask: Ask, service: Any) -> None:
    work = made_ready(ask(scheduled_model()))
    lease = claim(str(work.run.pk), "test")
    assert lease is not None
    with bench(lease, work, trusted=False) as place:
        (file,) = place.attached
        assert (file.name, file.read_bytes()) == ("guests.csv", GUESTS)
    assert nothing_left(service)


def test_a_treatment_that_is_not_known_ends_the_run_with_its_reason(ask: Ask) -> None:
    run = ask(case="odd", treatments=[{"kind": "magic"}])
    execute(str(run.pk), "test")
    run.refresh_from_db()
    assert (run.status, codes(run)) == (RunStatus.FAILED, ["treatment-unknown"])


def test_a_request_that_was_answered_is_over_when_it_is_sent(
    ask: Ask, django_capture_on_commit_callbacks: Any
) -> None:
    first, second, other = ask(), ask(), ask(treatments=[WARMER])
    made = {"preparation": [{"key": "calendar"}], "findings": [{"code": "said"}], "cache_key": "k"}
    done = {"status": RunStatus.SUCCEEDED, "results": results().to_json(), "percent": 100}
    Run.objects.filter(pk=first.pk).update(**made, **done)
    assert not take_known(second), "without its files it is no answer"
    Run.objects.filter(pk=first.pk).update(prepared=first.model.canonical_id)
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(second)
    second.refresh_from_db()
    assert (second.status, second.cached_from_id, second.phase) == (
        RunStatus.SUCCEEDED,
        first.pk,
        RunPhase.DONE,
    )
    assert {name: getattr(second, name) for name in made} == made
    assert not take_known(other)
    assert other.status == RunStatus.QUEUED


def test_without_a_place_nothing_is_known(ask: Ask) -> None:
    run = ask(place="atlantis")
    assert run.request_key == ""
    assert not take_known(run)


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
def test_a_sizing_run_is_told_and_can_be_cancelled(ask: Ask, service: Any) -> None:
    run = ask(kept_model(box_text(60)), case="reference", treatments=[reference()])
    watcher = Watcher(run, RunPhase.SIZING_CASE, cancel_run)
    watcher.start()
    execute(str(run.pk), "test")
    watcher.join()
    run.refresh_from_db()
    assert watcher.acted_at is not None
    assert (run.status, codes(run)[-1], run.results) == (RunStatus.CANCELLED, "run-cancelled", None)
    assert nothing_left(service)


@pytest.mark.engine
def test_a_case_is_simulated_with_the_models_files_and_its_own_weather(ask: Ask, service: Any) -> None:
    run = ask(scheduled_model(), treatments=[WARMER])
    execute(str(run.pk), "test")
    run.refresh_from_db()
    assert (run.status, run.error_file is not None) == (RunStatus.SUCCEEDED, True)
    assert "weather-morphed" in codes(run)
    assert nothing_left(service)
