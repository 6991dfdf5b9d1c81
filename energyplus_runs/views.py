"""What machines ask: is this process alive, is the service whole, and its figures."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from energyplus_runs.operating.health import NEEDED, state_of_parts
from energyplus_runs.operating.metrics import metrics_text
from standard_site.accounts.models import Role, User


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Every part by name; 503 while pages cannot be served. Runs wait without the other parts, so they are told apart."""
    parts = state_of_parts()
    serves = all(parts[name] for name in NEEDED)
    return JsonResponse(
        {"ready": serves, "runs": serves and all(parts.values()), "parts": parts},
        status=200 if serves else 503,
    )


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has the token of the settings, and for operators."""
    if not (_has_token(request) or _is_operator(request.user)):
        raise PermissionDenied
    return HttpResponse(metrics_text(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _has_token(request: HttpRequest) -> bool:
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    return (
        bool(settings.METRICS_TOKEN)
        and word == "Bearer"
        and constant_time_compare(token, settings.METRICS_TOKEN)
    )


def _is_operator(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.has_role(Role.OPERATOR)
