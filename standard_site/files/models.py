"""Files, stored once by digest. Who may read one follows from what refers to it."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import models

from standard_site.lib.storage import storage_errors


class StoredFile(models.Model):
    """The content of a file; its names belong to what refers to it."""

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256, lower-case hex
    size_bytes = models.BigIntegerField()
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest

    @property
    def path(self) -> Path:
        return path_of(self.digest)

    def open(self) -> BinaryIO:
        """The content to read from. Raises `FileMissing`."""
        with storage_errors():
            return self.path.open("rb")

    def read_bytes(self) -> bytes:
        """The whole content. Raises `FileMissing`."""
        with self.open() as file:
            return file.read()

    def read_text(self) -> str:
        return self.read_bytes().decode("utf-8")


def path_of(digest: str) -> Path:
    return settings.STORAGE_DIR / digest[:2] / digest[2:4] / digest
