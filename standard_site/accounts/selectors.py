"""Reading people and organisations."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from standard_site.accounts.models import Invitation, Membership, Organisation, RoleGrant, User


def organisations_of(person: User) -> QuerySet[Organisation]:
    return Organisation.objects.filter(memberships__user=person).order_by("name")


def first_owned_organisation_id(person: User) -> int | None:
    owned = Membership.objects.filter(user=person, is_owner=True)
    return owned.order_by("joined_at").values_list("organisation_id", flat=True).first()


def visible_organisations(person: User) -> QuerySet[Organisation]:
    """Those the person belongs to; for an operator all."""
    if person.has_role("operator"):
        return Organisation.objects.all()
    return organisations_of(person)


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Members with their people, owners first."""
    return organisation.memberships.select_related("user").order_by("-is_owner", "user__name", "user__email")


def open_invitations(organisation: Organisation) -> list[Invitation]:
    unanswered = organisation.invitations.filter(accepted_at=None).order_by("-invited_at")
    return [invitation for invitation in unanswered if invitation.is_open]


def invitation_by_token(token: str) -> Invitation | None:
    if "\0" in token:  # which PostgreSQL cannot compare with
        return None
    return Invitation.objects.select_related("organisation", "invited_by").filter(token=token).first()


def find_people(words: str) -> QuerySet[User]:
    """People whose name, address or organisation holds every word, with roles and organisations."""
    people = User.objects.prefetch_related(
        Prefetch("role_grants", queryset=RoleGrant.objects.order_by("role")), "organisations"
    ).order_by("email")
    for word in words.split():
        matches = Q(name__icontains=word) | Q(email__icontains=word) | Q(organisations__name__icontains=word)
        people = people.filter(matches)
    return people.distinct()
