"""What tests with a database share: people, an organisation, signed-in clients, the compiled catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from rules.triggers import install
from standard_site.accounts.models import Membership, Organisation, Role, RoleGrant, User
from tests.unkept import drop_triggers

PASSWORD = "correct horse 9"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as the service has it: one in memory knows no second writer that waits for the first."""
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _flush_takes_the_triggers_away() -> Iterator[None]:
    """Between tests that commit, the database is emptied; what keeps editions and history in it is back at once."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def emptied(operations: Any, statements: Any) -> None:
        drop_triggers(operations.connection)
        flush(operations, statements)
        install(operations.connection)

    BaseDatabaseOperations.execute_sql_flush = emptied  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _made_ready() -> None:
    call_command("catalogues", "compile")
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _quick_and_clean(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()  # rate limits count there


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """A maker of people: `make_user("a@example.org", roles=[Role.ASSESSOR])`."""
    numbers = count(1)

    def make(email: str = "", *, name: str = "", roles: tuple[str, ...] = (Role.ARCHITECT,)) -> User:
        email = email or f"person{next(numbers)}@example.org"
        user = User.objects.create_user(email, PASSWORD, name=name)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
        RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
        return user

    return make


@pytest.fixture
def user(make_user: Callable[..., User]) -> User:
    return make_user("architect@example.org", name="An Architect")


@pytest.fixture
def organisation(user: User) -> Organisation:
    """An organisation owned by `user`."""
    made = Organisation.objects.create(name="Tropical Practice")
    Membership.objects.create(user=user, organisation=made, is_owner=True)
    return made


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A client signed in as somebody."""

    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
