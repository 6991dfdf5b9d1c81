"""Reading editions."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Max, QuerySet

from rules.models import Edition


def newest_editions() -> QuerySet[Edition]:
    """The newest state of every edition, newest first."""
    newest = Edition.objects.values("key").annotate(newest=Max("pk")).values("newest")
    return Edition.objects.filter(pk__in=newest).defer("files")


def newest_edition(key: str | None = None) -> Edition:
    """The newest state of an edition by key, or of the service's default edition.

    Raises:
        Edition.DoesNotExist: no such edition is stored.
    """
    found = Edition.objects.defer("files").filter(key=key or settings.DEFAULT_EDITION).order_by("-pk").first()
    if found is None:
        raise Edition.DoesNotExist(f"No edition '{key or settings.DEFAULT_EDITION}' is stored.")
    return found
