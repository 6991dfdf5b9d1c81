"""Back-tests, for standard authors: asked for, followed, read and taken away."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions.backtests import cancel_back_test, request_back_test
from assessments.api.base import Resource, filters
from assessments.api.idempotency import idempotent
from assessments.api.serializers.backtests import (
    BackTestChangeSerializer,
    BackTestDetailSerializer,
    BackTestQuery,
    BackTestRequest,
    BackTestSerializer,
    ChangeQuery,
    filters_of,
)
from assessments.backtest.changes import changes_of, seen_by
from assessments.backtest.export import EXPORTS
from assessments.backtest.models import BackTest, BackTestStatus
from assessments.backtest.policies import visible_back_tests
from assessments.refusal import FINDINGS
from rules.models import Draft, Edition
from rules.selectors import newest_edition
from standard_site.accounts.models import Role
from standard_site.lib.findings import Where
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.problems import PROBLEM_JSON, Problem
from standard_site.lib.refusal import NotAllowed, Refused

_FORBIDDEN = {
    (403, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, description="You are not a standard author.")
}
_HOTELS = OpenApiExample(
    "A draft on hotels begun from 2027",
    value={
        "draft": "00000000-0000-4000-8000-000000000000",
        "filters": {"typology": "hotel", "year_from": 2027},
    },
    request_only=True,
)


class InOrder(CursorPagination):
    """Pages by the number of the row."""

    ordering = "number"
    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Any) -> Cursor | None:
        """Raises Problem `cursor-invalid` for anything that this class did not write."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            raise Problem("cursor-invalid") from None
        position = cursor.position if cursor is not None else None
        if position is not None and not (str(position).isdecimal() and len(str(position)) < 10):
            raise Problem("cursor-invalid")
        return cursor


class BackTests(Resource):
    newest_first_by = "requested_at"

    @extend_schema(
        parameters=[BackTestQuery],
        responses={(200, "application/json"): BackTestSerializer(many=True)} | _FORBIDDEN,
    )
    def list(self, request: Request) -> Response:
        """The back-tests you may see, newest first."""
        if not self.user.has_role(Role.STANDARD_AUTHOR):
            raise NotAllowed
        query = validated(BackTestQuery, request.query_params)
        wanted = filters(query, draft="draft", status="status")
        return self.page(self._visible().defer("result", "files").filter(**wanted), BackTestSerializer)

    @extend_schema(
        request=BackTestRequest,
        responses={201: BackTestDetailSerializer, 200: BackTestDetailSerializer},
        examples=[_HOTELS],
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Hold a draft or an edition against another on what was scored; 200 when the same was asked before."""
        values = validated(BackTestRequest, request.data)
        base = _edition(values["base"]) if "base" in values else None
        back_test, is_new = request_back_test(self.user, self._tested(values), base, filters_of(values))
        return Response(BackTestDetailSerializer(back_test).data, 201 if is_new else 200)

    @extend_schema(responses=BackTestDetailSerializer)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """A back-test with its progress, and its result once it is done."""
        return Response(BackTestDetailSerializer(self._back_test(pk)).data)

    @extend_schema(request=None, responses=BackTestDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: Any) -> Response:
        """Stop a back-test."""
        if not cancel_back_test(self.user, self._back_test(pk)):
            raise Problem("already-over")
        return self.retrieve(request, pk)

    @extend_schema(parameters=[ChangeQuery], responses=BackTestChangeSerializer(many=True))
    @action(detail=True, pagination_class=InOrder)
    def changes(self, request: Request, pk: Any) -> Response:
        """The submissions that come to another gate or rating; none while it is not done."""
        query = validated(ChangeQuery, request.query_params)
        back_test = self._done(pk)
        shown = self.paginate_queryset(changes_of(back_test, query.get("criterion"))) or []
        rows = back_test.changes.filter(pk__in=[row.pk for row in shown])
        return self.get_paginated_response(BackTestChangeSerializer(seen_by(self.user, rows), many=True).data)

    @extend_schema(
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, "application/json"): OpenApiTypes.OBJECT}
    )
    @action(detail=True, url_path="export/<slug:kind>")
    def export(self, request: Request, pk: Any, kind: str) -> HttpResponse:
        """Who changes as a table (csv), or everything (json); there once it is done."""
        if kind not in EXPORTS:
            raise Http404
        return EXPORTS[kind](self.user, self._done(pk))

    def _tested(self, values: dict[str, Any]) -> Draft | Edition:
        """What is to be tested; a draft that is not there is refused like one that may not be read."""
        if "edition" in values:
            return _edition(values["edition"])
        draft = Draft.objects.select_related("base").filter(pk=values["draft"]).first()
        if draft is None:
            raise NotAllowed
        return draft

    def _done(self, pk: Any) -> BackTest:
        back_test = self._back_test(pk)
        if back_test.status != BackTestStatus.DONE:
            raise Http404
        return back_test

    def _back_test(self, pk: Any) -> BackTest:
        return get_object_or_404(self._visible(), pk=pk)

    def _visible(self) -> QuerySet[BackTest]:
        rows = visible_back_tests(self.user).select_related("draft", "edition", "base", "requested_by")
        return rows.defer("files", "edition__files", "base__files")


def _edition(key: str) -> Edition:
    try:
        return newest_edition(key)
    except Edition.DoesNotExist:
        raise Refused([FINDINGS.make("edition-unknown", Where(field="edition"), edition=key)]) from None
