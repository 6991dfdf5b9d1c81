"""Reading editions and drafts."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import yaml
from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from rules.engine.diff import compare
from rules.engine.diff_trees import TEXT, WORDING
from rules.models import (
    Comment,
    CommentReply,
    CommentState,
    Draft,
    DraftChange,
    DraftState,
    Edition,
    EditionEvent,
    EditionLife,
    LifeState,
)
from rules.policies import proven_addresses
from standard_site.accounts.models import Role, User

_PUBLISHED = Q(status="published")
_WITH_LIFE = ("life__organisation", "life__superseded_by", "life__corrects")


# --- editions -------------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def shipped_metric_keys() -> frozenset[str]:
    """The keys of all metrics of the editions that come with the service."""
    files = settings.EDITIONS_DIR.glob("*/metrics.yaml")
    return frozenset(key for file in files for key in yaml.safe_load(file.read_text("utf-8")))


def newest_editions() -> QuerySet[Edition]:
    """The state of every edition that counts, newest first: the published one, else the newest."""
    newest = (
        Edition.objects.values("key")
        .annotate(counts=Coalesce(Max("pk", filter=_PUBLISHED), Max("pk")))
        .values("counts")
    )
    return Edition.objects.filter(pk__in=newest).select_related(*_WITH_LIFE).defer(*_files())


def newest_edition(key: str | None = None) -> Edition:
    """The state of an edition that counts, by key; without one that of the edition the service stands for: its default, or
    what superseded that.

    Raises:
        Edition.DoesNotExist: no such edition is stored.
    """
    if key is None:
        return _default()
    found = newest_editions().filter(key=key).first()
    if found is None:
        raise Edition.DoesNotExist(f"No edition '{key}' is stored.")
    return found


def life_of(edition: Edition) -> EditionLife | None:
    """What became of an edition; None for a draft."""
    return EditionLife.objects.filter(edition=edition).first()


def open_editions(day: date | None = None) -> QuerySet[Edition]:
    """The editions a project can be registered under on a day, newest first: the published ones within their days, and the
    service's default edition while it is a draft that nothing published follows."""
    day = day or timezone.localdate()
    within = Q(
        Q(life__registration_closes=None) | Q(life__registration_closes__gte=day),
        life__registration_opens__lte=day,
        life__state__in=(LifeState.PUBLISHED, LifeState.SUPERSEDED),
    )
    followed = EditionLife.objects.filter(
        Q(supersedes_key=settings.DEFAULT_EDITION) | Q(edition__key=settings.DEFAULT_EDITION),
        registration_opens__lte=day,
    ).exclude(state=LifeState.WITHDRAWN)
    draft = Q(key=settings.DEFAULT_EDITION, status="draft")
    return newest_editions().filter(within if followed.exists() else within | draft)


def is_open_for_registration(edition: Edition, day: date | None = None) -> bool:
    return open_editions(day).filter(pk=edition.pk).exists()


def later_editions(edition: Edition) -> list[Edition]:
    """The editions that follow an edition, the next first: the published state of its own key, then what supersedes it, and so
    on. Those under which nothing can be registered today are left out."""
    found: list[Edition] = []
    keys, seen = [edition.key], {edition.key}
    newest = newest_edition(edition.key)
    if not edition.is_published and newest.pk != edition.pk:
        found.append(newest)
    while keys:
        successors = newest_editions().filter(life__supersedes_key=keys.pop(0)).exclude(key__in=seen)
        for successor in successors.order_by("pk"):
            seen.add(successor.key)
            keys.append(successor.key)
            found.append(successor)
    open_now = set(open_editions().values_list("pk", flat=True))
    return [later for later in found if later.pk in open_now]


def corrections_of(edition: Edition) -> QuerySet[Edition]:
    """The corrigenda that name an edition."""
    return Edition.objects.filter(life__corrects=edition).select_related("life").defer("files")


def affected_by(corrigendum: Edition) -> tuple[str, ...]:
    """The keys of the criteria whose result can differ between a corrigendum and the edition it corrects; none for an edition
    that corrects nothing."""
    life = EditionLife.objects.select_related("corrects").filter(edition=corrigendum).first()
    if life is None or life.corrects is None:
        return ()
    return _affected(life.corrects, corrigendum)


def events_of(edition: Edition) -> QuerySet[EditionEvent]:
    """What happened to an edition, newest first."""
    return edition.events.select_related("actor")


def _default() -> Edition:
    edition, seen = newest_edition(settings.DEFAULT_EDITION), set[int]()
    while edition.pk not in seen and not is_open_for_registration(edition):
        seen.add(edition.pk)
        successor = newest_editions().filter(life__supersedes_key=edition.key).order_by("pk").first()
        edition = successor or edition
    return edition


@lru_cache(maxsize=32)
def _affected(corrected: Edition, corrigendum: Edition) -> tuple[str, ...]:
    """Both never change, so that the answer never does."""
    changes = compare(corrected.loaded(), corrigendum.loaded())
    reached = {key for change in changes if change.form not in (TEXT, WORDING) for key in change.affected}
    return tuple(sorted(reached))


def _files() -> tuple[str, ...]:
    return ("files", "life__superseded_by__files", "life__corrects__files")


# --- drafts ---------------------------------------------------------------------------------------
def own_drafts(user: User) -> QuerySet[Draft]:
    """The drafts a person writes with others of their organisations."""
    if not user.has_role(Role.STANDARD_AUTHOR):
        return Draft.objects.none()
    return Draft.objects.filter(organisation__in=user.organisation_ids)


def visible_drafts(user: User) -> QuerySet[Draft]:
    """A person's own drafts, and those in consultation that they may read; the same as `policies.can_read_draft`."""
    consulted = Q(state=DraftState.CONSULTATION, consultation_closes_on__gte=timezone.localdate())
    is_author = user.has_role(Role.STANDARD_AUTHOR)
    asked = Q() if is_author else Q(guests__email__in=proven_addresses(user))
    own = Q(organisation__in=user.organisation_ids) if is_author else Q(pk__in=[])
    shown = Draft.objects.filter(own | (consulted & asked)).distinct()
    return shown.select_related("organisation", "base", "created_by", "published_as").defer(
        "base__files", "published_as__files"
    )


def history_of(draft: Draft) -> QuerySet[DraftChange]:
    """Every step of a draft, newest first."""
    return draft.changes.select_related("by")


def comments_of(draft: Draft) -> QuerySet[Comment]:
    """The comments on a draft with their replies, newest first."""
    replies = CommentReply.objects.select_related("author")
    return draft.comments.select_related("author", "closed_by").prefetch_related(
        Prefetch("replies", queryset=replies)
    )


def comment_counts(draft: Draft) -> dict[str, dict[str, int]]:
    """How many comments each criterion has and how many of them wait, by criterion key ("" the whole edition)."""
    rows = draft.comments.values("criterion_key").annotate(
        total=Count("pk"), waiting=Count("pk", filter=Q(state=CommentState.OPEN))
    )
    return {
        row["criterion_key"]: {"total": row["total"], "open": row["waiting"]}
        for row in rows.order_by("criterion_key")
    }
