"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from standard_site.accounts.models import Role


def site(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    roles = user.roles if user is not None and user.is_authenticated else frozenset()
    return {
        "is_assessor": Role.ASSESSOR in roles,
        "is_standard_author": Role.STANDARD_AUTHOR in roles,
        "is_operator": Role.OPERATOR in roles,
        "demo": settings.DEMO,
    }
