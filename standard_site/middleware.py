"""Answers that stand before or behind every view: uploads too large, storage that fails, pages that are private."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from standard_site.lib.problems import problem_kind
from standard_site.lib.storage import FileMissing, StorageAway, StorageFull
from standard_site.views import storage_failed, upload_too_large

log = structlog.get_logger(__name__)


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


class StorageErrors:
    """A full disk or a lost file is said as what it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StorageFull | StorageAway | FileMissing):
            return None
        log.error("storage-failed", path=request.path, exc_info=exception)
        return storage_failed(request, problem_kind(exception).code)


class PrivatePages:
    """Pages of people who are signed in are theirs: no cache keeps them, the browser's neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response
