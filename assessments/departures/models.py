"""Why a design departs from the modelling protocol, and what the assessor says to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

PERSON = settings.AUTH_USER_MODEL


class DepartureReason(models.Model):
    """The architects' reason for one departure of a design. Another one adds a row; the newest counts."""

    design = models.ForeignKey(
        "assessments.Design", on_delete=models.CASCADE, related_name="departure_reasons"
    )
    key = models.CharField(max_length=16)  # `reading.Departure.key`
    reason = models.TextField()
    written_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="departure_has_reason")]

    def __str__(self) -> str:
        return f"{self.design_id} {self.key}"


class DepartureDecision(models.Model):
    """An assessor's word on one departure in a round of review. Changing one's mind adds a row; the newest counts."""

    submission = models.ForeignKey(
        "assessments.Submission", on_delete=models.CASCADE, related_name="departure_decisions"
    )
    key = models.CharField(max_length=16)
    accepted = models.BooleanField()
    reason = models.TextField()
    decided_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="departure_decision_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.accepted}"
