"""Invitations: the link works once, in time, for the address it was sent to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from standard_site.accounts import actions
from standard_site.accounts.models import Invitation, Membership, Organisation, Role, User

ClientFor = Callable[[User], Client]
MakeUser = Callable[..., User]


@pytest.fixture
def invitation(user: User, organisation: Organisation) -> Invitation:
    return actions.invite(user, organisation, "New@Example.org")


@pytest.fixture
def invited(make_user: MakeUser) -> User:
    return make_user("new@example.org")


def url(invitation: Invitation) -> str:
    return reverse("accounts:invitation", args=[invitation.token])


def test_the_letter_comes_in_both_languages_with_both_links(
    user: User, organisation: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = actions.invite(user, organisation, "new@example.org")
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    assert f"/en/people/invitations/{made.token}/" in letter.body
    assert f"/zh-hans/people/invitations/{made.token}/" in letter.body
    assert "邀请" in letter.body and "&" not in letter.body


def test_accepted_once(client_for: ClientFor, invited: User, invitation: Invitation) -> None:
    client = client_for(invited)
    answer = client.post(url(invitation))
    assert answer.url == reverse("accounts:organisation", args=[invitation.organisation_id])
    row = Membership.objects.get(user=invited)
    assert not row.is_owner
    row.delete()
    client.post(url(invitation))
    assert not Membership.objects.filter(user=invited).exists()


def test_opening_the_link_changes_nothing(
    client_for: ClientFor, invited: User, invitation: Invitation
) -> None:
    assert client_for(invited).get(url(invitation)).status_code == 200
    assert not Membership.objects.filter(user=invited).exists()


def test_another_persons_link_is_refused(
    client_for: ClientFor, make_user: MakeUser, invitation: Invitation
) -> None:
    thief = make_user("thief@example.org")
    answer = client_for(thief).post(url(invitation), follow=True)
    assert "sent to another e-mail address" in answer.content.decode()
    assert not Membership.objects.filter(user=thief).exists()
    invitation.refresh_from_db()
    assert invitation.is_open


def test_expired(client_for: ClientFor, invited: User, invitation: Invitation) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client_for(invited).post(url(invitation), follow=True)
    assert "has expired" in answer.content.decode()
    assert not Membership.objects.filter(user=invited).exists()


def test_withdrawn_and_unknown_links_are_not_found(
    client_for: ClientFor, user: User, invited: User, invitation: Invitation
) -> None:
    withdraw = reverse("accounts:withdraw-invitation", args=[invitation.organisation_id, invitation.pk])
    client_for(user).post(withdraw)
    assert client_for(invited).get(url(invitation)).status_code == 404
    assert client_for(invited).get(reverse("accounts:invitation", args=["guess"])).status_code == 404


def test_inviting_again_ends_the_first_link(
    user: User, organisation: Organisation, invitation: Invitation
) -> None:
    again = actions.invite(user, organisation, "new@example.org")
    assert [found.pk for found in Invitation.objects.all()] == [again.pk]
    assert again.token != invitation.token


def test_a_member_is_not_invited(user: User, organisation: Organisation) -> None:
    with pytest.raises(actions.Refused, match="is a member already"):
        actions.invite(user, organisation, user.email.upper())


def test_invitations_have_a_ceiling(user: User, organisation: Organisation) -> None:
    for number in range(actions.OPEN_INVITATIONS_MAX):
        actions.invite(user, organisation, f"p{number}@example.org")
    with pytest.raises(actions.Refused, match="Too many"):
        actions.invite(user, organisation, "one.more@example.org")


def test_anonymous_signs_in_and_comes_back(client: Client, invitation: Invitation) -> None:
    answer = client.post(url(invitation))
    assert answer.url == f"{reverse('account_login')}?next={url(invitation)}"


def sign_up(client: Client, email: str, **more: str) -> Any:
    form = {
        "email": email,
        "name": "New Person",
        "password1": "correct horse 9",
        "password2": "correct horse 9",
    }
    return client.post(reverse("account_signup"), form | more)


def test_signing_up_by_invitation_joins_and_makes_nothing_new(client: Client, invitation: Invitation) -> None:
    client.get(url(invitation))
    answer = sign_up(client, "new@example.org")
    assert answer.url == reverse("assessments:projects")
    person = User.objects.get(email="new@example.org")
    assert person.name == "New Person" and person.has_role(Role.ARCHITECT)
    assert person.organisation_ids == {invitation.organisation_id}
    assert Organisation.objects.count() == 1


def test_signing_up_by_invitation_takes_its_address(client: Client, invitation: Invitation) -> None:
    client.get(url(invitation))
    answer = sign_up(client, "thief@example.org")
    assert "sent to another e-mail address" in answer.content.decode()
    assert not User.objects.filter(email="thief@example.org").exists()


def test_signing_up_makes_an_organisation(client: Client, db: None) -> None:
    sign_up(client, "first@example.org", organisation_name="First Practice")
    person = User.objects.get(email="first@example.org")
    assert Membership.objects.get(user=person).organisation.name == "First Practice"
    assert Membership.objects.get(user=person).is_owner


def test_signing_up_does_not_enter_somebody_elses_organisation(
    client: Client, organisation: Organisation
) -> None:
    answer = sign_up(client, "first@example.org", organisation_name="tropical practice")
    assert "An organisation of this name exists" in answer.content.decode()
    assert not User.objects.filter(email="first@example.org").exists()


def test_a_link_with_a_nul_is_no_link(client: Client, db: None) -> None:
    assert client.get("/en/people/invitations/a%00b/").status_code == 404
