"""Texts of take-offs matched to factors: what is proposed, what people confirmed, and taking that back."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource
from assessments.api.idempotency import idempotent
from assessments.api.serializers.matching import (
    MatchesKeptSerializer,
    MatchesToConfirm,
    MatchesToWithdraw,
    MaterialPageSerializer,
    MaterialQuery,
)
from assessments.matching.confirming import Wanted, confirm, withdraw
from assessments.matching.groups import State, materials_of
from assessments.models import Design
from assessments.selectors import visible_designs
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.problems import PROBLEM_JSON

_CONFLICT = {
    (409, PROBLEM_JSON): OpenApiResponse(
        ProblemSerializer, description="Somebody changed or withdrew one of them meanwhile; nothing was kept."
    )
}


class DesignMaterialMatches(Resource):
    pagination_class = None

    @extend_schema(parameters=[MaterialQuery], responses=MaterialPageSerializer)
    def list(self, request: Request, design_pk: Any) -> Response:
        """The texts of the take-off with the factors proposed and confirmed, those with something to do first."""
        query = validated(MaterialQuery, request.query_params)
        materials = materials_of(self._design(design_pk))
        state = query.get("state")
        groups = materials.of_state([State(state)]) if state else materials.groups
        chosen = groups[query["first"] : query["first"] + query["most"]]
        answer = {"count": len(groups), "results": materials.shown(chosen)}
        return Response(MaterialPageSerializer(answer).data)

    @extend_schema(
        request=MatchesToConfirm, responses={(201, "application/json"): MatchesKeptSerializer} | _CONFLICT
    )
    @idempotent
    def create(self, request: Request, design_pk: Any) -> Response:
        """Confirm factors for texts, all or none; they serve every design of the organisation from now on."""
        values = validated(MatchesToConfirm, request.data)
        wanted = [Wanted(**one) for one in values["matches"]]
        kept = confirm(self.user, self._design(design_pk), wanted)
        return Response(MatchesKeptSerializer({"confirmations": kept}).data, 201)

    @extend_schema(
        request=MatchesToWithdraw, responses={(200, "application/json"): MatchesKeptSerializer} | _CONFLICT
    )
    @idempotent
    @action(detail=False, methods=["post"])
    def withdraw(self, request: Request, design_pk: Any) -> Response:
        """Let confirmations act on no further score; past ones keep what they used."""
        values = validated(MatchesToWithdraw, request.data)
        rows = withdraw(self.user, self._design(design_pk), values["confirmations"])
        return Response(MatchesKeptSerializer({"confirmations": rows}).data)

    def _design(self, pk: Any) -> Design:
        among = visible_designs(self.user).select_related("project__edition", "take_off")
        return get_object_or_404(among, pk=pk)
