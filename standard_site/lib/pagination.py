"""Lists in pages, newest first, that stay stable while rows are added."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination

from standard_site.lib.problems import Problem


class NewestFirst(CursorPagination):
    """Pages by a moment in time; the view names the column as `newest_first_by`."""

    page_size_query_param = "page_size"
    max_page_size = 200

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        return (f"-{view.newest_first_by}", "-pk")

    def decode_cursor(self, request: Any) -> Cursor | None:
        """Raises Problem `cursor-invalid` for anything that this class did not write."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            raise Problem("cursor-invalid") from None
        if cursor is not None and cursor.position is not None and not _moment(str(cursor.position)):
            raise Problem("cursor-invalid")
        return cursor


def _moment(position: str) -> bool:
    """Whether it is a moment that the database can compare: with its zone, and within the calendar in UTC too."""
    try:
        moment = parse_datetime(position)
        if moment is None or moment.tzinfo is None:
            return False
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return True
