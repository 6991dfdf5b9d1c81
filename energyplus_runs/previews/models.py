"""What the protocol makes of a model before anybody asks for its simulation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from standard_site.files.models import StoredFile


class PreviewStatus(models.TextChoices):
    WAITING = "waiting", _("Being worked out")
    DONE = "done", _("Worked out")
    FAILED = "failed", _("Cannot be prepared")


class Preview(models.Model):
    """A model prepared by a protocol at a place, once for the same model, weather, protocol and version of preparation.

    Who may see one follows from the designs that use the model.
    """

    key = models.CharField(max_length=64, primary_key=True)  # `known.key_of_request` without treatments
    model = models.ForeignKey(
        "energyplus_runs.EnergyModel", on_delete=models.CASCADE, related_name="previews"
    )
    place_key = models.CharField(max_length=40)
    protocol = models.JSONField()
    status = models.CharField(max_length=10, choices=PreviewStatus.choices, default=PreviewStatus.WAITING)
    prepared = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    preparation = models.JSONField(default=list)  # as of a run
    findings = models.JSONField(default=list)
    requested_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(status="waiting"), name="preview_left_behind")
        ]

    def __str__(self) -> str:
        return f"{self.key[:12]} {self.status}"
