"""Pages of people who are signed in are kept by no cache."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from standard_site.accounts.models import User


@pytest.mark.django_db
def test_a_signed_in_persons_pages_are_not_stored(user: User, client_for: Callable[[User], Client]) -> None:
    assert client_for(user).get("/en/projects/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_public_pages_may_be(client: Client) -> None:
    assert "no-store" not in client.get("/en/").headers.get("Cache-Control", "")
