"""Storing a file: streamed, measured, hashed, put in place in one step."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from standard_site.files.models import StoredFile, path_of


class FileTooLarge(Exception):
    """More bytes came than the limit allows."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"The file is larger than {limit_bytes} bytes.")
        self.limit_bytes = limit_bytes


def store(chunks: Iterable[bytes], limit_bytes: int) -> StoredFile:
    """Keep a file's content and return its row; the same content is kept once.

    Raises:
        FileTooLarge: as soon as the limit is passed; nothing stays behind.
    """
    settings.STORAGE_DIR.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=settings.STORAGE_DIR, prefix=".incoming-")
    try:
        digest, size = _write(descriptor, chunks, limit_bytes)
        target = path_of(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    stored, _ = StoredFile.objects.get_or_create(digest=digest, defaults={"size_bytes": size})
    return stored


def store_bytes(data: bytes) -> StoredFile:
    return store([data], limit_bytes=len(data))


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
