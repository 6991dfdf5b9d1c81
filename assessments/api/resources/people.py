"""Who is asking."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource
from assessments.api.serializers.people import MeSerializer, OwnOrganisationSerializer
from standard_site.accounts.models import Membership, User


class Me(Resource):
    @extend_schema(responses=MeSerializer)
    def retrieve(self, request: Request) -> Response:
        """You: your roles and organisations."""
        person = {
            "email": self.user.email,
            "name": self.user.name,
            "roles": sorted(self.user.roles),
            "organisations": _own(self.user).order_by("joined_at"),
        }
        return Response(MeSerializer(person).data)


class Organisations(Resource):
    newest_first_by = "joined_at"

    @extend_schema(responses=OwnOrganisationSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The organisations you belong to, the newest first."""
        return self.page(_own(self.user), OwnOrganisationSerializer)


def _own(user: User) -> QuerySet[Membership]:
    return user.memberships.select_related("organisation")
