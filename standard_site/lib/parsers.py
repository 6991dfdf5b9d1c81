"""Reading request bodies within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

from standard_site.lib.problems import Problem


class BoundedJsonParser(JSONParser):
    """JSON up to `DATA_UPLOAD_MAX_MEMORY_SIZE`; nesting that exhausts the stack is malformed, not an accident."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if length > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or length):
            raise Problem("too-large")
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error


class BoundedMultiPartParser(MultiPartParser):
    """Files up to what the upload handlers let through; a body cut off by them is too large, not incomplete."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles[Any, Any]:
        parsed = super().parse(stream, media_type, parser_context)
        request = parser_context["request"]._request if parser_context else None
        if getattr(request, "upload_too_large", False):
            raise Problem("too-large")
        return parsed
