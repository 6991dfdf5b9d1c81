"""An authority with two authors, another's author, a guest; and an edition to start from."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from rules.actions.drafts import create_draft
from rules.actions.store import keep_edition
from rules.engine.loading import load_edition_files
from rules.models import Draft, Edition
from standard_site.accounts.models import Membership, Organisation, Role, User
from tests.rules.editions import small_files


@dataclass(frozen=True, slots=True)
class Authors:
    """Who may do what to drafts."""

    authority: Organisation
    author: User
    colleague: User  # another author of the authority
    architect: User  # a member of the authority without the role
    elsewhere: User  # an author of another organisation
    guest: User


@pytest.fixture
def authors(make_user: Callable[..., User]) -> Authors:
    authority, other = (Organisation.objects.create(name=name) for name in ("Authority", "Elsewhere"))
    author, colleague, elsewhere = (make_user(roles=(Role.STANDARD_AUTHOR,)) for _ in range(3))
    architect, guest = make_user(), make_user("guest@example.org")
    for person in (author, colleague, architect):
        Membership.objects.create(user=person, organisation=authority)
    Membership.objects.create(user=elsewhere, organisation=other)
    return Authors(authority, author, colleague, architect, elsewhere, guest)


@pytest.fixture
def base(db: None) -> Edition:
    """A small edition, stored as a draft that came with the code."""
    return keep_edition(load_edition_files(small_files()))


@pytest.fixture
def draft(authors: Authors, base: Edition) -> Draft:
    return create_draft(authors.author, authors.authority, "small-2027", base)


@pytest.fixture(autouse=True)
def _rules_alone(settings: Any) -> None:
    """No word of other parts on what an edition holds for them."""
    settings.EDITION_CHECKS = []


def at_once(*steps: Callable[[], Any]) -> list[Any]:
    """Every step in a thread of its own, all let go together; what each gave or raised."""
    gate, results = threading.Barrier(len(steps)), [None] * len(steps)

    def run(number: int, step: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[number] = step()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
