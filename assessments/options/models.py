"""Studies of options: a design, measures tried on it one by one and together, and the simulation of each."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from energyplus_runs.models import Run, RunStatus
from rules.models import Edition


class OptionStudy(models.Model):
    """Measures tried on one design under one state of an edition, with the subject as it was when asked.

    What the options came to is in their runs alone; nothing of it is kept here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    design = models.ForeignKey("assessments.Design", on_delete=models.CASCADE, related_name="option_studies")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="option_studies")
    subject = models.JSONField()  # as of an assessment
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"{self.design} / {self.edition.key}"


class OptionRole(models.TextChoices):
    DESIGN = "design", _("The design as it is")
    REFERENCE = "reference", _("Reference building")
    MEASURE = "measure", _("One measure")
    COMBINATION = "combination", _("Measures together")


IMPROVED = (OptionRole.MEASURE, OptionRole.COMBINATION)


class Option(models.Model):
    """One simulation of a study: the design, what it is held against, a measure or several together.

    `measures` are self-contained: `[{"key": …, "parameters": {…}}]`, none where the role has none. `made` is the design that
    somebody made of it.
    """

    study = models.ForeignKey(OptionStudy, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=OptionRole.choices)
    measures = models.JSONField(default=list)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="options")
    made = models.ForeignKey(
        "assessments.Design", on_delete=models.SET_NULL, null=True, blank=True, related_name="made_of"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="option_number_once")]

    def __str__(self) -> str:
        return f"{self.study_id} #{self.number}"

    @property
    def is_ready(self) -> bool:
        """Whether its simulation ended well."""
        return self.run.status == RunStatus.SUCCEEDED
