"""Answers a form whose files are larger than the service accepts, before the view sees half of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from standard_site.views import upload_too_large


class UploadSizeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The API parses its own bodies and answers in its own words."""
        if request.path.startswith("/api/") or request.content_type != "multipart/form-data":
            return None
        _ = request.POST  # reads the files, within the limit
        if getattr(request, "upload_too_large", False):
            return upload_too_large(request, settings.UPLOAD_MAX_BYTES)
        return None


class PrivatePages:
    """Pages of people who are signed in are theirs: no cache keeps them, the browser's neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response
