"""Simulations: progress, what was simulated, what EnergyPlus said."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions.assess import cancel_assessment
from assessments.api.base import Resource, filters
from assessments.api.files import file_answer
from assessments.api.serializers.assessments import RunProgressSerializer, RunQuery, RunSerializer
from assessments.options.actions import cancel_study
from assessments.options.selectors import visible_studies
from assessments.preparation_files import TYPES, as_diff
from assessments.selectors import visible_assessments, visible_runs
from energyplus_runs.models import Run
from standard_site.lib.input import validated
from standard_site.lib.problems import Problem

_TEXT = {(200, "text/plain"): OpenApiTypes.STR}


class Runs(Resource):
    newest_first_by = "requested_at"

    @extend_schema(parameters=[RunQuery], responses=RunProgressSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The simulations you may see, newest first."""
        query = validated(RunQuery, request.query_params)
        wanted = filters(query, status="status", assessment="assessments")
        rows = visible_runs(self.user).defer("protocol", "preparation", "results", "findings")
        return self.page(rows.filter(**wanted), RunProgressSerializer)

    @extend_schema(responses=RunSerializer)
    def retrieve(self, request: Request, pk: Any) -> Response:
        """A simulation with its progress, and its results once it succeeded."""
        return Response(RunSerializer(self._run(pk)).data)

    @extend_schema(request=None, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: Any) -> Response:
        """Stop a simulation and with it the assessment, or the study of measures, it was started for."""
        run = self._run(pk)
        among = visible_assessments(self.user).select_related("design__project").filter(runs=run)
        stopped = [cancel_assessment(self.user, assessment) for assessment in among]
        studies = visible_studies(self.user).select_related("design__project").filter(options__run=run)
        stopped += [cancel_study(self.user, study) for study in studies]
        if not any(stopped):
            raise Problem("already-over")
        return self.retrieve(request, pk)

    @extend_schema(responses={200: {"type": "array", "items": {"type": "object"}}})
    @action(detail=True, pagination_class=None)
    def preparation(self, request: Request, pk: Any) -> Response:
        """The named steps that prepared the model, and what each changed."""
        return Response(self._run(pk).preparation)

    @extend_schema(responses=_TEXT)
    @action(detail=True, url_path="prepared-model")
    def prepared_model(self, request: Request, pk: Any) -> FileResponse:
        """The model as it was simulated (IDF)."""
        return file_answer(self._run(pk).prepared, "prepared.idf", "text/plain; charset=utf-8")

    @extend_schema(responses=_TEXT)
    @action(detail=True, url_path="model-diff")
    def model_diff(self, request: Request, pk: Any) -> HttpResponse:
        """The model as it was read and as it was simulated, compared line by line (unified diff, bounded)."""
        run = get_object_or_404(visible_runs(self.user).select_related("model__canonical", "prepared"), pk=pk)
        if run.prepared is None:
            raise Http404
        return HttpResponse(as_diff(run.model.canonical, run.prepared), content_type=TYPES["diff"])

    @extend_schema(responses=_TEXT)
    @action(detail=True)
    def errors(self, request: Request, pk: Any) -> FileResponse:
        """What EnergyPlus said of itself (eplusout.err)."""
        return file_answer(self._run(pk).error_file, "eplusout.err", "text/plain; charset=utf-8")

    def _run(self, pk: Any) -> Run:
        return get_object_or_404(visible_runs(self.user).select_related("prepared", "error_file"), pk=pk)
