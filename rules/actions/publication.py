"""A draft becomes an edition that never changes; an edition is withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from rules.actions.drafts import lock_draft, note, write_file
from rules.actions.store import add_edition
from rules.drafting import Dates, blockers, check_draft, dates_of
from rules.heading import HEAD, read_head, with_head
from rules.lives import Publisher, begin_life, tell
from rules.models import ChangeVerb, Draft, DraftState, Edition, EditionLife, EventVerb, LifeState
from rules.policies import can_publish, can_withdraw
from rules.refusal import NotAllowed, Refused, conflict, refused
from standard_site.accounts.models import User
from standard_site.lib.findings import Where


@transaction.atomic
def publish(
    user: User,
    draft: Draft,
    effective_from: date | None = None,
    registration_opens: date | None = None,
    old_registration_closes: date | None = None,
) -> Edition:
    """Publish a draft with these days, else with those its edition.yaml gives. Of two who publish at once, one is told.

    `old_registration_closes`: the last day on which projects register under the edition it supersedes; else the day before
    registration under this one opens.

    Raises:
        NotAllowed, Conflict: the draft is not theirs, or over.
        Refused: with everything that blocks the publication.
    """
    draft = lock_draft(user, draft)
    if not can_publish(user, draft):
        raise NotAllowed
    _hold_predecessor(draft)
    dates = _dates(draft, effective_from, registration_opens, old_registration_closes)
    findings = blockers(draft, dates)
    if findings:
        raise Refused(findings)
    opens = _write_head(user, draft, dates)
    edition = _keep(draft)
    begin_life(edition, Publisher(user, draft.organisation), opens, dates.old_registration_closes)
    draft.state, draft.published_as = DraftState.PUBLISHED, edition
    draft.save(update_fields=["state", "published_as"])
    note(user, draft, ChangeVerb.PUBLISHED)
    return edition


@transaction.atomic
def withdraw(user: User, edition: Edition, reason: Mapping[str, str]) -> EditionLife:
    """Take an edition out of force, with the reason in both languages. Nothing is registered under it any more; projects and
    scores it has stay as they are.

    Raises:
        NotAllowed: the edition is not theirs to withdraw.
        Conflict: it was withdrawn before.
        Refused: a language lacks its reason.
    """
    life = EditionLife.objects.select_for_update().filter(edition=edition).first()
    if life is None or not can_withdraw(user, edition):
        raise NotAllowed
    if life.state == LifeState.WITHDRAWN:
        raise conflict("withdrawn-already", key=edition.key)
    english, chinese = (reason.get(language, "").strip() for language in ("en", "zh-hans"))
    if not english or not chinese:
        raise refused("reason-in-both-languages", Where(field="reason"))
    life.state, life.withdrawn_by, life.withdrawn_at = LifeState.WITHDRAWN, user, timezone.now()
    life.reason_en, life.reason_zh = english, chinese
    life.save()
    tell(edition, EventVerb.WITHDRAWN, user, reason=life.reason)
    return life


def _hold_predecessor(draft: Draft) -> None:
    """Of two editions that would supersede the same one, the second waits here and then sees the first."""
    named = read_head(draft.texts()).get("supersedes")
    held = Edition.objects.select_for_update().filter(key=str(named)).order_by("pk")
    list(held.values_list("pk", flat=True))


def _dates(draft: Draft, effective_from: date | None, opens: date | None, old_closes: date | None) -> Dates:
    own, _ = dates_of(draft.texts())
    effective_from = effective_from or own.effective_from
    return Dates(effective_from, opens or own.registration_opens or effective_from, old_closes)


def _write_head(user: User, draft: Draft, dates: Dates) -> date:
    """edition.yaml as it is published; the day registration opens."""
    effective, opens = dates.effective_from, dates.registration_opens
    if effective is None or opens is None:  # the blockers have asked for them
        raise refused("effective-from-missing")
    file = draft.files.select_for_update().get(path=HEAD)
    days = {"effective_from": effective.isoformat(), "registration_opens": opens.isoformat()}
    text = with_head({HEAD: file.text}, status="published", **days)[HEAD]
    write_file(user, file, text, ChangeVerb.PUBLISHED, "")
    return opens


def _keep(draft: Draft) -> Edition:
    checked = check_draft(draft)
    if checked.edition is None:
        raise Refused([error.to_finding() for error in checked.errors])
    return add_edition(checked.edition)
