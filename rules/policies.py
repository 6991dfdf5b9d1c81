"""Who may do what to drafts and editions. Pages, API and actions ask here and nowhere else."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from rules.models import Draft, Edition, EditionLife
from standard_site.accounts.models import Organisation, Role, User


def may_author(user: User, organisation: Organisation | int) -> bool:
    """Drafts are written by the standard authors among an organisation's members."""
    number = organisation if isinstance(organisation, int) else organisation.pk
    return user.has_role(Role.STANDARD_AUTHOR) and number in user.organisation_ids


def is_editor(user: User, draft: Draft) -> bool:
    """Whether a draft is the person's own work, whatever became of it."""
    return may_author(user, draft.organisation_id)


def can_edit_draft(user: User, draft: Draft) -> bool:
    return draft.is_open and is_editor(user, draft)


def is_guest(user: User, draft: Draft) -> bool:
    """Whether the person was asked for their opinion, by an address they proved to be theirs."""
    return draft.guests.filter(email__in=proven_addresses(user)).exists()


def proven_addresses(user: User) -> list[str]:
    """The person's confirmed addresses in lower case; anybody could sign up with an address of somebody else."""
    return [
        address.lower()
        for address in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    ]


def can_read_draft(user: User, draft: Draft) -> bool:
    """Editors always; in consultation its guests and every standard author."""
    if is_editor(user, draft):
        return True
    return draft.in_consultation and (user.has_role(Role.STANDARD_AUTHOR) or is_guest(user, draft))


def can_comment(user: User, draft: Draft) -> bool:
    return draft.in_consultation and can_read_draft(user, draft)


def can_publish(user: User, draft: Draft) -> bool:
    return can_edit_draft(user, draft)


def can_withdraw(user: User, edition: Edition) -> bool:
    """The authors of the organisation that published it; what came with the code is the operator's."""
    life = EditionLife.objects.filter(edition=edition).first()
    if life is None:
        return False
    if life.organisation_id is None:
        return user.has_role(Role.OPERATOR)
    return may_author(user, life.organisation_id)
