"""Storing a file: received, measured, hashed, put in place in one step."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from standard_site.files.models import StoredFile
from standard_site.files.stores import store
from standard_site.lib.storage import storage_errors

_INCOMING = ".incoming-"
_ABANDONED_S = 24 * 3600


class FileTooLarge(Exception):
    """More bytes came than the limit allows."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"The file is larger than {limit_bytes} bytes.")
        self.limit_bytes = limit_bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """Content that has arrived whole but is not kept yet; `keep` or `discard` it."""

    path: Path
    digest: str
    size_bytes: int

    def read_bytes(self) -> bytes:
        return self.path.read_bytes()

    def discard(self) -> None:
        """Forget it; once kept, this changes nothing."""
        self.path.unlink(missing_ok=True)


def receive(chunks: Iterable[bytes], limit_bytes: int) -> Incoming:
    """Take in a file's content.

    Raises:
        FileTooLarge: as soon as the limit is passed; nothing stays behind.
        StorageFull: there is no room; nothing stays behind.
    """
    with storage_errors():
        settings.STORAGE_DIR.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=settings.STORAGE_DIR, prefix=_INCOMING)
    try:
        with storage_errors():
            digest, size = _write(descriptor, chunks, limit_bytes)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Incoming(Path(name), digest, size)


def keep(incoming: Incoming) -> StoredFile:
    """Put received content in its place and return its row; the same content is kept once."""
    now = timezone.now()
    with transaction.atomic():  # the row comes first: `forget` looks at it before it takes content away
        stored, is_new = StoredFile.objects.get_or_create(
            digest=incoming.digest, defaults={"size_bytes": incoming.size_bytes, "stored_at": now}
        )
        if not is_new and not StoredFile.objects.filter(pk=stored.pk).update(stored_at=now):
            stored.stored_at = now
            stored.save(force_insert=True)  # it was forgotten at this very moment
        store().put(incoming.path, incoming.digest)
    return stored


def forget(digest: str, unless_since: datetime) -> bool:
    """Take a file away that nothing refers to and nobody has brought since a moment; False when it stays."""
    try:
        with transaction.atomic():
            old = StoredFile.objects.filter(pk=digest, stored_at__lt=unless_since)
            stored = old.select_for_update().first()  # until it is gone nobody brings it or refers to it
            if stored is None:
                return False
            stored.delete()
            store().remove(digest)
    except ProtectedError:
        return False
    return True


def store_bytes(data: bytes) -> StoredFile:
    """Keep content made by the service itself."""
    incoming = receive([data], limit_bytes=len(data))
    try:
        return keep(incoming)
    finally:
        incoming.discard()


def store_is_writable() -> bool:
    """Whether a file can be put into the storage at the moment."""
    store().check()
    return True


def remove_abandoned() -> None:
    """Delete what arrived a day ago or earlier and was neither kept nor discarded: its process was killed."""
    for path in settings.STORAGE_DIR.glob(f"{_INCOMING}*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _ABANDONED_S:
                path.unlink()


def _write(descriptor: int, chunks: Iterable[bytes], limit_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit_bytes:
                raise FileTooLarge(limit_bytes)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size
