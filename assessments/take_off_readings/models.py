"""A take-off that a worker reads: what was handed in, how far it is, and what came of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.leased import LeasedWork
from standard_site.files.models import StoredFile


class ReadingStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for a worker")
    RUNNING = "running", _("Being read")
    DONE = "done", _("Read")
    FAILED = "failed", _("Not read")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_READINGS = (ReadingStatus.WAITING, ReadingStatus.RUNNING)


class ReadingKind(models.TextChoices):
    TABLE = "table", _("Table or workbook")
    IFC = "ifc", _("IFC model")


class TakeOffReading(LeasedWork):
    """One file on its way to a take-off, of a project.

    `done` counts what was read, of `total` where that is known: records of a table, hundredths of an IFC model.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        "assessments.Project", on_delete=models.CASCADE, related_name="take_off_readings"
    )
    kind = models.CharField(max_length=5, choices=ReadingKind.choices)
    source = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    columns = models.JSONField(default=dict)  # our column by heading, as the organisation remembers it

    status = models.CharField(max_length=10, choices=ReadingStatus.choices, default=ReadingStatus.WAITING)
    enqueued_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)

    lines = models.PositiveIntegerField(null=True, blank=True)
    take_off = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # the lines as CSV in the common form

    class Meta:
        ordering = ["-requested_at"]
        indexes = [models.Index(fields=["status", "lease_expires_at"], name="reading_sweep")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done") | Q(take_off__isnull=False, lines__isnull=False),
                name="reading_done_has_lines",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.status})"

    @property
    def percent(self) -> float | None:
        return min(100.0, 100 * self.done / self.total) if self.total else None

    @property
    def take_off_name(self) -> str:
        return f"{self.file_name.rpartition('.')[0] or self.file_name}.csv"[:255]
