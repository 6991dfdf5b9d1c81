"""Rounds of review and the decisions in them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.api.serializers.shared import MOST_TEXT, OrganisationSerializer, PersonField, PlaceField
from assessments.models import Decision, Project, Submission, SubmissionStatus, Verdict
from assessments.reviews import blocking_criteria
from assessments.selectors import newest_decisions


class ReviewedProjectSerializer(serializers.ModelSerializer[Project]):
    organisation = OrganisationSerializer()
    place = PlaceField()

    class Meta:
        model = Project
        fields = ["id", "name", "place", "organisation"]


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    """One round of review of one assessment."""

    project = ReviewedProjectSerializer()
    submitted_by = PersonField()
    assessor = PersonField()

    class Meta:
        model = Submission
        fields = [
            *("id", "project", "assessment", "round", "status", "note", "submitted_by", "submitted_at"),
            *("assessor", "taken_at", "conclusion", "concluded_at"),
        ]


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    """An assessor's word on one criterion."""

    criterion = serializers.CharField(source="criterion_key")
    decided_by = PersonField()

    class Meta:
        model = Decision
        fields = ["criterion", "verdict", "reason", "decided_by", "decided_at"]


class ReviewSerializer(SubmissionSerializer):
    """A round with the decision that counts on each criterion, and what stands between it and acceptance."""

    decisions = serializers.SerializerMethodField()
    undecided = serializers.SerializerMethodField()
    objected = serializers.SerializerMethodField()

    class Meta(SubmissionSerializer.Meta):
        fields = [*SubmissionSerializer.Meta.fields, "decisions", "undecided", "objected"]

    @extend_schema_field(DecisionSerializer(many=True))
    def get_decisions(self, submission: Submission) -> Any:
        return DecisionSerializer([*newest_decisions(submission).values()], many=True).data

    def get_undecided(self, submission: Submission) -> list[str]:
        return blocking_criteria(submission)[0]

    def get_objected(self, submission: Submission) -> list[str]:
        return blocking_criteria(submission)[1]


class ReviewQuery(serializers.Serializer[Any]):
    project = serializers.UUIDField(required=False)
    status = serializers.ChoiceField(choices=SubmissionStatus.choices, required=False)


class Note(serializers.Serializer[Any]):
    note = serializers.CharField(
        max_length=MOST_TEXT,
        required=False,
        allow_blank=True,
        default="",
        help_text="What the assessor should know.",
    )


class DecisionToMake(serializers.Serializer[Any]):
    """A query or a rejection needs its reason."""

    criterion = serializers.SlugField(max_length=80)
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    reason = serializers.CharField(max_length=MOST_TEXT, required=False, allow_blank=True, default="")


class Conclusion(serializers.Serializer[Any]):
    conclusion = serializers.CharField(max_length=MOST_TEXT, required=False, allow_blank=True, default="")
