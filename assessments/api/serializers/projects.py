"""Projects."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.api.serializers.shared import (
    OrganisationSerializer,
    PersonField,
    PinnedEditionSerializer,
    PlaceField,
    UseSerializer,
)
from assessments.models import AuditEntry, Project, Stage, Works

_MOST_ID = 2**63 - 1
_MOST_USES = 50
_AREAS = ("useful_floor_area_m2", "gross_floor_area_m2", "footprint_m2", "roof_area_m2")


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """A registered building. An area that is not known is null; it is never scaled from another."""

    organisation = OrganisationSerializer()
    place = PlaceField()
    uses = UseSerializer(many=True)
    edition = PinnedEditionSerializer()
    created_by = PersonField()

    class Meta:
        model = Project
        fields = [
            *(
                "id",
                "organisation",
                "name",
                "place",
                "works",
                "stage",
                "construction_start_year",
                "uses",
                "gia_m2",
            ),
            *_AREAS,
            *("edition", "created_by", "created_at", "updated_at", "archived_at"),
        ]


class ProjectChange(serializers.Serializer[Any]):
    """What describes a building. Left out stays as it is; null is not known, and what depends on it undetermined."""

    name = serializers.CharField(max_length=200)
    place = serializers.CharField(
        source="place_key", max_length=40, allow_null=True, help_text="Key of a place."
    )
    construction_start_year = serializers.IntegerField(
        allow_null=True, help_text="Decides which year's limits apply."
    )
    gia_m2 = serializers.FloatField(allow_null=True, help_text="Gross internal area, m².")
    uses = serializers.ListField(
        child=UseSerializer(),
        max_length=_MOST_USES,
        help_text="Areas that make up the gross internal area.",
    )
    works = serializers.ChoiceField(choices=Works.choices, required=False)
    stage = serializers.ChoiceField(choices=Stage.choices, required=False)
    useful_floor_area_m2 = serializers.FloatField(required=False, allow_null=True)
    gross_floor_area_m2 = serializers.FloatField(required=False, allow_null=True)
    footprint_m2 = serializers.FloatField(required=False, allow_null=True)
    roof_area_m2 = serializers.FloatField(required=False, allow_null=True)


class ProjectRegistration(ProjectChange):
    """A building to register. Null is not known; without an edition the one the service stands for is pinned."""

    organisation = serializers.IntegerField(
        min_value=1, max_value=_MOST_ID, help_text="One of your organisations."
    )
    edition = serializers.SlugField(source="edition_key", max_length=80, required=False)


class ProjectMove(serializers.Serializer[Any]):
    """The edition to move to, one of the project's later editions."""

    edition = serializers.SlugField(max_length=80, help_text="Key of the edition.")


class ProjectQuery(serializers.Serializer[Any]):
    organisation = serializers.IntegerField(min_value=1, max_value=_MOST_ID, required=False)
    place = serializers.SlugField(max_length=40, required=False)
    archived = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Both when left out."
    )


class AuditEntrySerializer(serializers.ModelSerializer[AuditEntry]):
    """What happened to a project."""

    actor = PersonField()
    detail = serializers.DictField(child=serializers.JSONField())

    class Meta:
        model = AuditEntry
        fields = ["verb", "target", "detail", "actor", "at"]
