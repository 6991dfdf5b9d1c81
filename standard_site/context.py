"""What every template may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from standard_site.accounts import selectors
from standard_site.accounts.models import Role, User


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    label: str
    url: str
    active: bool


def site(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    roles = person.roles if person is not None else frozenset()
    return {
        "is_assessor": Role.ASSESSOR in roles,
        "is_standard_author": Role.STANDARD_AUTHOR in roles,
        "is_operator": Role.OPERATOR in roles,
        "demo": settings.DEMO,
        "site_languages": _languages(),
        "own_organisations": SimpleLazyObject(lambda: selectors.organisations_of(person) if person else []),
        "navigation": SimpleLazyObject(lambda: _navigation(request.path, person)),
    }


def _languages() -> list[tuple[str, str]]:
    """Every language by its own name, so that its readers find it whatever the page speaks."""
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def _navigation(path: str, person: User | None) -> list[NavigationEntry]:
    """The entries this person may use, the current one marked."""
    wanted: list[tuple[str, str, list[Any]]] = [(_("Standard"), "rules:editions", [])]
    if person is not None:
        wanted.insert(0, (_("Projects"), "assessments:projects", []))
        if person.has_role(Role.ASSESSOR):
            wanted.insert(1, (_("Review queue"), "assessments:review-queue", []))
        if person.has_role(Role.STANDARD_AUTHOR):
            wanted.append((_("Authoring"), "authoring:drafts", []))
        if person.has_role(Role.OPERATOR):
            wanted.append((_("Operations"), "operations:index", []))
            wanted.append((_("Weather"), "weather:library", []))
        wanted += _people_entry(person)
    return [entry for label, name, args in wanted if (entry := _entry(label, name, args, path))]


def _people_entry(person: User) -> list[tuple[str, str, list[Any]]]:
    if person.has_role(Role.OPERATOR):
        return [(_("People"), "accounts:people", [])]
    owned = selectors.first_owned_organisation_id(person)
    return [(_("People"), "accounts:organisation", [owned])] if owned is not None else []


def _entry(label: str, name: str, args: list[Any], path: str) -> NavigationEntry | None:
    try:
        url = reverse(name, args=args)
    except NoReverseMatch:
        return None  # a part that is not mounted has no entry
    return NavigationEntry(label, url, active=path.startswith(url))
