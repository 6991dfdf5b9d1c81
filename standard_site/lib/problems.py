"""Error answers as RFC 9457 problem details: one stable code each, in the language of the request."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.translation import get_language
from rest_framework import exceptions, status
from rest_framework.response import Response

from standard_site.lib.findings import Finding
from standard_site.lib.storage import FileMissing, StorageAway, StorageFull

PROBLEM_JSON = "application/problem+json"
API_PREFIX = "/api/"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of error answer; `code` never changes its meaning."""

    code: str
    status: int
    title: Mapping[str, str]
    detail: Mapping[str, str]

    @property
    def type(self) -> str:
        """The address on this service that describes the kind (RFC 9457 `type`, a relative reference)."""
        return f"{API_PREFIX}problems/{self.code}/"


def _read_kinds() -> dict[str, ProblemKind]:
    texts = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {code: ProblemKind(code=code, **entry) for code, entry in texts.items()}


KINDS: Mapping[str, ProblemKind] = _read_kinds()


class Problem(exceptions.APIException):
    """An error answer raised on purpose; `code` is a key of problems.toml, `members` extend the document (RFC 9457, 3.2)."""

    def __init__(
        self, code: str, findings: Sequence[Finding] = (), wait: float | None = None, **members: Any
    ) -> None:
        self.kind = KINDS[code]
        self.status_code = self.kind.status
        self.findings = tuple(findings)
        self.wait = wait  # seconds after which the same request may be sent again
        self.members = members
        super().__init__(self.kind.title["en"], code)


_KIND_OF: Sequence[tuple[type[Exception], str]] = (
    (exceptions.ParseError, "malformed"),
    (exceptions.ValidationError, "invalid"),
    (exceptions.NotAuthenticated, "not-authenticated"),
    (exceptions.AuthenticationFailed, "authentication-failed"),
    (exceptions.PermissionDenied, "forbidden"),
    (PermissionDenied, "forbidden"),
    (exceptions.NotFound, "not-found"),
    (Http404, "not-found"),
    (exceptions.MethodNotAllowed, "method-not-allowed"),
    (exceptions.UnsupportedMediaType, "unsupported-media-type"),
    (exceptions.Throttled, "throttled"),
    (RequestDataTooBig, "too-large"),
    (SuspiciousOperation, "malformed"),
    (UnreadablePostError, "malformed"),
    (StorageFull, "storage-full"),
    (StorageAway, "storage-away"),
    (FileMissing, "file-missing"),
)


def problem_kind(error: Exception) -> ProblemKind:
    """The kind that stands for an exception; whatever is not foreseen is internal."""
    if isinstance(error, Problem):
        return error.kind
    return KINDS[next((code for type_, code in _KIND_OF if isinstance(error, type_)), "internal")]


def document(kind: ProblemKind, instance: str, findings: Sequence[Finding] = ()) -> dict[str, Any]:
    """The problem document; `findings` only where there are any."""
    language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
    content: dict[str, Any] = {
        "type": kind.type,
        "title": kind.title[language],
        "status": kind.status,
        "detail": kind.detail[language],
        "instance": instance,
        "code": kind.code,
    }
    return content | ({"findings": [finding.to_json() for finding in findings]} if findings else {})


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response:
    """REST framework's last word on an exception: always a problem document, never an internal detail."""
    kind = problem_kind(error)
    request = context["request"]
    if kind.status >= status.HTTP_500_INTERNAL_SERVER_ERROR:
        log.error("request-failed", path=request.path, method=request.method, exc_info=error)
    findings, members = (error.findings, error.members) if isinstance(error, Problem) else ((), {})
    return Response(
        document(kind, request.path, findings) | members,
        kind.status,
        headers=_headers(error),
        content_type=PROBLEM_JSON,
    )


def _headers(error: Exception) -> dict[str, str]:
    headers: dict[str, str] = {}
    auth_header = getattr(error, "auth_header", None)
    if auth_header:
        headers["WWW-Authenticate"] = str(auth_header)
    wait = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def of_api(request: HttpRequest) -> bool:
    """Whether an answer outside the API's own views (no such address, a failing middleware) must be a problem too."""
    return request.path.startswith(API_PREFIX)


def plain_answer(request: HttpRequest, code: str) -> HttpResponse:
    """The problem as a plain response, for Django's own error views."""
    kind = KINDS[code]
    return JsonResponse(document(kind, request.path), status=kind.status, content_type=PROBLEM_JSON)
