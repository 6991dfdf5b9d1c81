"""How a page says no, always the same way: unknown person, not allowed, too late, or input that cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from standard_site.accounts.answering import PersonRequest, Refusal, for_people_else
from standard_site.lib.findings import Finding
from standard_site.lib.refusal import Busy, Conflict, NotAllowed, Refused

__all__ = ["PersonRequest", "for_people", "page_of", "status_of"]


def status_of(findings: Sequence[Finding]) -> int:
    """The HTTP status that fits a refusal: 413 when only size stood in the way, else 422."""
    errors = {finding.code for finding in findings if finding.severity == "error"}
    return 413 if errors == {"file-too-large"} else 422


def page_of(request: HttpRequest, rows: Any, size: int = 20) -> Page[Any]:
    """The page of rows the query asks for; a number out of range gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def _refusal(request: PersonRequest, refusal: Refusal, /, **_kwargs: Any) -> HttpResponse:
    match refusal:
        case NotAllowed():
            return _no(request, "assessments/not_allowed.html", 403)
        case Busy():
            return _no(request, "assessments/busy.html", 503, [refusal.finding])
        case Conflict():
            return _no(request, "assessments/conflict.html", 409, [refusal.finding])
        case Refused():
            return _no(request, "assessments/refused.html", status_of(refusal.findings), refusal.findings)


def _no(request: HttpRequest, template: str, status: int, findings: Sequence[Finding] = ()) -> HttpResponse:
    return render(request, template, {"findings": findings, "back": _came_from(request)}, status=status)


def _came_from(request: HttpRequest) -> str | None:
    """The page of ours that sent the request."""
    sender = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(sender, {request.get_host()}, require_https=request.is_secure())
    return sender if ours else None


for_people = for_people_else(_refusal)
