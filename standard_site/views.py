"""The home page and the pages that say what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from standard_site.lib import problems


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Needs no context: a request with a wrong Host has none to trust."""
    if problems.of_api(request):
        return problems.plain_answer(request, "bad-request")
    return HttpResponse(render_to_string("400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.of_api(request):
        return problems.plain_answer(request, "forbidden")
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor context, since either may be what failed."""
    if problems.of_api(request):
        return problems.plain_answer(request, "internal")
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if problems.of_api(request):
        return problems.plain_answer(request, "csrf-failed")
    return render(request, "403_csrf.html", status=403)


def storage_failed(request: HttpRequest, code: str) -> HttpResponse:
    """The storage is full, or has lost a file."""
    if problems.of_api(request):
        return problems.plain_answer(request, code)
    kind = problems.KINDS[code]
    language = "zh-hans" if request.LANGUAGE_CODE.startswith("zh") else "en"
    context = {"error_title": kind.title[language], "error_text": kind.detail[language]}
    return render(request, "storage_failed.html", context, status=kind.status)


def upload_too_large(request: HttpRequest, limit_bytes: int) -> HttpResponse:
    return render(request, "413.html", {"limit_mb": limit_bytes // (1024 * 1024)}, status=413)
