"""Pages for people who have signed in: one way to turn what an action refuses into an answer, whatever the page looks like."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from standard_site.accounts.models import User
from standard_site.lib.refusal import Conflict, NotAllowed, Refused

View = Callable[..., HttpResponseBase]
Refusal = NotAllowed | Conflict | Refused


class PersonRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


class SaysNo(Protocol):
    """The page for a refusal; `kwargs` are those of the address."""

    def __call__(self, request: PersonRequest, refusal: Refusal, /, **kwargs: Any) -> HttpResponse: ...


def for_people_else(say_no: SaysNo) -> Callable[[View], View]:
    """A view only for people who have signed in; what the action refuses becomes the page of `say_no`."""

    def decorated(view: View) -> View:
        @login_required
        @wraps(view)
        def answered(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except (NotAllowed, Conflict, Refused) as refusal:
                return say_no(request, refusal, **kwargs)

        return answered

    return decorated
