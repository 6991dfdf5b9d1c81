"""A full disk and a lost file are said as what they are, and nothing half-received stays."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from standard_site.files.actions import forget, receive, remove_abandoned, store_bytes
from standard_site.files.models import StoredFile
from standard_site.files.stores import FolderStore
from standard_site.lib.problems import problem_kind
from standard_site.lib.storage import FileMissing, StorageFull
from standard_site.middleware import StorageErrors


@pytest.fixture
def storage(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGE_DIR = tmp_path / "storage"
    return tmp_path / "storage"


def _until_full() -> Iterator[bytes]:
    yield b"some"
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_keeps_nothing(storage: Path) -> None:
    with pytest.raises(StorageFull):
        receive(_until_full(), limit_bytes=100)
    assert list(storage.iterdir()) == []


@pytest.mark.django_db
def test_a_lost_file_is_named(storage: Path) -> None:
    stored = store_bytes(b"content")
    assert stored.read_bytes() == b"content"
    FolderStore(storage).path_of(stored.digest).unlink()
    with pytest.raises(FileMissing):
        stored.open()
    with pytest.raises(FileMissing):
        stored.read_bytes()


def test_what_nobody_finished_is_swept_after_a_day(storage: Path) -> None:
    old, young = receive([b"old"], 10).path, receive([b"young"], 10).path
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    remove_abandoned()
    assert [path for path in (old, young) if path.exists()] == [young]


@pytest.mark.parametrize(("error", "status"), [(StorageFull(), 507), (FileMissing(), 503)])
@pytest.mark.parametrize("path", ["/api/v1/projects/", "/en/projects/"])
def test_people_and_programs_are_told(error: Exception, status: int, path: str, rf: RequestFactory) -> None:
    request: HttpRequest = rf.get(path)
    request.LANGUAGE_CODE = "en"
    request.user = AnonymousUser()
    response = StorageErrors(lambda request: None).process_exception(request, error)  # type: ignore[arg-type]
    assert response is not None
    assert response.status_code == status
    title = problem_kind(error).title["en"]
    assert title in response.content.decode()


@pytest.mark.django_db
def test_only_what_nothing_refers_to_and_nobody_brought_lately_is_forgotten(storage: Path) -> None:
    stored = store_bytes(b"content")
    assert not forget(stored.digest, timezone.now() - timedelta(days=1)), "brought today"
    before = timezone.now() + timedelta(seconds=1)
    assert forget(stored.digest, before)
    assert not StoredFile.objects.filter(pk=stored.digest).exists()
    with pytest.raises(FileMissing):
        stored.open()
    assert store_bytes(b"content").read_bytes() == b"content", "it may come again"
