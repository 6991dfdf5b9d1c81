"""Requests that start work, made safe to send twice.

A key belongs to a person. Its row is written before the work starts and keeps the answer afterwards. An answer that says "try
again" (409, 429, 5xx) is not kept. Should the process die in between, the key stays taken: whether the work was done is then
for the sender to look up, never for this service to guess.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.base import Resource
from assessments.models import IdempotencyKey
from standard_site.accounts.models import User
from standard_site.lib.openapi import IDEMPOTENCY_KEY
from standard_site.lib.problems import PROBLEM_JSON, Problem

KEPT = timedelta(days=2)
REPLAYED = "Idempotent-Replayed"
_KEY = re.compile(r"[!-~]{1,200}")
_TRY_AGAIN = frozenset({409, 429})
Handler = Callable[..., Response]


def idempotent(handler: Handler) -> Handler:
    """Answers a request with an `Idempotency-Key` it has seen before with what was answered then.

    Stands above `@action`, which would forget the schema's part of this.
    """

    @wraps(handler)
    def answer(view: Resource, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return handler(view, request, *args, **kwargs)
        if not _KEY.fullmatch(key):
            raise Problem("idempotency-key-malformed")
        row, is_new = _claim(view.user, key, request_digest(request))
        return _first(row, handler, view, request, *args, **kwargs) if is_new else _again(row)

    documented: Handler = extend_schema(parameters=[IDEMPOTENCY_KEY])(answer)
    return documented


def request_digest(request: Request) -> str:
    """SHA-256 of what the request asks: method, path, values and the content of every file."""
    digest = hashlib.sha256()
    for part in _parts(request):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _parts(request: Request) -> Iterator[bytes]:
    yield str(request.method).encode()
    yield request.get_full_path().encode()
    files = request.FILES
    values = dict(request.POST.lists()) if request.POST else {} if files else request.data
    yield json.dumps(values, sort_keys=True).encode()
    for name in sorted(files):
        for file in files.getlist(name):
            yield from (name.encode(), str(file.name).encode("utf-8", "replace"), _file_digest(file))


def _file_digest(file: UploadedFile[Any]) -> bytes:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.digest()


def _claim(user: User, key: str, digest: str) -> tuple[IdempotencyKey, bool]:
    """The row of the key and whether this request made it; of two at the same time the database lets one."""
    own = IdempotencyKey.objects.filter(user=user)
    own.filter(at__lt=timezone.now() - KEPT).delete()
    row, is_new = own.get_or_create(key=key, defaults={"user": user, "request_digest": digest})
    if row.request_digest != digest:
        raise Problem("idempotency-key-reused")
    if not is_new and row.status_code is None:
        raise Problem("idempotency-in-progress")
    return row, is_new


def _first(row: IdempotencyKey, handler: Handler, view: Resource, *args: Any, **kwargs: Any) -> Response:
    try:
        response = _answered(handler, view, *args, **kwargs)
    except BaseException:
        row.delete()
        raise
    if response.status_code >= 500 or response.status_code in _TRY_AGAIN:
        row.delete()
        return response
    row.status_code = response.status_code
    row.body = json.loads(JSONRenderer().render(response.data))
    row.save(update_fields=["status_code", "body"])
    return response


def _answered(handler: Handler, view: Resource, *args: Any, **kwargs: Any) -> Response:
    """The handler's answer, a refusal included: it too is what the same request gets again."""
    try:
        return handler(view, *args, **kwargs)
    except Exception as error:
        return view.handle_exception(error)


def _again(row: IdempotencyKey) -> Response:
    status = row.status_code or 200
    content_type = PROBLEM_JSON if status >= 400 else None
    return Response(row.body, status, headers={REPLAYED: "true"}, content_type=content_type)
