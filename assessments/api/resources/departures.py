"""Departures from the protocol for programs: of an assessment with the architects' reasons, of a round with decisions."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource
from assessments.api.idempotency import idempotent
from assessments.api.serializers.departures import (
    DepartureDecisionSerializer,
    DepartureReasonSerializer,
    DepartureSerializer,
    DepartureToDecide,
    DepartureToExplain,
)
from assessments.departures.changing import decide_departure, explain
from assessments.departures.reading import departures_of
from assessments.selectors import visible_assessments, visible_submissions
from standard_site.lib.input import validated


class AssessmentDepartures(Resource):
    pagination_class = None

    @extend_schema(responses=DepartureSerializer(many=True))
    def list(self, request: Request, assessment_pk: Any) -> Response:
        """In what the model departs from the protocol that was held against it."""
        among = visible_assessments(self.user).select_related("design__project")
        assessment = get_object_or_404(among, pk=assessment_pk)
        return Response(DepartureSerializer(departures_of(assessment), many=True).data)

    @extend_schema(request=DepartureToExplain, responses={201: DepartureReasonSerializer})
    @idempotent
    def create(self, request: Request, assessment_pk: Any) -> Response:
        """Give the reason for a departure; the newest counts."""
        among = visible_assessments(self.user).select_related("design__project")
        assessment = get_object_or_404(among, pk=assessment_pk)
        values = validated(DepartureToExplain, request.data)
        return Response(DepartureReasonSerializer(explain(self.user, assessment, **values)).data, 201)


class ReviewDepartures(Resource):
    pagination_class = None

    @extend_schema(responses=DepartureSerializer(many=True))
    def list(self, request: Request, review_pk: Any) -> Response:
        """The departures of the assessment under review, with this round's decisions."""
        among = visible_submissions(self.user).select_related("assessment__design")
        submission = get_object_or_404(among, pk=review_pk)
        return Response(DepartureSerializer(departures_of(submission.assessment, submission), many=True).data)

    @extend_schema(request=DepartureToDecide, responses={201: DepartureDecisionSerializer})
    @idempotent
    def create(self, request: Request, review_pk: Any) -> Response:
        """Accept or refuse a departure, with a reason either way; the newest decision counts."""
        among = visible_submissions(self.user).select_related("project", "assessment__design")
        submission = get_object_or_404(among, pk=review_pk)
        values = validated(DepartureToDecide, request.data)
        return Response(
            DepartureDecisionSerializer(decide_departure(self.user, submission, **values)).data, 201
        )
