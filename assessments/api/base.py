"""What every resource shares: how it reads, pages, and says no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags, quote_etag
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from assessments.refusal import Busy, Conflict, NotAllowed, Refused
from standard_site.accounts.models import User
from standard_site.lib.findings import Severity
from standard_site.lib.parsers import BoundedJsonParser
from standard_site.lib.problems import Problem


class Resource(GenericViewSet[Any]):
    """A resource over the domain's actions: it parses, calls one of them, and answers."""

    parser_classes = [BoundedJsonParser]
    newest_first_by = "created_at"
    lookup_value_converter = "uuid"

    @property
    def user(self) -> User:
        """The person asking; the permission classes have made sure that there is one."""
        return cast(User, self.request.user)

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(_as_problem(exc))

    def page(self, rows: QuerySet[Any], serializer: type[BaseSerializer[Any]]) -> Response:
        """One page of a list, newest first."""
        shown = self.paginate_queryset(rows)
        return self.get_paginated_response(serializer(shown, many=True).data)


def _as_problem(error: Exception) -> Exception:
    if isinstance(error, Refused):
        errors = {finding.code for finding in error.findings if finding.severity is Severity.ERROR}
        return Problem("too-large" if errors == {"file-too-large"} else "refused", error.findings)
    if isinstance(error, Busy):
        return Problem("busy", [error.finding], wait=error.retry_after_s)
    if isinstance(error, Conflict):
        return Problem("conflict", [error.finding])
    if isinstance(error, NotAllowed):
        return Problem("forbidden")
    return error


def tagged(request: Request, digest: str, content: Callable[[], Any]) -> HttpResponseBase:
    """An answer that stays the same while its digest does; 304, without making it, for a reader who has it."""
    etag = quote_etag(digest)
    held = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    answer = HttpResponseNotModified() if held & {etag, "*"} else Response(content())
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    return answer


def filters(values: Mapping[str, Any], **columns: str) -> dict[str, Any]:
    """The given query values as conditions on columns; what was not asked for filters nothing."""
    return {column: values[name] for name, column in columns.items() if values.get(name) is not None}
