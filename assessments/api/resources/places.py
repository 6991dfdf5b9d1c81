"""Places a project can stand in, each with its weather station."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource
from assessments.api.serializers.places import PlaceSerializer
from energyplus_runs.selectors import places


class Places(Resource):
    permission_classes = [AllowAny]
    pagination_class = None
    lookup_field = "key"
    lookup_value_converter = "slug"

    @extend_schema(responses=PlaceSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Every place, with the station whose typical year is used and how far it is."""
        return Response(PlaceSerializer(places().values(), many=True).data)

    @extend_schema(responses=PlaceSerializer)
    def retrieve(self, request: Request, key: str) -> Response:
        place = places().get(key)
        if place is None:
            raise Http404
        return Response(PlaceSerializer(place).data)
