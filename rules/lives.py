"""The steps in the life of a published edition. Each is one transaction of whoever takes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rules.models import Edition, EditionEvent, EditionLife, EventVerb, LifeState
from rules.refusal import refused
from standard_site.accounts.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes: a person for an organisation, or nobody for what comes with the code."""

    user: User | None = None
    organisation: Organisation | None = None


def begin_life(
    edition: Edition, publisher: Publisher, opens: date, old_closes: date | None = None
) -> EditionLife:
    """An edition is published: its own life begins, that of the one it supersedes goes on without new registrations after
    `old_closes` (else after the day before its own registration opens)."""
    loaded = edition.loaded()
    corrected = _published(loaded.corrigendum.corrects) if loaded.corrigendum is not None else None
    life = EditionLife.objects.create(
        edition=edition,
        organisation=publisher.organisation,
        published_by=publisher.user,
        registration_opens=opens,
        supersedes_key=loaded.supersedes or "",
        corrects=corrected,
    )
    days = {"effective_from": loaded.effective_from, "registration_opens": opens.isoformat()}
    tell(edition, EventVerb.PUBLISHED, publisher.user, digest=edition.digest, **days)
    if corrected is not None:
        tell(corrected, EventVerb.CORRECTED, publisher.user, by=edition.key)
    if loaded.supersedes:
        _supersede(loaded.supersedes, edition, publisher.user, old_closes or opens - timedelta(days=1))
    return life


def opening_day(edition: Edition) -> date:
    """The day registration opens, as the content says: else the day it comes into force.

    Raises:
        Refused: it gives neither.
    """
    loaded = edition.loaded()
    day = loaded.registration_opens or loaded.effective_from
    if day is None:
        raise refused("effective-from-missing")
    return date.fromisoformat(day)


def tell(edition: Edition, verb: EventVerb, actor: User | None, **details: object) -> None:
    EditionEvent.objects.create(edition=edition, verb=verb, actor=actor, details=details)


def _published(key: str) -> Edition | None:
    return Edition.objects.filter(key=key, status="published").first()


def _supersede(key: str, by: Edition, actor: User | None, closes: date) -> None:
    """A draft that was superseded has no life of its own; what was withdrawn stays so, and names its successor."""
    life = EditionLife.objects.select_for_update().filter(edition__key=key).first()
    if life is None:
        return
    life.superseded_by = by
    if life.state == LifeState.PUBLISHED:
        life.state = LifeState.SUPERSEDED
        life.registration_closes = max(closes, life.registration_opens)
    life.save()
    tell(life.edition, EventVerb.SUPERSEDED, actor, by=by.key, registration_closes=closes.isoformat())
