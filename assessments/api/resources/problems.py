"""What each kind of error means, and the answer for addresses that do not exist."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from standard_site.lib.openapi import LocalisedSerializer
from standard_site.lib.problems import KINDS


class ProblemKindSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    status = serializers.IntegerField()
    title = LocalisedSerializer()
    detail = LocalisedSerializer()


class ProblemKinds(APIView):
    """Where the `type` of a problem points to."""

    permission_classes = [AllowAny]

    @extend_schema(responses=ProblemKindSerializer)
    def get(self, request: Request, code: str) -> Response:
        """What a kind of error means, in both languages."""
        if code not in KINDS:
            raise Http404
        return Response(ProblemKindSerializer(KINDS[code]).data)


class NoSuchAddress(APIView):
    """Every other address under the API: not found, whoever asks and whatever the method."""

    authentication_classes: list[type] = []
    permission_classes = [AllowAny]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404
