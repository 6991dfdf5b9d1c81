"""The weather library for programs: stations with their checks and files."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource
from assessments.api.idempotency import idempotent
from assessments.api.serializers.places import StationDetailSerializer, StationSerializer, StationUpload
from assessments.refusal import NotAllowed
from assessments.weather_library import FILES, station_given, wanted_days
from energyplus_runs.library.files import laid_out
from energyplus_runs.library.models import LibraryStation
from energyplus_runs.library.policies import can_keep_stations
from energyplus_runs.library.stations import add_station, retire_station
from energyplus_runs.selectors import gazetteer
from energyplus_runs.simulation.weather import Station
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.parsers import BoundedMultiPartParser
from standard_site.lib.problems import PROBLEM_JSON

_FORBIDDEN = {(403, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, description="You are not an operator.")}
_BYTES = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
_FORM = OpenApiParameter("form", str, OpenApiParameter.PATH, enum=FILES)


class Stations(Resource):
    parser_classes = [BoundedMultiPartParser]
    pagination_class = None
    lookup_field = "key"
    lookup_value_converter = "slug"

    @extend_schema(responses=StationSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Every station, retired ones too."""
        return Response(StationSerializer([*gazetteer().stations.values()], many=True).data)

    @extend_schema(responses=StationDetailSerializer)
    def retrieve(self, request: Request, key: str) -> Response:
        """A station with its year in figures, its provenance and what its checks found."""
        return Response(StationDetailSerializer(_station(key)).data)

    @extend_schema(
        request={"multipart/form-data": StationUpload},
        responses={(201, "application/json"): StationDetailSerializer} | _FORBIDDEN,
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Check a station's files and add them; the key of a station that is there makes a further version of it."""
        if not can_keep_stations(self.user):
            raise NotAllowed
        added = add_station(self.user, station_given(validated(StationUpload, request.data)), wanted_days())
        return Response(StationDetailSerializer(_station(added.key)).data, 201)

    @extend_schema(request=None, responses={(200, "application/json"): StationDetailSerializer} | _FORBIDDEN)
    @idempotent
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, key: str) -> Response:
        """Offer an added station no longer; a place that takes it needs another one first."""
        if not can_keep_stations(self.user):
            raise NotAllowed
        retire_station(self.user, get_object_or_404(LibraryStation, key=key))
        return self.retrieve(request, key)

    @extend_schema(parameters=[_FORM], responses=_BYTES)
    @action(detail=True, url_path="files/<slug:form>")
    def files(self, request: Request, key: str, form: str) -> FileResponse:
        """A file of a station as it was taken in."""
        station = laid_out(_station(key))
        file = {"epw": station.epw, "ddy": station.ddy, "stat": station.stat}.get(form)
        if file is None:
            raise Http404
        plain = "application/octet-stream"
        return FileResponse(
            file.path.open("rb"), as_attachment=True, filename=file.path.name, content_type=plain
        )


def _station(key: str) -> Station:
    found = gazetteer().stations.get(key)
    if found is None:
        raise Http404
    return found
