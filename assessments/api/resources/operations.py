"""The operator's page for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions.operations import cancel_run, check_operator, resume_work, retry_run, stop_new_work
from assessments.api.base import Resource
from assessments.api.serializers.operations import (
    OperatedRunDetailSerializer,
    OperationsSerializer,
    OperatorActSerializer,
    ReasonSerializer,
)
from energyplus_runs.models import Run
from energyplus_runs.operating.error_lines import error_lines
from energyplus_runs.operating.figures import day_rows, failure_rows, queue_rows, worker_rows
from energyplus_runs.operating.switch import last_word, takes_new_work
from standard_site.lib.input import validated
from standard_site.lib.openapi import ProblemSerializer
from standard_site.lib.problems import PROBLEM_JSON, Problem

QUEUE_MOST = 200
_FORBIDDEN = {(403, PROBLEM_JSON): OpenApiResponse(ProblemSerializer, description="You are not an operator.")}


class Operations(Resource):
    pagination_class = None

    @extend_schema(responses={(200, "application/json"): OperationsSerializer} | _FORBIDDEN)
    def retrieve(self, request: Request) -> Response:
        """Who waits, who works, what was done in the last days, and what failed."""
        check_operator(self.user)
        shown = {
            "takes_new_work": takes_new_work(),
            "last_switch": last_word(),
            "queue": queue_rows(QUEUE_MOST),
            "workers": worker_rows(),
            "days": day_rows(),
            "failures": failure_rows(),
        }
        return Response(OperationsSerializer(shown).data)

    @extend_schema(
        request=ReasonSerializer, responses={(200, "application/json"): OperatorActSerializer} | _FORBIDDEN
    )
    def drain(self, request: Request) -> Response:
        """Take no new work: workers finish what they have."""
        check_operator(self.user)
        return Response(OperatorActSerializer(stop_new_work(self.user, _reason(request))).data)

    @extend_schema(
        request=ReasonSerializer, responses={(200, "application/json"): OperatorActSerializer} | _FORBIDDEN
    )
    def resume(self, request: Request) -> Response:
        """Take new work again."""
        check_operator(self.user)
        return Response(OperatorActSerializer(resume_work(self.user, _reason(request))).data)


class OperatedRuns(Resource):
    pagination_class = None

    @extend_schema(responses={(200, "application/json"): OperatedRunDetailSerializer} | _FORBIDDEN)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """One run, with what EnergyPlus said of it and what operators did to it."""
        check_operator(self.user)
        return Response(_detail(_run(pk)))

    @extend_schema(
        request=ReasonSerializer,
        responses={(200, "application/json"): OperatedRunDetailSerializer} | _FORBIDDEN,
    )
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: Any) -> Response:
        """Try a failed run again; the assessments that failed with it are under way once more."""
        check_operator(self.user)
        retry_run(self.user, _run(pk), _reason(request))
        return Response(_detail(_run(pk)))

    @extend_schema(
        request=ReasonSerializer,
        responses={(200, "application/json"): OperatedRunDetailSerializer} | _FORBIDDEN,
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: Any) -> Response:
        """Cancel a run; whoever asked for it reads the reason."""
        check_operator(self.user)
        if not cancel_run(self.user, _run(pk), _reason(request)):
            raise Problem("already-over")
        return Response(_detail(_run(pk)))


def _reason(request: Request) -> str:
    reason: str = validated(ReasonSerializer, request.data)["reason"]
    return reason


def _run(pk: Any) -> Run:
    rows = Run.objects.select_related("requested_by", "error_file").defer("results", "protocol")
    return get_object_or_404(rows, pk=pk)


def _detail(run: Run) -> Any:
    run.error_lines = error_lines(run)  # type: ignore[attr-defined]
    run.acts = run.operator_acts.select_related("operator")  # type: ignore[attr-defined]
    return OperatedRunDetailSerializer(run).data
