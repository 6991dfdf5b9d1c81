"""Headings of take-offs that an organisation explained: listed and forgotten; they are said with a design's take-off."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource
from assessments.api.serializers.take_off_headings import RememberedHeadingSerializer
from assessments.take_off_headers.remembering import forget_heading, visible_headings


class TakeOffHeadings(Resource):
    newest_first_by = "said_at"

    @extend_schema(responses=RememberedHeadingSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The headings that act in your organisations, newest first."""
        return self.page(visible_headings(self.user), RememberedHeadingSerializer)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: Any) -> Response:
        """Forget what a heading means; designs that were read by it stay as they are."""
        forget_heading(self.user, get_object_or_404(visible_headings(self.user), pk=pk))
        return Response(status=204)
