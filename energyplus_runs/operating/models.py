"""Who works, and what operators did."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerNode(models.Model):
    """A worker's main process as it last reported itself."""

    name = models.CharField(max_length=150, primary_key=True)  # Celery's node name
    slots = models.PositiveSmallIntegerField()  # runs at the same time
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    stopping_at = models.DateTimeField(null=True, blank=True)  # asked to end: it hands its runs back
    versions = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class OperatorVerb(models.TextChoices):
    DRAIN = "drain", _("New work stopped")
    RESUME = "resume", _("New work taken again")
    RETRY = "retry", _("Run tried again")
    CANCEL = "cancel", _("Run cancelled")


class OperatorAct(models.Model):
    """What an operator did and why; the newest of drain and resume says whether new work is taken."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    verb = models.CharField(max_length=10, choices=OperatorVerb.choices)
    run = models.ForeignKey(
        "energyplus_runs.Run", on_delete=models.CASCADE, null=True, blank=True, related_name="operator_acts"
    )
    reason = models.CharField(max_length=500)
    before = models.JSONField(
        default=dict
    )  # of a run tried again: its attempt, its end and what it ended with

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.at}"
