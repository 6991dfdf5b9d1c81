"""Review: the queue, and the steps of a round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions.reviews import conclude, decide, hand_back, take, withdraw
from assessments.api.base import Resource, filters
from assessments.api.idempotency import idempotent
from assessments.api.serializers.reviews import (
    Conclusion,
    DecisionSerializer,
    DecisionToMake,
    ReviewQuery,
    ReviewSerializer,
    SubmissionSerializer,
)
from assessments.models import Submission
from assessments.refusal import NotAllowed
from assessments.selectors import review_queue, visible_submissions
from standard_site.accounts.models import Role, User
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.problems import PROBLEM_JSON

_FORBIDDEN = {(403, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, description="You are not an assessor.")}


class Reviews(Resource):
    newest_first_by = "submitted_at"

    @extend_schema(parameters=[ReviewQuery], responses=SubmissionSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The rounds of review you may see, newest first."""
        query = validated(ReviewQuery, request.query_params)
        wanted = filters(query, project="project", status="status")
        return self.page(_shown(visible_submissions(self.user)).filter(**wanted), SubmissionSerializer)

    @extend_schema(responses={(200, "application/json"): SubmissionSerializer(many=True)} | _FORBIDDEN)
    @action(detail=False)
    def queue(self, request: Request) -> Response:
        """What waits for any assessor, and what you have in hand."""
        if not self.user.has_role(Role.ASSESSOR):
            raise NotAllowed
        return self.page(review_queue(self.user), SubmissionSerializer)

    @extend_schema(responses=ReviewSerializer)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """A round with its decisions."""
        return Response(ReviewSerializer(self._submission(pk)).data)

    @extend_schema(request=None, responses=ReviewSerializer)
    @idempotent
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: Any) -> Response:
        """Take a waiting round for review."""
        return self._step(take, pk)

    @extend_schema(request=None, responses=ReviewSerializer)
    @idempotent
    @action(detail=True, methods=["post"], url_path="hand-back")
    def hand_back(self, request: Request, pk: Any) -> Response:
        """Put a round back into the queue."""
        return self._step(hand_back, pk)

    @extend_schema(request=None, responses=ReviewSerializer)
    @idempotent
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: Any) -> Response:
        """Take a submission back before an assessor has taken it."""
        return self._step(withdraw, pk)

    @extend_schema(request=DecisionToMake, responses={201: DecisionSerializer})
    @idempotent
    @action(detail=True, methods=["post"])
    def decisions(self, request: Request, pk: Any) -> Response:
        """Accept, query or reject one criterion; the newest decision counts."""
        submission = self._submission(pk)
        values = validated(DecisionToMake, request.data)
        decision = decide(self.user, submission, values["criterion"], values["verdict"], values["reason"])
        return Response(DecisionSerializer(decision).data, 201)

    @extend_schema(request=Conclusion, responses=ReviewSerializer)
    @idempotent
    @action(detail=True, methods=["post"])
    def conclude(self, request: Request, pk: Any) -> Response:
        """End a round: accepted when every criterion is accepted, else changes are requested."""
        submission = self._submission(pk)
        conclude(self.user, submission, validated(Conclusion, request.data)["conclusion"])
        return Response(ReviewSerializer(self._submission(pk)).data)

    def _step(self, step: Callable[[User, Submission], None], pk: Any) -> Response:
        step(self.user, self._submission(pk))
        return Response(ReviewSerializer(self._submission(pk)).data)

    def _submission(self, pk: Any) -> Submission:
        return get_object_or_404(_shown(visible_submissions(self.user)), pk=pk)


def _shown(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    return submissions.select_related("project__organisation", "submitted_by", "assessor")
