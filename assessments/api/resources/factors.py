"""Data sets of factors that an organisation brings, and the choice between factors line by line."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions.designs import Upload
from assessments.api.base import Resource
from assessments.api.files import file_answer
from assessments.api.idempotency import idempotent
from assessments.api.serializers.factors import (
    DatasetRowSerializer,
    DatasetSerializer,
    DatasetToRetire,
    DatasetUpload,
    FactorChoiceSerializer,
    FactorToChoose,
    LineChoiceSerializer,
    LineQuery,
)
from assessments.carbon.units import Unit
from assessments.factor_libraries.bringing import DatasetGiven, bring, retire
from assessments.factor_libraries.choosing import choose_factor, line_choices, lines_of
from assessments.factor_libraries.models import FactorDataset
from assessments.factor_libraries.reading import visible_datasets
from assessments.models import Design
from assessments.refusal import NotAllowed
from assessments.selectors import visible_designs
from standard_site.accounts.selectors import organisations_of
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.parsers import BoundedJsonParser, BoundedMultiPartParser
from standard_site.lib.problems import PROBLEM_JSON

_FORBIDDEN = {
    (403, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, description="You are not a member of it.")
}
_BYTES = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class FactorDatasets(Resource):
    parser_classes = [BoundedMultiPartParser, BoundedJsonParser]
    newest_first_by = "uploaded_at"

    @extend_schema(responses=DatasetRowSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The data sets of your organisations, every version, newest first."""
        return self.page(visible_datasets(self.user).defer("rows", "findings"), DatasetRowSerializer)

    @extend_schema(responses=DatasetSerializer)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """One version with its factors and everything found in its file."""
        return Response(DatasetSerializer(self._dataset(pk)).data)

    @extend_schema(
        request={"multipart/form-data": DatasetUpload},
        responses={(201, "application/json"): DatasetSerializer} | _FORBIDDEN,
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Bring a data set: CSV of the template, ILCD+EPD or openEPD; the key of one that is there makes a further version."""
        values = validated(DatasetUpload, request.data)
        organisation = organisations_of(self.user).filter(pk=values["organisation"]).first()
        if organisation is None:
            raise NotAllowed
        file = values["file"]
        unit = Unit(values["unit"]) if values["unit"] else None
        given = DatasetGiven(values["key"], values["title"], Upload(str(file.name), file.chunks()), unit)
        return Response(DatasetSerializer(bring(self.user, organisation, given)).data, 201)

    @extend_schema(request=DatasetToRetire, responses={(200, "application/json"): DatasetSerializer})
    @idempotent
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: Any) -> Response:
        """Let a version act on no further score, with a reason."""
        dataset = self._dataset(pk)
        retire(self.user, dataset, validated(DatasetToRetire, request.data)["reason"])
        return self.retrieve(request, pk)

    @extend_schema(responses=_BYTES)
    @action(detail=True)
    def file(self, request: Request, pk: Any) -> FileResponse:
        """The file as it was brought."""
        dataset = self._dataset(pk)
        return file_answer(dataset.file, dataset.file_name, "application/octet-stream")

    def _dataset(self, pk: Any) -> FactorDataset:
        return get_object_or_404(visible_datasets(self.user), pk=pk)


class DesignFactorChoices(Resource):
    pagination_class = None

    @extend_schema(parameters=[LineQuery], responses=LineChoiceSerializer(many=True))
    def list(self, request: Request, design_pk: Any) -> Response:
        """Lines of the take-off, each with its factor, those that lost, and the line's own choices."""
        design = self._design(design_pk)
        query = validated(LineQuery, request.query_params)
        lines = lines_of(design)[query["first"] : query["first"] + query["most"]]
        return Response(
            LineChoiceSerializer(line_choices(design, design.project.edition.loaded(), lines), many=True).data
        )

    @extend_schema(request=FactorToChoose, responses={201: FactorChoiceSerializer})
    @idempotent
    def create(self, request: Request, design_pk: Any) -> Response:
        """Let a line insist on a factor, with a reason that the assessor reads."""
        values = validated(FactorToChoose, request.data)
        choice = choose_factor(self.user, self._design(design_pk), **values)
        return Response(FactorChoiceSerializer(choice).data, 201)

    def _design(self, pk: Any) -> Design:
        among = visible_designs(self.user).select_related("project__edition", "take_off")
        return get_object_or_404(among, pk=pk)
