"""Assessments, their runs and what they scored."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.serializers.shared import PersonField, PinnedEditionSerializer
from assessments.models import Assessment, AssessmentStatus, Scorecard
from energyplus_runs.models import Run, RunStatus
from energyplus_runs.queueing import place_of
from standard_site.lib.openapi import FindingSerializer


class RunProgressSerializer(serializers.ModelSerializer[Run]):
    """How far a simulation is."""

    class Meta:
        model = Run
        fields = [
            *(
                "id",
                "case",
                "place",
                "status",
                "phase",
                "percent",
                "estimated_end_at",
                "requested_at",
                "started_at",
            ),
            *("ended_at", "cached", "warnings", "severe"),
        ]

    place = serializers.CharField(source="place_key")
    cached = serializers.SerializerMethodField()

    def get_cached(self, run: Run) -> bool:
        return run.cached_from_id is not None


class PreparationChangeSerializer(serializers.Serializer[Any]):
    """One change; `object`, `field`, `before` and `after` as the model writes them."""

    action = serializers.CharField()
    object = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    field = serializers.CharField(allow_null=True)
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class RunSerializer(RunProgressSerializer):
    """A simulation with all it used and found; `results` is null until it succeeded."""

    queue_position = serializers.SerializerMethodField(
        help_text="Runs waiting before this one; 0 when it waits no more."
    )
    treatments = serializers.ListField(
        child=serializers.DictField(child=serializers.JSONField()),
        help_text="What is done to the model beyond the protocol, in this order.",
    )
    expected_hours = serializers.IntegerField(
        allow_null=True, help_text="Hours its results must span; null where it is a year of the protocol."
    )
    results = serializers.DictField(child=serializers.JSONField(), allow_null=True)
    has_prepared_model = serializers.SerializerMethodField()
    has_error_file = serializers.SerializerMethodField()
    findings = FindingSerializer(many=True)

    class Meta(RunProgressSerializer.Meta):
        fields = [
            *RunProgressSerializer.Meta.fields,
            *("treatments", "expected_hours"),
            *(
                "attempt",
                "queue_position",
                "engine_build",
                "weather_digest",
                "cache_key",
                "sandbox",
                "wall_s",
            ),
            *("has_prepared_model", "has_error_file", "results", "results_digest", "findings"),
        ]

    def get_queue_position(self, run: Run) -> int | None:
        """How many runs are taken before it; null when it does not wait for a worker."""
        return place_of(run)

    def get_has_prepared_model(self, run: Run) -> bool:
        return run.prepared_id is not None

    def get_has_error_file(self, run: Run) -> bool:
        return run.error_file_id is not None


class RunQuery(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=RunStatus.choices, required=False)
    assessment = serializers.UUIDField(required=False)


class ScoreSummarySerializer(serializers.ModelSerializer[Scorecard]):
    """The score in one line; `score_total` and `rating_key` are null where undetermined."""

    rating_key = serializers.SerializerMethodField()

    class Meta:
        model = Scorecard
        fields = ["gate", "score_total", "rating_key", "digest", "created_at"]

    def get_rating_key(self, scorecard: Scorecard) -> str | None:
        return scorecard.rating_key or None


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """A design scored by one state of an edition; `scorecard` is null until it is scored."""

    project = serializers.UUIDField(source="design.project_id")
    edition = PinnedEditionSerializer()
    subject = serializers.DictField(child=serializers.JSONField())
    runs = RunProgressSerializer(many=True)
    scorecard = serializers.SerializerMethodField()
    findings = FindingSerializer(many=True)
    requested_by = PersonField()

    class Meta:
        model = Assessment
        fields = [
            *("id", "project", "design", "edition", "status", "subject", "runs", "scorecard", "findings"),
            *("requested_by", "requested_at", "ended_at"),
        ]

    @extend_schema_field(ScoreSummarySerializer(allow_null=True))
    def get_scorecard(self, assessment: Assessment) -> Any:
        scorecard = getattr(assessment, "scorecard", None)
        return ScoreSummarySerializer(scorecard).data if scorecard is not None else None


class AssessmentQuery(serializers.Serializer[Any]):
    project = serializers.UUIDField(required=False)
    design = serializers.UUIDField(required=False)
    status = serializers.ChoiceField(choices=AssessmentStatus.choices, required=False)
