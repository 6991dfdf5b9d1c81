"""Assessments, followed until they are scored; and their scorecards."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions.assess import cancel_assessment
from assessments.actions.reviews import submit
from assessments.api.base import Resource, filters, tagged
from assessments.api.idempotency import idempotent
from assessments.api.scorecard_schema import SCORECARD
from assessments.api.serializers.assessments import AssessmentQuery, AssessmentSerializer
from assessments.api.serializers.reviews import Note, SubmissionSerializer
from assessments.exports.answering import download
from assessments.exports.files import FORMS
from assessments.models import Assessment, Scorecard
from assessments.selectors import visible_assessments
from energyplus_runs.models import Run
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.problems import PROBLEM_JSON, Problem

_FORM = OpenApiParameter("form", str, OpenApiParameter.PATH, enum=list(FORMS))
_FILE = {
    (200, FORMS["workbook"].media_type): OpenApiTypes.BINARY,
    (200, FORMS["lcax-60yr"].media_type): OpenApiTypes.ANY,  # an LCAx project, or a list of openEPD documents
    (200, "text/csv"): OpenApiTypes.STR,
    (409, PROBLEM_JSON): OpenApiResponse(
        ProblemSerializer, description="There is nothing to write, or too much."
    ),
}


class Assessments(Resource):
    newest_first_by = "requested_at"

    @extend_schema(parameters=[AssessmentQuery], responses=AssessmentSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The assessments you may see, newest first."""
        query = validated(AssessmentQuery, request.query_params)
        wanted = filters(query, project="design__project", design="design", status="status")
        return self.page(
            shown_assessments(visible_assessments(self.user)).filter(**wanted), AssessmentSerializer
        )

    @extend_schema(responses=AssessmentSerializer)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """An assessment with the progress of its simulations."""
        return Response(AssessmentSerializer(self._assessment(pk)).data)

    @extend_schema(request=None, responses=AssessmentSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: Any) -> Response:
        """Stop the simulations of an assessment."""
        if not cancel_assessment(self.user, self._assessment(pk)):
            raise Problem("already-over")
        return self.retrieve(request, pk)

    @extend_schema(request=Note, responses={201: SubmissionSerializer})
    @idempotent
    @action(detail=True, methods=["post"])
    def submissions(self, request: Request, pk: Any) -> Response:
        """Hand a scored assessment to the assessors."""
        assessment = self._assessment(pk)
        submission = submit(self.user, assessment, validated(Note, request.data)["note"])
        return Response(SubmissionSerializer(submission).data, 201)

    def _assessment(self, pk: Any) -> Assessment:
        return get_object_or_404(shown_assessments(visible_assessments(self.user)), pk=pk)


class Scorecards(Resource):
    @extend_schema(
        parameters=[
            OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
            OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
        ],
        responses={200: SCORECARD, 304: OpenApiResponse(description="You hold this document already.")},
    )
    def retrieve(self, request: Request, pk: Any) -> HttpResponseBase:
        """The scorecard document of an assessment, exactly as it was stored."""
        among = Scorecard.objects.filter(assessment__in=visible_assessments(self.user))
        scorecard = get_object_or_404(among, pk=pk)
        return tagged(request, scorecard.digest, lambda: scorecard.document)

    @extend_schema(parameters=[_FORM], responses=_FILE)
    @action(detail=True, url_path="exports/<slug:form>")
    def exports(self, request: Request, pk: Any, form: str) -> HttpResponse:
        """The whole life as a workbook with formulas, as LCAx, or line by line; 409 where none was worked out."""
        related = visible_assessments(self.user).filter(scorecard__isnull=False)
        among = related.select_related("design__project", "design__model", "edition", "scorecard").defer(
            "edition__files"
        )
        return download(get_object_or_404(among, pk=pk), form)


def shown_assessments(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """With all that a list of them shows, at the same number of queries for any number of rows."""
    runs = Run.objects.defer("protocol", "treatments", "preparation", "results").order_by("requested_at")
    return (
        assessments.select_related("design__project__organisation", "edition", "scorecard", "requested_by")
        .defer("edition__files", "scorecard__document")
        .prefetch_related(Prefetch("runs", queryset=runs))
    )
