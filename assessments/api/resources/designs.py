"""Designs: uploaded whole, never changed."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions.assess import request_assessment
from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.actions.estimates import design_with_estimate
from assessments.actions.take_off_readings import known_of
from assessments.api.base import Resource
from assessments.api.files import file_answer
from assessments.api.idempotency import idempotent
from assessments.api.resources.assessments import shown_assessments
from assessments.api.serializers.assessments import AssessmentSerializer
from assessments.api.serializers.designs import (
    FILE_KINDS,
    DesignRowSerializer,
    DesignSerializer,
    DesignUpload,
    PreviewSerializer,
    file_of,
)
from assessments.api.serializers.estimates import EstimateSerializer
from assessments.models import Design
from assessments.policies import can_edit_project
from assessments.protocols import foresee, foreseen
from assessments.refusal import NotAllowed
from assessments.selectors import visible_assessments, visible_designs, visible_projects
from energyplus_runs.actions import quantities_of
from standard_site.lib.input import validated
from standard_site.lib.parsers import BoundedMultiPartParser

_BYTES = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
_KIND = OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=FILE_KINDS)
_NAME = OpenApiParameter("name", str, description="Which attachment, by its name; only for that kind.")


class ProjectDesigns(Resource):
    """The designs of one project."""

    parser_classes = [BoundedMultiPartParser]

    @extend_schema(responses=DesignRowSerializer(many=True))
    def list(self, request: Request, project_pk: Any) -> Response:
        """A project's designs, newest first."""
        project = get_object_or_404(visible_projects(self.user), pk=project_pk)
        return self.page(_shown(visible_designs(self.user)).filter(project=project), DesignRowSerializer)

    @extend_schema(request={"multipart/form-data": DesignUpload}, responses={201: DesignSerializer})
    @idempotent
    def create(self, request: Request, project_pk: Any) -> Response:
        """Upload a design: model, take-off and declared values, all or nothing."""
        project = get_object_or_404(visible_projects(self.user).select_related("edition"), pk=project_pk)
        values = validated(DesignUpload, request.data)
        label, attached = values.pop("label"), values.pop("attachments")
        estimate, columns = values.pop("take_off_from_model"), values.pop("columns")
        reading = values.pop("take_off_reading", None)
        known = known_of(self.user, project, str(reading)) if reading else None
        files = {kind: _upload(file) for kind, file in values.items()}
        attachments = [_upload(file) for file in attached]
        handed_in = DesignFiles(
            **files,
            known_take_off=known,
            attachments=attachments,
            take_off_from_model=estimate,
            columns=columns,
        )
        design = add_design(self.user, project, handed_in, label)
        foresee(design)
        return Response(DesignSerializer(design).data, 201)


class Designs(Resource):
    @extend_schema(responses=DesignSerializer)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """A design with its model's summary and everything found in its files."""
        return Response(DesignSerializer(self._design(pk)).data)

    @extend_schema(parameters=[_KIND, _NAME], responses=_BYTES)
    @action(detail=True, url_path="files/<slug:kind>")
    def files(self, request: Request, pk: Any, kind: str) -> FileResponse:
        """A file as it was uploaded."""
        if kind not in FILE_KINDS:
            raise Http404
        file, name = file_of(self._design(pk), kind, request.query_params.get("name", ""))
        return file_answer(file, name, "application/octet-stream")

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    @action(detail=True)
    def scene(self, request: Request, pk: Any) -> FileResponse:
        """The model's surfaces for drawing: metres, world coordinates."""
        model = self._design(pk).model
        return file_answer(model.scene if model else None, "scene.json", "application/json", download=False)

    @extend_schema(responses=PreviewSerializer)
    @action(detail=True, pagination_class=None)
    def preparation(self, request: Request, pk: Any) -> Response:
        """What the modelling protocol will change in the model, as the project stands now; 404 until it was asked for."""
        preview = foreseen(self._design(pk))
        if preview is None:
            raise Http404
        return Response(PreviewSerializer(preview).data)

    @extend_schema(request=None, responses={202: PreviewSerializer})
    @idempotent
    @preparation.mapping.post
    def work_out_preparation(self, request: Request, pk: Any) -> Response:
        """Have it worked out; a design without a model or a place has none."""
        design = self._design(pk)
        if not can_edit_project(self.user, design.project):
            raise NotAllowed
        preview = foresee(design)
        if preview is None:
            raise Http404
        return Response(PreviewSerializer(preview).data, 202)

    @extend_schema(responses=EstimateSerializer)
    @action(detail=True, url_path="take-off-estimate", pagination_class=None)
    def estimate(self, request: Request, pk: Any) -> Response:
        """Quantities estimated from the energy model, and what it does not tell; 404 without a model."""
        model = self._design(pk).model
        if model is None:
            raise Http404
        return Response(EstimateSerializer(quantities_of(model)).data)

    @extend_schema(request=None, responses={201: DesignSerializer})
    @idempotent
    @estimate.mapping.post
    def use_estimate(self, request: Request, pk: Any) -> Response:
        """Make a design of the same files with the take-off estimated from its model."""
        design = design_with_estimate(self.user, self._design(pk))
        foresee(design)
        return Response(DesignSerializer(design).data, 201)

    def _design(self, pk: Any) -> Design:
        return get_object_or_404(_shown(visible_designs(self.user)), pk=pk)


class DesignAssessments(Resource):
    """The assessments of one design."""

    newest_first_by = "requested_at"

    @extend_schema(responses=AssessmentSerializer(many=True))
    def list(self, request: Request, design_pk: Any) -> Response:
        """A design's assessments, newest first."""
        design = get_object_or_404(visible_designs(self.user), pk=design_pk)
        return self.page(
            shown_assessments(visible_assessments(self.user)).filter(design=design), AssessmentSerializer
        )

    @extend_schema(request=None, responses={201: AssessmentSerializer})
    @idempotent
    def create(self, request: Request, design_pk: Any) -> Response:
        """Start scoring a design: its simulations are queued, the score follows when they end."""
        among = visible_designs(self.user).select_related("project__edition", "model")
        design = get_object_or_404(among.defer("project__edition__files"), pk=design_pk)
        return Response(AssessmentSerializer(request_assessment(self.user, design)).data, 201)


def _upload(file: UploadedFile[Any]) -> Upload:
    return Upload(name=str(file.name), chunks=file.chunks())


def _shown(designs: QuerySet[Design]) -> QuerySet[Design]:
    things = ("model__file", "model__scene", "take_off", "declared_file", "created_by", "project__edition")
    return designs.select_related(*things).defer("project__edition__files")
