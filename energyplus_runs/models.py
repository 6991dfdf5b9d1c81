"""Accepted models and their simulations."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from energyplus_runs.library.models import (  # noqa: F401
    LibraryAct,
    LibraryPlace,
    LibraryStation,
    StationChoice,
)
from energyplus_runs.operating.models import (  # noqa: F401 - models of this app, kept with what uses them
    OperatorAct,
    WorkerNode,
)
from energyplus_runs.previews.models import Preview  # noqa: F401
from standard_site.files.models import StoredFile


class EnergyModel(models.Model):
    """What one file says with the files attached to it, read once by one version of intake.

    Who may see it follows from the designs that use it.
    """

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    canonical = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    scene = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    intake_version = models.CharField(max_length=20)
    format = models.CharField(max_length=10)  # idf | epjson
    encoding = models.CharField(max_length=20)
    engine_version = models.CharField(max_length=20)  # as the file says
    attachments = models.JSONField(default=list)  # [{name, digest}]: files the model names, by name
    attachments_digest = models.CharField(max_length=64, blank=True)  # empty without attachments
    summary = models.JSONField()
    quantities = models.JSONField(null=True)  # `simulation.quantities`; null until somebody asks
    findings = models.JSONField(default=list)
    accepted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "intake_version", "format", "attachments_digest"],
                name="energy_model_read_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.file_id[:12]}"


class RunStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATES = (RunStatus.QUEUED, RunStatus.RUNNING)


class RunPhase(models.TextChoices):
    WAITING = "waiting", _("Waiting for a worker")
    SHARING = "sharing", _("Waiting for the same simulation")
    PREPARING = "preparing", _("Preparing the model")
    STARTING = "starting", _("Starting EnergyPlus")
    SIZING_CASE = "sizing-case", _("Sizing the reference building")
    SIZING = "sizing", _("Sizing systems")
    WARMING_UP = "warming-up", _("Warming up")
    SIMULATING = "simulating", _("Simulating the year")
    WRITING = "writing", _("Writing results")
    READING = "reading", _("Reading results")
    DONE = "done", _("Done")


TYPICAL = "typical"  # the case every assessment has: the design as it is, under the protocol alone


class Run(models.Model):
    """One simulation. The row is the truth: lease, heartbeat and attempt say who works on it, whatever the broker believes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(EnergyModel, on_delete=models.PROTECT, related_name="runs")
    case = models.CharField(
        max_length=40, default=TYPICAL
    )  # a key of the edition's cases, or a word of who asks
    place_key = models.CharField(max_length=40)
    protocol = models.JSONField()  # the edition's annex, handed over
    treatments = models.JSONField(
        default=list
    )  # what is done to the model beyond the protocol, in this order
    expected_hours = models.PositiveSmallIntegerField(null=True, blank=True)  # None: a year of the protocol
    request_key = models.CharField(max_length=64, blank=True, db_index=True)  # the same request, the same key
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)

    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    losses = models.PositiveSmallIntegerField(default=0)  # attempts whose worker disappeared
    worker = models.CharField(max_length=200, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    enqueued_at = models.DateTimeField(null=True, blank=True)
    weight = models.PositiveIntegerField(default=1)  # the model's surfaces, zones and systems
    expected_s = models.FloatField(null=True, blank=True)  # wall time by what was measured; None: nothing was
    follow_up = models.JSONField(null=True, blank=True)  # the task sent when the run is over
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    phase = models.CharField(max_length=12, choices=RunPhase.choices, default=RunPhase.WAITING)
    percent = models.FloatField(default=0)
    estimated_end_at = models.DateTimeField(null=True, blank=True)

    prepared = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    preparation = models.JSONField(default=list)  # the named steps and what each changed
    cache_key = models.CharField(max_length=64, blank=True, db_index=True)
    cached_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    simulates = models.CharField(max_length=64, blank=True)  # the cache key it alone is simulating
    waits_for = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="waiters"
    )
    engine_build = models.CharField(max_length=60, blank=True)
    weather_digest = models.CharField(max_length=64, blank=True)
    sandbox = models.CharField(max_length=12, blank=True)
    wall_s = models.FloatField(null=True, blank=True)
    results = models.JSONField(null=True, blank=True)
    results_digest = models.CharField(max_length=64, blank=True)
    error_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    warnings = models.PositiveIntegerField(null=True, blank=True)
    severe = models.PositiveIntegerField(null=True, blank=True)
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-requested_at"]
        indexes = [
            models.Index(fields=["status", "lease_expires_at"], name="run_sweep"),
            models.Index(fields=["requested_by", "status"], name="run_open_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["simulates"],
                condition=Q(status="running") & ~Q(simulates=""),
                name="run_simulated_once",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="run_percent_is_percent"
            ),
            models.CheckConstraint(
                condition=~Q(status="succeeded") | Q(results__isnull=False), name="run_success_has_results"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.id}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATES
