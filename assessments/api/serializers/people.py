"""The person asking, and their organisations."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from standard_site.accounts.models import Membership, Role


class OwnOrganisationSerializer(serializers.ModelSerializer[Membership]):
    id = serializers.IntegerField(source="organisation_id")
    name = serializers.CharField(source="organisation.name")

    class Meta:
        model = Membership
        fields = ["id", "name", "is_owner", "joined_at"]


class MeSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField()
    name = serializers.CharField(allow_blank=True)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    organisations = OwnOrganisationSerializer(many=True)
