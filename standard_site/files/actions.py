"""Storing a file: received, measured, hashed, put in place in one step."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from standard_site.files.models import StoredFile, path_of
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
    target = path_of(incoming.digest)
    with storage_errors():
        target.parent.mkdir(parents=True, exist_ok=True)
        incoming.path.replace(target)
    stored, _ = StoredFile.objects.get_or_create(
        digest=incoming.digest, defaults={"size_bytes": incoming.size_bytes}
    )
    return stored


def store_bytes(data: bytes) -> StoredFile:
    """Keep content made by the service itself."""
    return keep(receive([data], limit_bytes=len(data)))


def store_is_writable() -> bool:
    """Whether a file can be put into the storage at the moment."""
    with storage_errors():
        settings.STORAGE_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.STORAGE_DIR) as probe:
            probe.write(b"probe")
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
