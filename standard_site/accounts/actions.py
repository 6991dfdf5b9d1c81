"""Every change to people and organisations: checked, atomic, refused with a sentence for who asked."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authtoken.models import Token

from standard_site.accounts import policies
from standard_site.accounts.mail import send_invitation
from standard_site.accounts.models import Invitation, Membership, Organisation, Role, RoleGrant, User

OPEN_INVITATIONS_MAX = 50
INVITATION_DAYS = 14


class Refused(Exception):
    """The change is not possible as things are; the text says why, in the reader's language."""


# --- people ---------------------------------------------------------------------------------------
@transaction.atomic
def register(person: User, name: str, organisation_name: str = "", invitation_token: str = "") -> None:
    """Complete a new account: name, the role of an architect, and an organisation made or joined.

    Raises:
        Refused: the organisation's name was taken, or the invitation answered, a moment ago.
    """
    person.name = name
    person.save(update_fields=["name"])
    _grant(person, Role.ARCHITECT, granted_by=None)
    if invitation_token:
        accept_invitation(person, invitation_token)
    elif organisation_name:
        create_organisation(person, organisation_name)


def update_profile(person: User, name: str, language: str) -> None:
    person.name, person.language = name, language
    person.save(update_fields=["name", "language"])


@transaction.atomic
def create_token(person: User) -> str:
    """A fresh API token; the one before stops working."""
    revoke_token(person)
    return str(Token.objects.create(user=person).key)


def revoke_token(person: User) -> None:
    Token.objects.filter(user=person).delete()


@transaction.atomic
def grant_role(actor: User, person: User, role: str) -> None:
    _require(policies.may_manage_people(actor) and role in policies.GRANTABLE_ROLES)
    _grant(person, role, granted_by=actor)


@transaction.atomic
def revoke_role(actor: User, person: User, role: str) -> None:
    """Take a role away; an operator keeps their own, so that the service is never left without one."""
    _require(policies.may_manage_people(actor))
    if actor == person and role == Role.OPERATOR:
        raise Refused(_("You cannot take the operator role from yourself. Ask another operator."))
    RoleGrant.objects.filter(user=person, role=role).delete()
    _forget(person, "roles")


def _grant(person: User, role: str, granted_by: User | None) -> None:
    RoleGrant.objects.get_or_create(user=person, role=role, defaults={"granted_by": granted_by})
    _forget(person, "roles")


# --- organisations --------------------------------------------------------------------------------
def create_organisation(person: User, name: str) -> Organisation:
    """An organisation with its first owner.

    Raises:
        Refused: the name is taken.
    """
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(name=name)
            Membership.objects.create(user=person, organisation=organisation, is_owner=True)
    except IntegrityError as error:
        raise _name_taken() from error
    _forget(person, "organisation_ids")
    return organisation


def rename_organisation(actor: User, organisation: Organisation, name: str) -> None:
    _require(policies.owns(actor, organisation))
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(name=name)
    except IntegrityError as error:
        raise _name_taken() from error


@transaction.atomic
def remove_member(actor: User, membership: Membership) -> None:
    """Owners remove members; a member may remove themself, which is leaving."""
    organisation = _locked(membership.organisation_id)
    _require(policies.owns(actor, organisation) or membership.user_id == actor.pk)
    _keep_an_owner(membership)
    membership.delete()
    _forget(actor, "organisation_ids")


@transaction.atomic
def set_owner(actor: User, membership: Membership, is_owner: bool) -> None:
    organisation = _locked(membership.organisation_id)
    _require(policies.owns(actor, organisation))
    if not is_owner:
        _keep_an_owner(membership)
    Membership.objects.filter(pk=membership.pk).update(is_owner=is_owner)


# --- invitations ----------------------------------------------------------------------------------
@transaction.atomic
def invite(actor: User, organisation: Organisation, email: str) -> Invitation:
    """Offer membership to an address. Inviting it again makes a fresh link; the old one stops working."""
    organisation = _locked(organisation.pk)
    _require(policies.owns(actor, organisation))
    email = email.lower()
    if organisation.memberships.filter(user__email=email).exists():
        raise Refused(_("%(email)s is a member already.") % {"email": email})
    organisation.invitations.filter(email=email, accepted_at=None).delete()
    if (
        organisation.invitations.filter(accepted_at=None, expires_at__gt=timezone.now()).count()
        >= OPEN_INVITATIONS_MAX
    ):
        raise Refused(_("Too many invitations are unanswered. Withdraw some first."))
    expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    invitation = Invitation.objects.create(
        organisation=organisation, email=email, invited_by=actor, expires_at=expires_at
    )
    transaction.on_commit(lambda: send_invitation(invitation), robust=True)
    return invitation


def withdraw_invitation(actor: User, invitation: Invitation) -> None:
    _require(policies.owns(actor, invitation.organisation))
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()


@transaction.atomic
def accept_invitation(person: User, token: str) -> Organisation:
    """Join the organisation; the link works once, before it expires, for the address it was sent to.

    Raises:
        Refused: with which of these failed.
    """
    invitation = Invitation.objects.select_for_update().filter(token=token).first()
    if invitation is None or not invitation.is_open:
        raise Refused(_("This invitation was used, withdrawn or has expired. Ask for a new one."))
    if invitation.email.lower() != person.email.lower():
        raise Refused(_("This invitation was sent to another e-mail address. Sign in with that address."))
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    Membership.objects.get_or_create(user=person, organisation=invitation.organisation)
    _forget(person, "organisation_ids")
    return invitation.organisation


# --- shared ---------------------------------------------------------------------------------------
def _locked(organisation_id: int) -> Organisation:
    """Changes of owners take turns, so that two leaving at once cannot leave none."""
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def _keep_an_owner(membership: Membership) -> None:
    if policies.is_last_owner(membership):
        raise Refused(_("The last owner cannot leave or step down. Make another member an owner first."))


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _name_taken() -> Refused:
    return Refused(_("An organisation of this name exists. Ask one of its owners for an invitation."))


def _forget(person: User, name: str) -> None:
    """Drop what the person's row has cached."""
    person.__dict__.pop(name, None)
