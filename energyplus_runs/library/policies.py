"""Who may change the weather library. Everybody who is signed in may read it."""

from __future__ import annotations

from standard_site.accounts.models import Role, User


def can_keep_stations(user: User) -> bool:
    """Operators add and retire stations, and choose which one a place takes."""
    return user.has_role(Role.OPERATOR)


def can_add_places(user: User) -> bool:
    return user.has_role(Role.OPERATOR) or user.has_role(Role.STANDARD_AUTHOR)
