"""Places a project can stand in, each with its weather station."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource
from assessments.api.idempotency import idempotent
from assessments.api.serializers.places import PlaceSerializer, PlaceToAdd, StationToTake
from assessments.refusal import NotAllowed
from energyplus_runs.library.places import PlaceGiven, add_place, choose_station
from energyplus_runs.library.policies import can_add_places, can_keep_stations
from energyplus_runs.selectors import places
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.problems import PROBLEM_JSON

_FORBIDDEN = {
    (403, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, description="You do not keep the library.")
}


class Places(Resource):
    pagination_class = None
    lookup_field = "key"
    lookup_value_converter = "slug"

    def get_permissions(self) -> list[BasePermission]:
        """Everybody reads; only who is signed in can be asked for the right to change."""
        return [AllowAny() if self.request.method in SAFE_METHODS else IsAuthenticated()]

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

    @extend_schema(request=PlaceToAdd, responses={(201, "application/json"): PlaceSerializer} | _FORBIDDEN)
    @idempotent
    def create(self, request: Request) -> Response:
        """Add a place; it takes the nearest station."""
        if not can_add_places(self.user):
            raise NotAllowed
        place = add_place(self.user, PlaceGiven(**validated(PlaceToAdd, request.data)))
        return Response(PlaceSerializer(place).data, 201)

    @extend_schema(request=StationToTake, responses={(200, "application/json"): PlaceSerializer} | _FORBIDDEN)
    @idempotent
    @action(detail=True, methods=["post"])
    def station(self, request: Request, key: str) -> Response:
        """Have a place take another station from now on; earlier results stay."""
        if not can_keep_stations(self.user):
            raise NotAllowed
        if key not in places():
            raise Http404
        values = validated(StationToTake, request.data)
        place = choose_station(self.user, key, values["station"], values["reason"])
        return Response(PlaceSerializer(place).data)
