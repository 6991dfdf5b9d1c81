"""A criterion tried with one's own numbers: open to everybody, and nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource
from assessments.api.scorecard_schema import SCORECARD
from assessments.api.serializers.trials import TrialSerializer, WithoutUnknown
from rules.engine.evaluation import MetricValue, Subject, Use, judge_criterion
from rules.engine.schema import Edition as LoadedEdition
from rules.models import Edition
from rules.selectors import newest_edition
from standard_site.lib.input import validated

_CRITERION = SCORECARD["properties"]["criteria"]["items"]


class Trials(Resource):
    permission_classes = [AllowAny]
    pagination_class = None

    @extend_schema(operation_id="editions_criteria_try", request=TrialSerializer, responses={200: _CRITERION})
    def create(self, request: Request, key: str, criterion: str) -> Response:
        """What one criterion comes to for these values, with every step. Values are in the edition's units; areas
        are metrics; what is left out is missing."""
        edition = _edition(key)
        try:
            edition.criterion(criterion)
        except KeyError:
            raise Http404 from None
        asked = validated(WithoutUnknown, request.data, context={"edition": edition})
        subject, metrics = _subject(asked.get("subject", {})), _metrics(edition, asked.get("metrics", {}))
        return Response(judge_criterion(edition, criterion, subject, metrics).to_json())


def _edition(key: str) -> LoadedEdition:
    try:
        return newest_edition(key).loaded()
    except Edition.DoesNotExist:
        raise Http404 from None


def _subject(given: Mapping[str, Any]) -> Subject:
    uses = tuple(Use(use["typology"], use.get("gia_m2")) for use in given.get("uses", ()))
    return Subject(uses=uses, **{name: value for name, value in given.items() if name != "uses"})


def _metrics(edition: LoadedEdition, given: Mapping[str, Any]) -> dict[str, MetricValue]:
    return {
        key: MetricValue(
            tuple(value) if isinstance(value, list) else value,
            edition.metrics[key].unit,
            str(edition.metrics[key].source),
        )
        for key, value in given.items()
    }
