"""Headings of take-offs whose meaning people said, and files that wait until it is said."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from standard_site.accounts.models import Organisation
from standard_site.files.models import StoredFile

PERSON = settings.AUTH_USER_MODEL


class RememberedHeading(models.Model):
    """What a heading means in the take-offs of an organisation.

    A row never changes but for being forgotten; saying something else forgets it and adds a row. Designs keep what they
    were read by.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="remembered_headings"
    )
    heading = models.CharField(max_length=500)  # as it is compared
    shown = models.CharField(max_length=500)  # as the file had it
    column = models.CharField(max_length=40)
    said_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()
    forgotten_by = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-said_at", "shown"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "heading"],
                condition=Q(forgotten_at=None),
                name="heading_remembered_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shown}: {self.column}"


class WaitingTakeOff(models.Model):
    """A take-off that was handed in for a project and is kept while somebody says what its columns are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("assessments.Project", on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    brought_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField()

    class Meta:
        ordering = ["-brought_at"]

    def __str__(self) -> str:
        return self.file_name
