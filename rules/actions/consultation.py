"""Consultation: a draft is shown to others until a day, their comments are answered one by one."""

from __future__ import annotations

from datetime import date

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from rules.actions.drafts import lock_draft, note, plain_words
from rules.drafting import check_draft
from rules.mail import send_guest_invitation
from rules.models import ChangeVerb, Comment, CommentReply, CommentState, ConsultationGuest, Draft, DraftState
from rules.policies import can_comment, can_edit_draft, is_editor
from rules.refusal import NotAllowed, Refused, conflict, refused
from standard_site.accounts.models import User
from standard_site.lib.findings import Where

GUESTS_MOST = 200
LETTERS_MOST = 400  # to guests, by one person in a day
TEXT_MOST = 10_000  # characters
_KEY_MOST = 80  # characters; the width of the column


@transaction.atomic
def open_consultation(user: User, draft: Draft, closes_on: date) -> Draft:
    """Show the draft to guests and all standard authors until a day (included); on an open one, change the day.

    Raises:
        NotAllowed, Conflict: the draft is not theirs, or over.
        Refused: the day is past, or the draft cannot be read as an edition.
    """
    draft = lock_draft(user, draft)
    if closes_on < timezone.localdate():
        raise refused("consultation-date-past", Where(field="closes_on"), closes_on=closes_on)
    errors = check_draft(draft).errors
    if errors:
        raise Refused([error.to_finding() for error in errors])
    if draft.state != DraftState.CONSULTATION:
        draft.consultation_opens_at = timezone.now()
    draft.state, draft.consultation_closes_on = DraftState.CONSULTATION, closes_on
    draft.save()
    note(user, draft, ChangeVerb.OPENED, closes_on.isoformat())
    return draft


@transaction.atomic
def close_consultation(user: User, draft: Draft) -> Draft:
    """End the consultation; its comments can still be answered and stay to be read.

    Raises:
        NotAllowed, Conflict: the draft is not theirs, it is over, or it is in no consultation.
    """
    draft = lock_draft(user, draft)
    if draft.state != DraftState.CONSULTATION:
        raise conflict("consultation-not-open")
    draft.state = DraftState.DRAFT
    draft.save(update_fields=["state"])
    note(user, draft, ChangeVerb.CLOSED)
    return draft


@transaction.atomic
def invite_guest(user: User, draft: Draft, email: str) -> ConsultationGuest:
    """Ask somebody for their opinion, by the address they sign in with; the same address is asked once.

    Raises:
        NotAllowed, Conflict, Refused.
    """
    draft, email = lock_draft(user, draft), plain_words(email).lower()
    try:
        validate_email(email)
    except ValidationError:
        raise refused("email-malformed", Where(field="email"), email=email) from None
    known = draft.guests.filter(email=email).first()
    if known is not None:
        return known
    if draft.guests.count() >= GUESTS_MOST:
        raise refused("guests-too-many", Where(field="email"), most=GUESTS_MOST)
    _count_letter(user)
    guest = ConsultationGuest.objects.create(draft=draft, email=email, invited_by=user)
    transaction.on_commit(lambda: send_guest_invitation(guest), robust=True)
    return guest


@transaction.atomic
def withdraw_guest(user: User, draft: Draft, email: str) -> None:
    """Take an invitation back; comments made stay. Raises NotAllowed, Conflict."""
    draft = lock_draft(user, draft)
    draft.guests.filter(email=plain_words(email).lower()).delete()


@transaction.atomic
def comment(user: User, draft: Draft, criterion_key: str, text: str) -> Comment:
    """Say something on a criterion, or with an empty key on the whole edition.

    Raises:
        NotAllowed: the person may not read the draft.
        Conflict: the consultation is not open.
        Refused: no such criterion, or no text.
    """
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if not can_comment(user, draft):
        raise conflict("consultation-not-open") if is_editor(user, draft) else NotAllowed
    known = len(criterion_key) <= _KEY_MOST and "\0" not in criterion_key
    if criterion_key and not (known and draft.files.filter(path=f"criteria/{criterion_key}.yaml").exists()):
        raise refused("criterion-unknown-here", Where(field="criterion"), criterion=criterion_key)
    return Comment.objects.create(draft=draft, criterion_key=criterion_key, author=user, text=_said(text))


@transaction.atomic
def reply(user: User, comment: Comment, text: str) -> CommentReply:
    """Answer a comment. An editor's word answers it, also after the consultation; anybody else's opens it again.

    Raises:
        NotAllowed, Conflict, Refused.
    """
    comment = _lock_comment(comment)
    is_answer = can_edit_draft(user, comment.draft)
    if not is_answer and not can_comment(user, comment.draft):
        raise NotAllowed
    made = CommentReply.objects.create(comment=comment, author=user, text=_said(text))
    comment.state = CommentState.ANSWERED if is_answer else CommentState.OPEN
    comment.save(update_fields=["state"])
    return made


@transaction.atomic
def close_comment(user: User, comment: Comment) -> Comment:
    """An editor ends a thread. Raises NotAllowed, Conflict."""
    comment = _lock_comment(comment)
    if not can_edit_draft(user, comment.draft):
        raise NotAllowed
    comment.state, comment.closed_by, comment.closed_at = CommentState.CLOSED, user, timezone.now()
    comment.save(update_fields=["state", "closed_by", "closed_at"])
    return comment


def _count_letter(user: User) -> None:
    """Inviting and withdrawing in turn must not become a way to fill letter boxes."""
    key = f"guest-letters:{user.pk}:{timezone.localdate()}"
    cache.add(key, 0, timeout=86_400)
    if cache.incr(key) > LETTERS_MOST:
        raise refused("letters-too-many", Where(field="email"), most=LETTERS_MOST)


def _lock_comment(comment: Comment) -> Comment:
    """The thread as it is now, together with its draft, so that nothing is said while it is published."""
    draft = Draft.objects.select_for_update().get(pk=comment.draft_id)
    if not draft.is_open:
        raise conflict("draft-over")
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    if locked.state == CommentState.CLOSED:
        raise conflict("comment-closed")
    locked.draft = draft
    return locked


def _said(text: str) -> str:
    said = plain_words(text)
    if not said:
        raise refused("comment-empty", Where(field="text"))
    if len(said) > TEXT_MOST:
        raise refused("comment-too-long", Where(field="text"), most=TEXT_MOST)
    return said
