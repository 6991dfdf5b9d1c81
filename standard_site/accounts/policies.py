"""Who may do what to people and organisations; actions ask before they change anything."""

from __future__ import annotations

from standard_site.accounts.models import Membership, Organisation, Role, User

GRANTABLE_ROLES = (Role.ARCHITECT, Role.ASSESSOR, Role.STANDARD_AUTHOR, Role.OPERATOR)


def owns(person: User, organisation: Organisation) -> bool:
    return Membership.objects.filter(user=person, organisation=organisation, is_owner=True).exists()


def may_manage_people(person: User) -> bool:
    return person.has_role(Role.OPERATOR)


def is_last_owner(membership: Membership) -> bool:
    others = Membership.objects.filter(organisation=membership.organisation_id, is_owner=True).exclude(
        pk=membership.pk
    )
    return membership.is_owner and not others.exists()
