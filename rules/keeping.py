"""Rows that are kept as they are. The database refuses as well; here the refusal comes earlier and says more."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

_Row = TypeVar("_Row", bound=models.Model)
_WHY = {
    "edition": "A stored edition is never changed, and a published one never deleted: scores and certificates are "
    "recomputed from it. Publish a corrigendum or a new edition instead.",
    "history": "History is only ever added to: it says who changed what, when and why.",
}


class ImmutableRow(Exception):
    """Something tried to change what is kept for good."""

    def __init__(self, kind: str, row: object = "") -> None:
        super().__init__(f"{_WHY[kind]} ({row})" if str(row) else _WHY[kind])
        self.kind = kind


class _KeptQuerySet(models.QuerySet[_Row]):
    """Adds and reads; changing in bulk is refused before the database is asked."""

    kind = "history"

    def update(self, **kwargs: Any) -> int:
        raise ImmutableRow(self.kind)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise ImmutableRow(self.kind)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[_Row]:
        if kwargs.get("update_conflicts"):
            raise ImmutableRow(self.kind)
        return super().bulk_create(objs, *args, **kwargs)


class EditionQuerySet(_KeptQuerySet[_Row]):
    kind = "edition"

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.filter(status="published").exists():
            raise ImmutableRow(self.kind)
        return super().delete()


class HistoryQuerySet(_KeptQuerySet[_Row]):
    def delete(self) -> tuple[int, dict[str, int]]:
        raise ImmutableRow(self.kind)


EditionManager = models.Manager.from_queryset(EditionQuerySet)
HistoryManager = models.Manager.from_queryset(HistoryQuerySet)


class AppendOnlyModel(models.Model):
    """A row that is written once."""

    objects = HistoryManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRow("history", self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ImmutableRow("history", self)
