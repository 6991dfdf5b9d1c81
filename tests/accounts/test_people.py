"""The operator's people, one's own profile, and signing in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from rest_framework.authtoken.models import Token

from standard_site.accounts.models import Organisation, Role, User
from tests.conftest import PASSWORD

ClientFor = Callable[[User], Client]
MakeUser = Callable[..., User]


@pytest.fixture
def operator(make_user: MakeUser) -> User:
    return make_user("operator@example.org", roles=(Role.OPERATOR,))


def test_only_operators_manage_people(client: Client, client_for: ClientFor, user: User) -> None:
    assert client.get(reverse("accounts:people")).status_code == 302
    assert client_for(user).get(reverse("accounts:people")).status_code == 403
    grant = reverse("accounts:grant-role", args=[user.pk])
    assert client_for(user).post(grant, {"role": Role.OPERATOR}).status_code == 403
    assert not User.objects.get(pk=user.pk).has_role(Role.OPERATOR)


def test_operator_grants_and_revokes(client_for: ClientFor, operator: User, user: User) -> None:
    client = client_for(operator)
    client.post(reverse("accounts:grant-role", args=[user.pk]), {"role": Role.ASSESSOR})
    grant = user.role_grants.get(role=Role.ASSESSOR)
    assert grant.granted_by == operator
    client.post(reverse("accounts:revoke-role", args=[user.pk]), {"role": Role.ASSESSOR})
    assert User.objects.get(pk=user.pk).roles == {Role.ARCHITECT}


def test_a_role_that_does_not_exist(client_for: ClientFor, operator: User, user: User) -> None:
    grant = reverse("accounts:grant-role", args=[user.pk])
    assert client_for(operator).post(grant, {"role": "emperor"}).status_code == 404


def test_an_operator_keeps_their_own_role(client_for: ClientFor, operator: User) -> None:
    url = reverse("accounts:revoke-role", args=[operator.pk])
    answer = client_for(operator).post(url, {"role": Role.OPERATOR}, follow=True)
    assert "You cannot take the operator role from yourself" in answer.content.decode()
    assert operator.role_grants.filter(role=Role.OPERATOR).exists()


def test_search_and_pages(
    client_for: ClientFor, operator: User, make_user: MakeUser, organisation: Organisation
) -> None:
    for _number in range(25):
        make_user()
    client = client_for(operator)
    first = client.get(reverse("accounts:people"))
    assert len(first.context["page"]) == 20 and "?page=2" in first.content.decode()
    found = client.get(reverse("accounts:people"), {"q": "tropical architect"}).context["page"]
    assert [person.email for person in found] == ["architect@example.org"]


def test_people_take_few_queries(
    client_for: ClientFor, operator: User, make_user: MakeUser, django_assert_max_num_queries: Any
) -> None:
    for _number in range(20):
        make_user()
    client = client_for(operator)
    with django_assert_max_num_queries(10):
        client.get(reverse("accounts:people"))


def test_profile_saves_name_and_language(client_for: ClientFor, user: User) -> None:
    answer = client_for(user).post(reverse("accounts:profile"), {"name": "李伟", "language": "zh-hans"})
    user.refresh_from_db()
    assert (user.name, user.language) == ("李伟", "zh-hans")
    assert answer.url == "/zh-hans/people/me/"
    assert answer.cookies["django_language"].value == "zh-hans"


def test_token_is_shown_once_and_revoked(client_for: ClientFor, user: User) -> None:
    client = client_for(user)
    shown = client.post(reverse("accounts:create-token"))
    key = Token.objects.get(user=user).key
    assert key in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert key not in client.get(reverse("accounts:profile")).content.decode()
    client.post(reverse("accounts:create-token"))
    assert Token.objects.get(user=user).key != key
    client.post(reverse("accounts:revoke-token"))
    assert not Token.objects.filter(user=user).exists()


def log_in(client: Client, email: str, password: str, following: str = "") -> Any:
    form = {"login": email, "password": password, "next": following}
    return client.post(reverse("account_login"), form)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_stays_on_this_site(client: Client, user: User, target: str) -> None:
    assert log_in(client, user.email, PASSWORD, target).url == reverse("assessments:projects")


def test_signing_in_returns_to_the_page_asked_for(client: Client, user: User) -> None:
    assert log_in(client, user.email, PASSWORD, "/en/people/me/").url == "/en/people/me/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/"])
def test_switching_language_stays_on_this_site(client: Client, db: None, target: str) -> None:
    answer = client.post(reverse("set_language"), {"language": "zh-hans", "next": target})
    assert "evil" not in answer.url


def test_too_many_failures_pause_signing_in(client: Client, user: User, settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    settings.ACCOUNT_RATE_LIMITS = False
    answers = [log_in(client, email, "wrong") for email in (user.email, user.email.upper(), f" {user.email}")]
    assert answers[-1].status_code == 429
    assert "Signing in is paused" in answers[-1].content.decode()
    assert log_in(client, user.email, PASSWORD).status_code == 429


def test_the_mail_to_reset_a_password_is_in_the_readers_language(
    client: Client, user: User, mailoutbox: Any
) -> None:
    with override("zh-hans"):
        client.post(reverse("account_reset_password"), {"email": user.email})
    assert "/zh-hans/account/password/reset/" in mailoutbox[0].body
