"""What an organisation's people confirmed of the texts of bills."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from standard_site.accounts.models import Organisation

PERSON = settings.AUTH_USER_MODEL


class ThicknessFrom(models.TextChoices):
    TEXT = "text", _("Read from the text")
    PERSON = "person", _("Given by a person")


class MatchConfirmation(models.Model):
    """The factor that a text means in lines of one class of unit, for every design of an organisation.

    A row never changes but for its withdrawal. It acts from its confirmation until it is withdrawn; a change withdraws it
    and adds a row of the same moment. What was scored with it stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="match_confirmations"
    )
    digest = models.CharField(
        max_length=64
    )  # SHA-256 of text and unit class: a text may be too long to index
    text = models.TextField()
    unit_class = models.CharField(max_length=8)
    factor_key = models.CharField(max_length=120)
    thickness_mm = models.FloatField(null=True, blank=True)
    thickness_from = models.CharField(max_length=8, choices=ThicknessFrom.choices, blank=True)
    batch = models.UUIDField()  # those that were confirmed in one go
    confirmed_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-confirmed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "digest"],
                condition=Q(withdrawn_at=None),
                name="match_confirmed_once",
            ),
            models.CheckConstraint(
                condition=Q(thickness_mm=None, thickness_from="")
                | (Q(thickness_mm__gt=0) & ~Q(thickness_from="")),
                name="match_thickness_has_origin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.unit_class}): {self.factor_key}"
