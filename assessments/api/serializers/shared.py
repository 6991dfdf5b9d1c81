"""Parts that several resources show."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rules.models import Edition
from standard_site.accounts.models import Organisation, User
from standard_site.lib.openapi import LocalisedSerializer

MOST_TEXT = 10_000


@extend_schema_field(OpenApiTypes.STR)
class PersonField(serializers.Field[User, Any, str, Any]):
    """A person by the name they give themselves, null when there is none or their account is gone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_null=True, read_only=True, **options)

    def to_representation(self, value: User) -> str:
        return str(value)


class PlaceField(serializers.CharField):
    """The key of a project's place, null when it is not known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="place_key", allow_null=True, read_only=True, **options)

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        return value or None


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    class Meta:
        model = Organisation
        fields = ["id", "name"]


class PinnedEditionSerializer(serializers.ModelSerializer[Edition]):
    """The state of an edition that something is scored by."""

    title = LocalisedSerializer()

    class Meta:
        model = Edition
        fields = ["key", "digest", "status", "title"]


class UseSerializer(serializers.Serializer[Any]):
    typology = serializers.CharField(max_length=80)
    gia_m2 = serializers.FloatField(help_text="Gross internal area of this use, m².")
