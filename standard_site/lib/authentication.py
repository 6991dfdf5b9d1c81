"""Sessions of the browser, as the API accepts them."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied

from standard_site.lib.problems import Problem


class CsrfAwareSessionAuthentication(SessionAuthentication):
    """A session without its CSRF token gets a problem of its own instead of a bare refusal."""

    def enforce_csrf(self, request: Any) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise Problem("csrf-failed") from None
