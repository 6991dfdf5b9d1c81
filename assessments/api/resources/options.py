"""Improvement options: the catalogue, studies of a design, their ranking, and designs made of them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource
from assessments.api.idempotency import idempotent
from assessments.api.serializers.designs import DesignSerializer
from assessments.api.serializers.options import (
    CombinationRequest,
    DesignRequest,
    MeasureSerializer,
    OptionSerializer,
    RankingSerializer,
    RankQuery,
    StudyRequest,
    StudySerializer,
)
from assessments.models import Design
from assessments.options.actions import cancel_study, combine, request_study
from assessments.options.making import make_design
from assessments.options.models import Option, OptionStudy
from assessments.options.ranking import rank
from assessments.options.selectors import visible_studies, with_runs
from assessments.policies import is_member
from assessments.presentation.options import title_of
from assessments.protocols import foresee
from assessments.refusal import NotAllowed
from assessments.selectors import visible_designs
from energyplus_runs.simulation.measures.catalogue import measures
from standard_site.lib.input import validated
from standard_site.lib.problems import Problem

_NUMBER = OpenApiParameter("number", int, OpenApiParameter.PATH)
_EXAMPLE = OpenApiExample(
    "Two measures, also together",
    value={
        "measures": [
            {"key": "lighting-power"},
            {"key": "cool-roof", "parameters": {"solar_absorptance": 0.25}},
        ],
        "together": True,
    },
    request_only=True,
)


class Measures(Resource):
    """The catalogue; no edition of the standard owns it."""

    pagination_class = None

    @extend_schema(responses=MeasureSerializer(many=True))
    def list(self, request: Request) -> Response:
        """All measures, in the order in which they are applied together."""
        return Response(MeasureSerializer(measures().values(), many=True).data)


class DesignOptionStudies(Resource):
    """The studies of one design."""

    newest_first_by = "requested_at"

    @extend_schema(responses=StudySerializer(many=True))
    def list(self, request: Request, design_pk: Any) -> Response:
        """A design's studies, newest first."""
        return self.page(_shown(self).filter(design=self._design(design_pk)), StudySerializer)

    @extend_schema(request=StudyRequest, responses={201: StudySerializer}, examples=[_EXAMPLE])
    @idempotent
    def create(self, request: Request, design_pk: Any) -> Response:
        """Try measures on a design: every simulation is queued, the ranking follows when they end."""
        design, values = self._design(design_pk), validated(StudyRequest, request.data)
        given = [
            {"key": one["key"], "parameters": _numbers(one["key"], one.get("parameters", {}))}
            for one in values["measures"]
        ]
        study = request_study(self.user, design, given, values["together"])
        return Response(StudySerializer(_shown(self).get(pk=study.pk)).data, 201)

    def _design(self, pk: Any) -> Design:
        designs = visible_designs(self.user).select_related("project__edition", "model")
        design = get_object_or_404(designs.defer("project__edition__files"), pk=pk)
        if not is_member(self.user, design.project):
            raise NotAllowed
        return design


class OptionStudies(Resource):
    newest_first_by = "requested_at"

    @extend_schema(responses=StudySerializer)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """A study with the progress of its simulations."""
        return Response(StudySerializer(self._study(pk)).data)

    @extend_schema(parameters=[RankQuery], responses=RankingSerializer)
    @action(detail=True, pagination_class=None)
    def ranking(self, request: Request, pk: Any) -> Response:
        """The options as far as they are simulated, the best first."""
        query = validated(RankQuery, request.query_params)
        study = get_object_or_404(with_runs(visible_studies(self.user), results=True), pk=pk)
        return Response(RankingSerializer(rank(study, query["by"])).data)

    @extend_schema(request=None, responses=StudySerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: Any) -> Response:
        """Stop what still waits or runs."""
        if not cancel_study(self.user, self._study(pk)):
            raise Problem("already-over")
        return self.retrieve(request, pk)

    @extend_schema(request=CombinationRequest, responses={201: OptionSerializer})
    @idempotent
    @action(detail=True, methods=["post"])
    def combinations(self, request: Request, pk: Any) -> Response:
        """Simulate measures of the study together; the same combination is simulated once."""
        numbers = validated(CombinationRequest, request.data)["numbers"]
        option = combine(self.user, self._study(pk), numbers)
        return Response(OptionSerializer(option).data, 201)

    @extend_schema(parameters=[_NUMBER], request=DesignRequest, responses={201: DesignSerializer})
    @idempotent
    @action(detail=True, methods=["post"], url_path="options/<int:number>/design")
    def design(self, request: Request, pk: Any, number: int) -> Response:
        """Make a design of an option; asked again, the same design is answered."""
        label = validated(DesignRequest, request.data)["label"]
        options = Option.objects.filter(study__in=visible_studies(self.user)).select_related(
            "run", "made", "study__design__project__edition", "study__design__model"
        )
        option = get_object_or_404(options, study=pk, number=number)
        design = make_design(self.user, option, label or title_of(option))
        foresee(design)
        return Response(DesignSerializer(design).data, 201)

    def _study(self, pk: Any) -> OptionStudy:
        return get_object_or_404(_shown(self), pk=pk)


def _shown(resource: Resource) -> QuerySet[OptionStudy]:
    return with_runs(visible_studies(resource.user))


def _numbers(key: str, given: dict[str, float]) -> dict[str, float]:
    """What is given, over the defaults of the measure."""
    measure = measures().get(key)
    return {**(measure.defaults() if measure is not None else {}), **given}
