"""Data sets of carbon factors that an organisation brings, and the factors that single lines insist on."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from standard_site.accounts.models import Organisation
from standard_site.files.models import StoredFile

PERSON = settings.AUTH_USER_MODEL


class DatasetForm(models.TextChoices):
    CSV = "csv", _("CSV")
    ILCD = "ilcd", _("ILCD+EPD (XML)")
    OPENEPD = "openepd", _("openEPD (JSON)")


class FactorDataset(models.Model):
    """One version of a data set. Its rows never change; a correction is a further version of the same key.

    A version acts from its upload until it is retired or a further version comes; what was scored with it stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="factor_datasets")
    key = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    form = models.CharField(max_length=10, choices=DatasetForm.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    rows = models.JSONField()  # `assessments.carbon.factors_dataset.Row`, one for each factor
    findings = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    retired_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key", "version"], name="factor_dataset_version_once"
            ),
            models.CheckConstraint(
                condition=models.Q(retired_at=None) | ~models.Q(retired_because=""),
                name="factor_dataset_retired_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class FactorChoice(models.Model):
    """The factor that a line of a design insists on, with the reason. Another choice adds a row; the newest counts, and one
    without a factor takes the line back to the usual choice."""

    design = models.ForeignKey("assessments.Design", on_delete=models.CASCADE, related_name="factor_choices")
    line_id = models.CharField(max_length=500)
    factor_key = models.CharField(max_length=120, blank=True)
    reason = models.TextField()
    chosen_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="factor_choice_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.design_id} {self.line_id}: {self.factor_key or '–'}"
