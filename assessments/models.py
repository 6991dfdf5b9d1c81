"""Projects, their designs, the scores they got and the reviews of those."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.backtest.models import (  # noqa: F401 - models of this app, kept with what uses them
    BackTest,
    BackTestChange,
    JudgedChunk,
)
from assessments.departures.models import DepartureDecision, DepartureReason  # noqa: F401
from assessments.factor_libraries.models import FactorChoice, FactorDataset  # noqa: F401
from assessments.matching.models import MatchConfirmation  # noqa: F401
from assessments.options.models import Option, OptionStudy  # noqa: F401
from assessments.take_off_headers.models import RememberedHeading, WaitingTakeOff  # noqa: F401
from assessments.take_off_readings.models import TakeOffReading  # noqa: F401
from energyplus_runs.models import EnergyModel, Run
from rules.models import Edition
from standard_site.accounts.models import Organisation
from standard_site.files.models import StoredFile

PERSON = settings.AUTH_USER_MODEL


class Works(models.TextChoices):
    NEW = "new", _("New building")
    RETROFIT_ONE_GO = "retrofit_one_go", _("Retrofit in one go")
    RETROFIT_STEPPED = "retrofit_stepped", _("Retrofit in steps")


class Stage(models.TextChoices):
    DESIGN = "design", _("Design")
    AS_BUILT = "as_built", _("As built")
    IN_USE = "in_use", _("In use")


class Project(models.Model):
    """A building to be scored. The edition is pinned at registration; the limit year is the year construction starts.

    What is not known stays empty and makes what depends on it undetermined; the pages ask for it, the command line need not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="projects")
    name = models.CharField(_("name"), max_length=200)
    place_key = models.CharField(_("place"), max_length=40, blank=True)
    works = models.CharField(_("works"), max_length=20, choices=Works.choices, default=Works.NEW)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.DESIGN)
    construction_start_year = models.PositiveSmallIntegerField(
        _("construction starts in"), null=True, blank=True
    )
    uses = models.JSONField(_("uses"))  # [{"typology": key, "gia_m2": float}]
    gia_m2 = models.FloatField(_("gross internal area (m²)"), null=True, blank=True)
    useful_floor_area_m2 = models.FloatField(_("useful floor area (m²)"), null=True, blank=True)
    gross_floor_area_m2 = models.FloatField(_("gross floor area, 建筑面积 (m²)"), null=True, blank=True)
    footprint_m2 = models.FloatField(_("footprint (m²)"), null=True, blank=True)
    roof_area_m2 = models.FloatField(_("roof area (m²)"), null=True, blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="projects")
    created_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["organisation", "archived_at", "-created_at"], name="project_list")]
        constraints = [
            models.CheckConstraint(condition=Q(gia_m2__gt=0), name="project_gia_positive"),
            models.CheckConstraint(
                condition=Q(construction_start_year__gte=2000, construction_start_year__lte=2100),
                name="project_year_plausible",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TakeOffBasis(models.TextChoices):
    """Where the quantities of a take-off come from."""

    DECLARED = "declared", _("As handed in")
    ENERGY_MODEL = "energy-model", _("Estimated from the energy model")
    IFC = "ifc", _("Read from an IFC model")


class Design(models.Model):
    """One uploaded state of a project: model, take-off and declared values; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="designs")
    number = models.PositiveIntegerField()
    label = models.CharField(_("label"), max_length=200, blank=True)
    model = models.ForeignKey(
        EnergyModel, on_delete=models.PROTECT, null=True, blank=True, related_name="designs"
    )
    model_file_name = models.CharField(max_length=255, blank=True)
    take_off = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    take_off_file_name = models.CharField(max_length=255, blank=True)
    take_off_basis = models.CharField(
        max_length=12, choices=TakeOffBasis.choices, default=TakeOffBasis.DECLARED
    )
    take_off_columns = models.JSONField(
        default=dict, blank=True
    )  # our column by heading, where people said what a heading means
    declared_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declared_file_name = models.CharField(max_length=255, blank=True)
    findings = models.JSONField(default=list)
    created_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="design_number_once")]

    def __str__(self) -> str:
        return f"{self.project} #{self.number}"


class AssessmentStatus(models.TextChoices):
    SIMULATING = "simulating", _("Simulating")
    SCORED = "scored", _("Scored")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Assessment(models.Model):
    """A design scored against one state of an edition, with the subject as it was when asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="assessments")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="assessments")
    subject = models.JSONField()  # the scorecard document's `subject`
    runs = models.ManyToManyField(Run, related_name="assessments")
    status = models.CharField(
        max_length=10, choices=AssessmentStatus.choices, default=AssessmentStatus.SIMULATING
    )
    findings = models.JSONField(default=list)
    requested_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at"]
        indexes = [models.Index(fields=["status", "requested_at"], name="assessment_sweep")]

    def __str__(self) -> str:
        return f"{self.design} / {self.edition.key}"


class Scorecard(models.Model):
    """The result, once per assessment; the document is the contract, the columns are for lists and for judging anew.

    `inputs` is what was judged, short enough to be read by the thousand (`assessments.scorecard_inputs`); null where the
    document does not tell it.
    """

    assessment = models.OneToOneField(
        Assessment, on_delete=models.CASCADE, related_name="scorecard", primary_key=True
    )
    digest = models.CharField(max_length=64)
    gate = models.CharField(max_length=20)
    score_total = models.FloatField(null=True)
    rating_key = models.CharField(max_length=20, blank=True)
    inputs = models.JSONField(null=True)
    kind = models.CharField(max_length=20, blank=True)  # building | community
    typologies = models.TextField(blank=True)  # "|hotel|retail|", so that one can be found by its whole word
    construction_start_year = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    document = models.JSONField()  # last: see migration 0002

    class Meta:
        indexes = [models.Index(fields=["kind", "construction_start_year"], name="scorecard_population")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.gate}"


class SubmissionStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Waiting for an assessor")
    IN_REVIEW = "in_review", _("In review")
    ACCEPTED = "accepted", _("Accepted")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_SUBMISSIONS = (SubmissionStatus.SUBMITTED, SubmissionStatus.IN_REVIEW)


class Submission(models.Model):
    """One round of review of one assessment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="submissions")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=20, choices=SubmissionStatus.choices, default=SubmissionStatus.SUBMITTED
    )
    note = models.TextField(blank=True)  # what the architect says of this round
    submitted_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)
    assessor = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    conclusion = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-submitted_at"]
        indexes = [models.Index(fields=["status", "submitted_at"], name="submission_queue")]
        constraints = [
            models.UniqueConstraint(fields=["project", "round"], name="submission_round_once"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(status__in=["submitted", "in_review"]),
                name="submission_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} round {self.round}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_SUBMISSIONS


class Verdict(models.TextChoices):
    ACCEPT = "accept", _("Accept")
    QUERY = "query", _("Query")
    REJECT = "reject", _("Reject")


class Decision(models.Model):
    """An assessor's word on one criterion. Changing one's mind adds a row; the newest counts."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="decisions")
    criterion_key = models.SlugField(max_length=80)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["decided_at", "pk"]
        indexes = [models.Index(fields=["submission", "criterion_key", "decided_at"], name="decision_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="accept") | ~Q(reason=""), name="decision_query_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key}: {self.verdict}"


class AuditEntry(models.Model):
    """What happened to a project, by whom and when. Written with the change itself, never changed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="audit")
    actor = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    target = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["project", "-at"], name="audit_of_project")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)


class IdempotencyKey(models.Model):
    """The answer given to a request that starts work, so that sending it again starts nothing new."""

    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_once")]

    def __str__(self) -> str:
        return self.key
