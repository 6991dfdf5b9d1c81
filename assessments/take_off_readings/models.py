"""A take-off that a worker reads: what was handed in, how far it is, and what came of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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


class TakeOffReading(models.Model):
    """One file on its way to a take-off, of a project. The row holds lease and attempt as a simulation's does.

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
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)

    status = models.CharField(max_length=10, choices=ReadingStatus.choices, default=ReadingStatus.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=200, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    enqueued_at = models.DateTimeField()
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)

    findings = models.JSONField(default=list)
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
    def is_open(self) -> bool:
        return self.status in OPEN_READINGS

    @property
    def percent(self) -> float | None:
        return min(100.0, 100 * self.done / self.total) if self.total else None

    @property
    def take_off_name(self) -> str:
        return f"{self.file_name.rpartition('.')[0] or self.file_name}.csv"[:255]
