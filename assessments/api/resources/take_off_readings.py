"""Take-offs that a worker reads."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions.designs import Upload
from assessments.actions.take_off_readings import cancel_reading, request_reading, visible_readings
from assessments.api.base import Resource
from assessments.api.files import file_answer
from assessments.api.idempotency import idempotent
from assessments.api.serializers.take_off_readings import ReadingSerializer, ReadingUpload
from assessments.selectors import visible_projects
from assessments.take_off_readings.models import TakeOffReading
from standard_site.lib.input import validated
from standard_site.lib.parsers import BoundedMultiPartParser
from standard_site.lib.problems import Problem


class ProjectTakeOffReadings(Resource):
    """What was handed in for one project."""

    newest_first_by = "requested_at"
    parser_classes = [BoundedMultiPartParser]

    @extend_schema(responses=ReadingSerializer(many=True))
    def list(self, request: Request, project_pk: Any) -> Response:
        """A project's readings, newest first."""
        project = get_object_or_404(visible_projects(self.user), pk=project_pk)
        return self.page(visible_readings(self.user).filter(project=project), ReadingSerializer)

    @extend_schema(request={"multipart/form-data": ReadingUpload}, responses={202: ReadingSerializer})
    @idempotent
    def create(self, request: Request, project_pk: Any) -> Response:
        """Hand in a large take-off or an IFC model; a worker reads it, and a design then names it as `take_off_reading`."""
        project = get_object_or_404(visible_projects(self.user), pk=project_pk)
        file = validated(ReadingUpload, request.data)["file"]
        reading = request_reading(self.user, project, Upload(str(file.name), file.chunks()))
        return Response(ReadingSerializer(reading).data, 202)


class TakeOffReadings(Resource):
    @extend_schema(responses=ReadingSerializer)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """How far a reading is, and what was found."""
        return Response(ReadingSerializer(self._reading(pk)).data)

    @extend_schema(request=None, responses=ReadingSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: Any) -> Response:
        """Stop a reading."""
        if not cancel_reading(self.user, self._reading(pk)):
            raise Problem("already-over")
        return self.retrieve(request, pk)

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    @action(detail=True, url_path="take-off")
    def take_off(self, request: Request, pk: Any) -> FileResponse:
        """The lines in the common form; there once it is read."""
        reading = self._reading(pk)
        return file_answer(reading.take_off, reading.take_off_name, "text/csv")

    def _reading(self, pk: Any) -> TakeOffReading:
        return get_object_or_404(visible_readings(self.user), pk=pk)
