"""Two editions side by side, and one scorecard under another edition."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from assessments.api.base import Resource, tagged
from assessments.api.serializers.comparisons import ComparisonSerializer, ScoreDifferenceSerializer
from assessments.under_edition import comparable, digest_of, under_edition
from rules import comparing
from rules.engine.errors import EditionErrors
from rules.engine.schema import Edition
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.problems import PROBLEM_JSON, Problem

_NAME = "An edition's key, the digest of one of its states, or `draft:` and the id of a draft you may read."
_ETAG = [
    OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
    OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="An `ETag` you hold."),
]
_UNCHANGED = OpenApiResponse(description="You hold this answer already.")
_UNKNOWN = {
    (404, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, description="One of the editions is not known.")
}


class PairQuery(serializers.Serializer[Any]):
    a = serializers.CharField(max_length=80, help_text=f"The earlier one. {_NAME}")
    b = serializers.CharField(max_length=80, help_text=f"The later one. {_NAME}")


class EditionQuery(serializers.Serializer[Any]):
    edition = serializers.CharField(max_length=80, help_text=_NAME)


class EditionComparisons(Resource):
    permission_classes = [AllowAny]
    pagination_class = None

    @extend_schema(
        operation_id="editions_compare",
        parameters=[PairQuery, *_ETAG],
        responses={(200, "application/json"): ComparisonSerializer, 304: _UNCHANGED} | _UNKNOWN,
    )
    def list(self, request: Request) -> HttpResponseBase:
        """Every change from one edition to another: one for each thing an author changed."""
        query = validated(PairQuery, request.query_params)
        a, b = (self._side(query[name]) for name in ("a", "b"))
        return tagged(request, comparing.digest_of(a, b), lambda: _comparison(a, b))

    def _side(self, reference: str) -> comparing.Side:
        return side_of(reference, self.request.user)


class ScorecardsUnderEditions(Resource):
    @extend_schema(
        operation_id="scorecards_under_edition",
        parameters=[EditionQuery, *_ETAG],
        responses={200: ScoreDifferenceSerializer, 304: _UNCHANGED},
    )
    def retrieve(self, request: Request, pk: Any) -> HttpResponseBase:
        """What a scorecard's stored values come to under another edition, and which change moves the score by how much.

        Nothing is simulated. The points of the effects and the remainder add up to the points in all; null is not known.
        """
        assessment = get_object_or_404(comparable(self.user), pk=pk)
        side = side_of(validated(EditionQuery, request.query_params)["edition"], self.user)
        scorecard, old = assessment.scorecard, assessment.edition

        def content() -> dict[str, Any]:
            found = under_edition(scorecard, old.loaded(), loaded(side))
            editions = {"before": _identity(old.key, old.digest, old.status), "after": _named(side)}
            return {"editions": editions, **found.to_json()}

        return tagged(request, digest_of(scorecard, side), content)


def side_of(reference: str, reader: comparing.Reader) -> comparing.Side:
    try:
        return comparing.side_of(reference, reader)
    except comparing.NoSuchEdition:
        raise Http404 from None


def loaded(side: comparing.Side) -> Edition:
    try:
        return side.load()
    except EditionErrors as wrong:
        raise Problem("refused", [error.to_finding() for error in wrong.errors]) from None


def _comparison(a: comparing.Side, b: comparing.Side) -> dict[str, Any]:
    changes = comparing.changes(loaded(a), loaded(b))
    return {
        "a": _named(a),
        "b": _named(b),
        "count": len(changes),
        "changes": [change.to_json() for change in changes],
    }


def _named(side: comparing.Side) -> dict[str, str]:
    return _identity(side.key, side.digest, side.status)


def _identity(key: str, digest: str, status: str) -> dict[str, str]:
    return {"key": key, "digest": digest, "status": status}
