"""Editions as the service knows them: the whole folder by content, so that every score can be recomputed from the row alone."""

from __future__ import annotations

from functools import lru_cache

from django.db import models

from rules.engine.loading import load_edition_files
from rules.engine.schema import Edition as LoadedEdition


class Edition(models.Model):
    """One state of one edition. A draft that changes becomes a new row; a row never changes its content."""

    key = models.SlugField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=20)
    title = models.JSONField()  # {"en": …, "zh-hans": …}
    files = models.JSONField()  # {relative path: text}
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-stored_at", "-pk"]
        indexes = [models.Index(fields=["key", "-stored_at"], name="edition_newest_by_key")]

    def __str__(self) -> str:
        return f"{self.key} ({self.digest[:12]})"

    def loaded(self) -> LoadedEdition:
        """The edition ready to evaluate; kept per process, because a digest never changes its meaning."""
        return _loaded(self.digest, self.pk)


@lru_cache(maxsize=16)
def _loaded(digest: str, pk: int) -> LoadedEdition:
    files = Edition.objects.values_list("files", flat=True).get(pk=pk, digest=digest)
    return load_edition_files({name: text.encode("utf-8") for name, text in files.items()})
