"""What tests with a database share: people, an organisation, signed-in clients, the compiled catalogue."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.utils import translation

from rules.triggers import install
from standard_site.accounts.models import Membership, Organisation, Role, RoleGrant, User
from tests import databases
from tests.unkept import drop_triggers

PASSWORD = "correct horse 9"
# The first edition asks for the typical year alone: where a test needs any score, one run is enough. What people get by default
# is asked where all editions are taken in, as the service does: by the commands, by a running service, in rules/test_default.py.
ONE_RUN = "island-2026-r0"


# Tests that start processes of their own may reach database and broker there, without asking for either here.
ALONE = ("tests/browser/", "tests/flows/", "tests/services/")  # as in the Makefile
PROCESSES = (*ALONE, "tests/permissions/")
DATABASES = {"db", "transactional_db", "django_db_setup"}
SAME_WORLD = dict.fromkeys(("test_pages_zh", "test_keyboard"), "test_pages")  # it takes minutes to make


@pytest.hookimpl(wrapper=True)  # before any other hook reads markers and groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        if _stands_alone(item) and not item.nodeid.startswith(ALONE):
            raise pytest.UsageError(f"{item.nodeid} would never be run: see ALONE in the Makefile")
        if not item.nodeid.startswith(PROCESSES) and not _asks_for_a_database(item):
            item.add_marker(pytest.mark.pure)
        if config.pluginmanager.hasplugin("xdist"):
            item.add_marker(pytest.mark.xdist_group(_group_of(item)))
    yield


def _stands_alone(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("services", "browser"))


def _asks_for_a_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & DATABASES) or item.get_closest_marker("django_db") is not None


def _group_of(item: pytest.Item) -> str:
    """With `--dist loadgroup` a file stays together, with those that look at the same world of pages."""
    return SAME_WORLD.get(item.path.stem, item.path.stem)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.end()


@pytest.fixture(autouse=True)
def _no_language_left_behind() -> Iterator[None]:
    """The last request of a test may have been a Chinese one; the next test's addresses are not."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A copy of the migrated database; SQLite in a file, as the service has it: in memory no second writer could wait."""
    folder = tmp_path_factory.mktemp("database")
    with databases.migrated(folder, f"test_{uuid.uuid4().hex[:10]}") as address, django_db_blocker.unblock():
        name = urlsplit(address).path[1:] if address else str(folder / "db.sqlite3")
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        yield
        connection.close()


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
def _counts_of_its_own() -> None:
    """Rate limits count in the cache: on a Redis that all processes share, each takes a database of its own there."""
    default = settings.CACHES["default"]
    if "LOCATION" in default:
        number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        default["LOCATION"] = urlsplit(default["LOCATION"])._replace(path=f"/{number}").geturl()
        with suppress(AttributeError):  # nobody has asked it anything yet
            del caches["default"]


@pytest.fixture(scope="session", autouse=True)
def _made_ready() -> None:
    settings.DEFAULT_EDITION = ONE_RUN
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
