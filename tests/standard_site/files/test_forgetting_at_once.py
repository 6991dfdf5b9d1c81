"""A file that is brought or referred to at the very moment at which it is forgotten: either it stays, or it comes anew."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from standard_site.files.actions import forget, store_bytes
from standard_site.files.models import StoredFile
from standard_site.files.stores import FolderStore

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_file_that_comes_while_it_is_forgotten_is_whole(settings: Any, tmp_path: Path) -> None:
    settings.STORAGE_DIR = tmp_path
    stored = store_bytes(b"content")
    StoredFile.objects.update(stored_at=timezone.now() - timedelta(days=100))
    coming = threading.Thread(target=_bring)
    with transaction.atomic():
        assert forget(stored.digest, timezone.now() - timedelta(days=90))
        coming.start()
        coming.join(timeout=1)  # it waits for what is done here, or sees nothing of it yet
    coming.join(timeout=30)
    assert StoredFile.objects.get(pk=stored.digest).read_bytes() == b"content"


def test_a_file_that_was_brought_before_it_could_be_forgotten_stays(settings: Any, tmp_path: Path) -> None:
    settings.STORAGE_DIR = tmp_path
    stored = store_bytes(b"content")
    StoredFile.objects.update(stored_at=timezone.now() - timedelta(days=100))
    cutoff, gone = timezone.now() - timedelta(days=90), []
    going = threading.Thread(target=lambda: gone.append(_forget(stored.digest, cutoff)))
    with transaction.atomic():
        store_bytes(b"content")
        going.start()
        going.join(timeout=1)
    going.join(timeout=30)
    assert gone == [False]
    assert FolderStore(tmp_path).open(stored.digest).read() == b"content"


def _bring() -> None:
    try:
        store_bytes(b"content")
    finally:
        connection.close()


def _forget(digest: str, unless_since: Any) -> bool:
    try:
        return forget(digest, unless_since)
    finally:
        connection.close()
