"""Organisations: who sees them, who changes them, and that one owner always stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from standard_site.accounts.models import Membership, Organisation, Role, User

ClientFor = Callable[[User], Client]
MakeUser = Callable[..., User]


@pytest.fixture
def member(make_user: MakeUser, organisation: Organisation) -> User:
    person = make_user("member@example.org")
    Membership.objects.create(user=person, organisation=organisation)
    return person


def membership(person: User, organisation: Organisation) -> Membership:
    return Membership.objects.get(user=person, organisation=organisation)


def url(name: str, organisation: Organisation, *args: object) -> str:
    return reverse(f"accounts:{name}", args=[organisation.pk, *args])


def test_a_stranger_is_not_told_that_it_exists(
    client_for: ClientFor, make_user: MakeUser, organisation: Organisation
) -> None:
    client = client_for(make_user())
    assert client.get(url("organisation", organisation)).status_code == 404
    assert client.post(url("rename", organisation), {"name": "Mine"}).status_code == 404
    assert client.post(url("invite", organisation), {"email": "x@example.org"}).status_code == 404


def test_anonymous_is_sent_to_sign_in(client: Client, organisation: Organisation) -> None:
    answer = client.get(url("organisation", organisation))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_member_reads_and_owner_manages(
    client_for: ClientFor, user: User, member: User, organisation: Organisation
) -> None:
    rename = url("rename", organisation)
    assert rename not in client_for(member).get(url("organisation", organisation)).content.decode()
    assert rename in client_for(user).get(url("organisation", organisation)).content.decode()


def test_operator_sees_but_does_not_manage(
    client_for: ClientFor, make_user: MakeUser, organisation: Organisation
) -> None:
    client = client_for(make_user(roles=(Role.OPERATOR,)))
    assert client.get(url("organisation", organisation)).status_code == 200
    assert client.post(url("rename", organisation), {"name": "Mine"}).status_code == 403


def test_a_member_manages_nothing_but_themself(
    client_for: ClientFor, user: User, member: User, organisation: Organisation
) -> None:
    client, owners_row = client_for(member), membership(user, organisation)
    assert client.post(url("rename", organisation), {"name": "Mine"}).status_code == 403
    assert client.post(url("invite", organisation), {"email": "x@example.org"}).status_code == 403
    assert client.post(url("remove-member", organisation, owners_row.pk)).status_code == 403
    own_row = membership(member, organisation)
    assert client.post(url("set-owner", organisation, own_row.pk), {"is_owner": "yes"}).status_code == 403
    assert client.post(url("remove-member", organisation, own_row.pk)).url == reverse("accounts:profile")
    assert not Membership.objects.filter(user=member).exists()


def test_the_last_owner_neither_leaves_nor_steps_down(
    client_for: ClientFor, user: User, member: User, organisation: Organisation
) -> None:
    client, row = client_for(user), membership(user, organisation)
    answer = client.post(url("remove-member", organisation, row.pk), follow=True)
    assert "The last owner cannot leave" in answer.content.decode()
    client.post(url("set-owner", organisation, row.pk), {"is_owner": "no"})
    assert membership(user, organisation).is_owner


def test_an_owner_leaves_once_there_is_another(
    client_for: ClientFor, user: User, member: User, organisation: Organisation
) -> None:
    client = client_for(user)
    client.post(url("set-owner", organisation, membership(member, organisation).pk), {"is_owner": "yes"})
    client.post(url("remove-member", organisation, membership(user, organisation).pk))
    assert list(organisation.memberships.values_list("user__email", "is_owner")) == [
        ("member@example.org", True)
    ]


def test_owner_removes_a_member(
    client_for: ClientFor, user: User, member: User, organisation: Organisation
) -> None:
    client_for(user).post(url("remove-member", organisation, membership(member, organisation).pk))
    assert not Membership.objects.filter(user=member).exists()


def test_a_member_of_another_organisation_is_out_of_reach(
    client_for: ClientFor, user: User, make_user: MakeUser, organisation: Organisation
) -> None:
    other = Organisation.objects.create(name="Elsewhere")
    row = Membership.objects.create(user=make_user(), organisation=other)
    assert client_for(user).post(url("remove-member", organisation, row.pk)).status_code == 404


def test_rename_and_a_name_that_is_taken(
    client_for: ClientFor, user: User, organisation: Organisation
) -> None:
    Organisation.objects.create(name="Elsewhere")
    client = client_for(user)
    taken = client.post(url("rename", organisation), {"name": "Elsewhere"}, follow=True)
    assert "An organisation of this name exists" in taken.content.decode()
    assert client.post(url("rename", organisation), {"name": ""}).status_code == 400
    client.post(url("rename", organisation), {"name": "热带建筑事务所"})
    organisation.refresh_from_db()
    assert organisation.name == "热带建筑事务所"


def test_making_one_makes_its_first_owner(client_for: ClientFor, user: User) -> None:
    answer = client_for(user).post(reverse("accounts:new-organisation"), {"name": "New Practice"})
    made = Organisation.objects.get(name="New Practice")
    assert answer.url == reverse("accounts:organisation", args=[made.pk])
    assert membership(user, made).is_owner
