"""Old files go, but never one that a scorecard refers to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.retention import forget_old_files
from energyplus_runs.models import EnergyModel, Run, RunStatus
from standard_site.files.actions import store_bytes
from standard_site.files.models import StoredFile
from tests.assessments.cast import Cast, make_design, make_scored


def ended(model: EnergyModel, days_ago: int, content: bytes, **columns: Any) -> Run:
    when = timezone.now() - timedelta(days=days_ago)
    run = Run.objects.create(
        model=model,
        place_key="baoting",
        protocol={},
        status=RunStatus.FAILED,
        ended_at=when,
        prepared=store_bytes(content),
        error_file=store_bytes(b"err " + content),
        **columns,
    )
    StoredFile.objects.filter(pk__in=[run.prepared_id, run.error_file_id]).update(stored_at=when)
    return run


def kept(run: Run) -> bool:
    run.refresh_from_db()
    return run.prepared is not None and run.error_file is not None and bool(run.prepared.read_bytes())


def test_old_files_go_unless_a_scorecard_refers_to_them(cast: Cast, project: Any, settings: Any) -> None:
    settings.RUN_FILES_KEPT_DAYS = 90
    design = make_design(cast, project, model=True)
    model = design.model
    assert model is not None
    scored = make_scored(cast, make_design(cast, project))
    source = ended(model, 100, b"source")
    of_scorecard = ended(model, 100, b"scored", cached_from=source)
    scored.runs.add(of_scorecard)
    young, old = ended(model, 80, b"young"), ended(model, 100, b"old")
    same_content = ended(model, 100, b"young")
    open_one = ended(model, 100, b"open")
    Run.objects.filter(pk=open_one.pk).update(status=RunStatus.RUNNING)
    models_files = [model.file_id, model.canonical_id, model.scene_id]

    assert forget_old_files() == 2, "prepared model and .err of the old one"
    assert [kept(run) for run in (source, of_scorecard, young, open_one)] == [True] * 4
    assert not kept(old) and not kept(same_content)
    assert StoredFile.objects.filter(pk__in=models_files).count() == 3
    old.refresh_from_db()
    assert old.findings == [] and old.status == RunStatus.FAILED, "the row stays"
    assert forget_old_files() == 0


def test_what_a_model_has_attached_stays(cast: Cast, project: Any, settings: Any) -> None:
    settings.RUN_FILES_KEPT_DAYS = 90
    model = make_design(cast, project, model=True).model
    assert model is not None
    run = ended(model, 100, b"attached too")
    EnergyModel.objects.filter(pk=model.pk).update(
        attachments=[{"name": "schedule.csv", "digest": run.prepared_id}]
    )
    assert forget_old_files() == 1
    assert StoredFile.objects.filter(digest=store_bytes(b"attached too").digest).exists()


def test_a_file_that_could_not_be_let_go_of_is_found_again(cast: Cast, project: Any, settings: Any) -> None:
    settings.RUN_FILES_KEPT_DAYS = 90
    model = make_design(cast, project, model=True).model
    assert model is not None
    runs = [ended(model, 100, content) for content in (b"one", b"two", b"three")]
    stuck = settings.STORAGE_DIR / runs[1].prepared_id[:2] / runs[1].prepared_id[2:4] / runs[1].prepared_id
    content = stuck.read_bytes()
    stuck.unlink()
    stuck.mkdir()  # what no program removes as a file
    with pytest.raises(OSError, match=runs[1].prepared_id):
        forget_old_files()
    runs[1].refresh_from_db()
    assert runs[1].prepared is not None, "it is still known whose it is"
    stuck.rmdir()
    stuck.write_bytes(content)
    forget_old_files()
    digests = [run.prepared_id for run in runs] + [run.error_file_id for run in runs]
    assert not StoredFile.objects.filter(pk__in=digests).exists()
