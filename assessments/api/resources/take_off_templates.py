"""The empty take-off to fill in."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from assessments.api.base import Resource
from assessments.exports.take_off_template import TEMPLATE_FORMS, template_answer

_FORM = OpenApiParameter("form", str, OpenApiParameter.PATH, enum=TEMPLATE_FORMS)

_ANSWERS = {
    (200, "text/csv"): OpenApiTypes.STR,
    (200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"): OpenApiTypes.BINARY,
}


class TakeOffTemplates(Resource):
    pagination_class = None

    @extend_schema(parameters=[_FORM], responses=_ANSWERS)
    def retrieve(self, request: Request, form: str) -> HttpResponse:
        """A take-off to fill in, headed in the language asked for: CSV, or a workbook with notes on every column."""
        return template_answer(form, get_language() or "en")
