"""The schema's common parts: findings, problems, and the error answers every operation may give."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema_serializer,
    inline_serializer,
)
from rest_framework import serializers

from standard_site.lib.findings import Severity
from standard_site.lib.problems import KINDS, PROBLEM_JSON

LocalisedSerializer = inline_serializer(
    "Localised", {"en": serializers.CharField(), "zh-hans": serializers.CharField()}
).__class__


class WhereSerializer(serializers.Serializer[Any]):
    """The place a finding speaks of; parts that do not apply are null."""

    file = serializers.CharField(allow_null=True)
    line = serializers.IntegerField(allow_null=True)
    object = serializers.CharField(allow_null=True)
    field = serializers.CharField(allow_null=True)


class FindingSerializer(serializers.Serializer[Any]):
    """One thing found: what, where, why and what to do, in both languages. `code` is stable."""

    code = serializers.CharField()
    severity = serializers.ChoiceField(choices=[str(severity) for severity in Severity])
    where = WhereSerializer()
    message = LocalisedSerializer()
    remedy = LocalisedSerializer()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A refused project",
            value={
                "type": "/api/problems/refused/",
                "title": "The input cannot be taken",
                "status": 422,
                "detail": "The findings say what is wrong, where, and what to do; nothing was kept.",
                "instance": "/api/v1/projects/",
                "code": "refused",
                "findings": [
                    {
                        "code": "place-unknown",
                        "severity": "error",
                        "where": {"file": None, "line": None, "object": None, "field": "place"},
                        "message": {
                            "en": "The place 'atlantis' is not known.",
                            "zh-hans": "未知地点“atlantis”。",
                        },
                        "remedy": {
                            "en": "Choose one of: baoting.",
                            "zh-hans": "请从以下地点中选择：baoting。",
                        },
                    }
                ],
            },
        )
    ]
)
class ProblemSerializer(serializers.Serializer[Any]):
    """An error answer (RFC 9457), worded in the language of the request; `code` is stable."""

    type = serializers.CharField(help_text="Address of the kind of problem on this service.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="Path of the request.")
    code = serializers.ChoiceField(choices=sorted(KINDS))
    findings = FindingSerializer(many=True, required=False)


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The browser's session; unsafe methods need the CSRF header as well."""

    target_class = "standard_site.lib.authentication.CsrfAwareSessionAuthentication"
    name = "cookieAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


_ALWAYS = (401, 429, 500)
_WITH_BODY = (400, 403, 409, 413, 415, 422)
_READING = ("GET", "HEAD")


class ProblemAwareSchema(AutoSchema):
    """Adds to every operation the problems it may answer, so that clients can rely on the list being whole."""

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status in sorted(self._problem_statuses()):
            bodies.setdefault(str(status), self._problem_response(status))
        return dict(sorted(bodies.items()))

    def _problem_statuses(self) -> set[int]:
        places = {parameter["in"] for parameter in self._get_parameters()}
        statuses = set(_ALWAYS)
        statuses |= {400} if "query" in places else set()
        statuses |= {404} if "path" in places else set()
        return statuses if self.method in _READING else statuses | set(_WITH_BODY)

    def _problem_response(self, status: int) -> dict[str, Any]:
        titles = "; ".join(
            f"`{kind.code}`: {kind.title['en']}" for kind in KINDS.values() if kind.status == status
        )
        response: dict[str, Any] = self._get_response_for_code(  # type: ignore[no-untyped-call]
            OpenApiResponse(ProblemSerializer, description=titles), str(status), [PROBLEM_JSON]
        )
        return response


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description=(
        "1 to 200 printable ASCII characters of your choice, for example a UUID. Sending the same request with the same key "
        "again gives the first answer and starts nothing new; keys are yours alone and kept for two days."
    ),
    pattern="^[!-~]{1,200}$",
)
