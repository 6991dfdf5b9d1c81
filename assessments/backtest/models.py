"""Back-tests, what they found, and judgements kept so that nothing known is computed twice."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.leased import LeasedWork
from rules.models import Draft, Edition


class BackTestStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for a worker")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_BACK_TESTS = (BackTestStatus.WAITING, BackTestStatus.RUNNING)
STANDING_BACK_TESTS = (*OPEN_BACK_TESTS, BackTestStatus.DONE)


class BackTest(LeasedWork):
    """One state of a draft (or an edition) held against a base edition on a population of stored scorecards.

    `files` is the draft as it was when asked, so that the result can always be followed. `identity` says what makes two requests
    the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(
        Draft, on_delete=models.PROTECT, null=True, blank=True, related_name="back_tests"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    base = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    tested_key = models.SlugField(max_length=80)
    content_digest = models.CharField(max_length=64)
    filters = models.JSONField(default=dict)
    as_of = models.DateTimeField()  # scorecards and submissions up to this moment
    population_digest = models.CharField(max_length=64)
    identity = models.CharField(max_length=64)

    status = models.CharField(max_length=10, choices=BackTestStatus.choices, default=BackTestStatus.WAITING)
    enqueued_at = models.DateTimeField(null=True, blank=True)
    submissions = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)  # progress, of `submissions`

    result = models.JSONField(null=True, blank=True)
    files = models.JSONField(null=True, blank=True)  # {relative path: text} of a draft

    class Meta:
        ordering = ["-requested_at"]
        indexes = [
            models.Index(fields=["draft", "-requested_at"], name="back_test_of_draft"),
            models.Index(fields=["status", "lease_expires_at"], name="back_test_sweep"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["identity"],
                condition=Q(status__in=["waiting", "running", "done"]),
                name="back_test_once",
            ),
            models.CheckConstraint(
                condition=Q(draft__isnull=False, edition=None, files__isnull=False)
                | Q(draft=None, edition__isnull=False),
                name="back_test_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(result__isnull=False), name="back_test_done_has_result"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tested_key} / {self.base_id} ({self.status})"


class BackTestChange(models.Model):
    """A scorecard whose gate or rating changes. `criteria` is "|b01-…|b06-…|": those whose outcome or credits differ."""

    back_test = models.ForeignKey(BackTest, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()  # in the order of the population, from 1
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="+")
    gate_before = models.CharField(max_length=20)
    gate_after = models.CharField(max_length=20)
    rating_before = models.CharField(max_length=40, blank=True)
    rating_after = models.CharField(max_length=40, blank=True)
    total_before = models.FloatField(null=True)
    total_after = models.FloatField(null=True)
    criteria = models.TextField(blank=True)
    requirements = models.JSONField(
        default=list
    )  # [[criterion, requirement, [outcome, credits], [outcome, credits]]]

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["back_test", "number"], name="back_test_change_once")]

    def __str__(self) -> str:
        return (
            f"{self.number}: {self.gate_before} {self.rating_before} -> {self.gate_after} {self.rating_after}"
        )


class JudgedChunk(models.Model):
    """What was worked out for a fixed run of scorecards, packed: an edition's judgements, or their inputs as columns.

    `judge` names the edition's content and the code that judges (`keeping.kept`).
    """

    judge = models.CharField(max_length=64)
    rows = models.CharField(max_length=64)  # digest of the scorecards' keys, in order
    data = models.BinaryField()
    used_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["judge", "rows"], name="judged_chunk_once")]

    def __str__(self) -> str:
        return f"{self.judge[:12]} {self.rows[:12]}"
