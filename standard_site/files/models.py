"""Files, stored once by digest. Who may read one follows from what refers to it."""

from __future__ import annotations

from typing import BinaryIO

from django.db import models
from django.utils import timezone

from standard_site.files.stores import store


class StoredFile(models.Model):
    """The content of a file; its names belong to what refers to it."""

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256, lower-case hex
    size_bytes = models.BigIntegerField()
    stored_at = models.DateTimeField(default=timezone.now)  # when somebody last brought this content

    def __str__(self) -> str:
        return self.digest

    def open(self) -> BinaryIO:
        """The content to read from. Raises `FileMissing`."""
        return store().open(self.digest)

    def read_bytes(self) -> bytes:
        """The whole content. Raises `FileMissing`."""
        with self.open() as file:
            return file.read()

    def read_text(self) -> str:
        return self.read_bytes().decode("utf-8")
