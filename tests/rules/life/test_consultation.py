"""Consultation: who reads, who comments, until when; every comment is answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.utils import timezone

from rules.actions.consultation import (
    close_comment,
    close_consultation,
    comment,
    invite_guest,
    open_consultation,
    reply,
    withdraw_guest,
)
from rules.actions.drafts import save_file
from rules.models import CommentState, Draft
from rules.policies import can_comment, can_read_draft
from rules.refusal import Conflict, NotAllowed, Refused
from rules.selectors import comment_counts, comments_of, history_of, visible_drafts
from tests.rules.life.conftest import Authors


@pytest.fixture
def consulted(draft: Draft, authors: Authors) -> Draft:
    invite_guest(authors.author, draft, " Guest@Example.org ")
    return open_consultation(authors.author, draft, timezone.localdate() + timedelta(days=30))


def _readers(draft: Draft, authors: Authors) -> set[str]:
    names = ("author", "colleague", "architect", "elsewhere", "guest")
    people = {name: getattr(authors, name) for name in names}
    listed = {name for name, person in people.items() if draft in visible_drafts(person)}
    assert listed == {name for name, person in people.items() if can_read_draft(person, draft)}
    return listed


def test_readers_are_the_authors_and_in_consultation_guests_and_every_author(
    draft: Draft, authors: Authors
) -> None:
    assert _readers(draft, authors) == {"author", "colleague"}
    invite_guest(authors.author, draft, "guest@example.org")
    assert _readers(draft, authors) == {"author", "colleague"}
    draft = open_consultation(authors.author, draft, timezone.localdate())
    assert _readers(draft, authors) == {"author", "colleague", "elsewhere", "guest"}
    EmailAddress.objects.filter(user=authors.guest).update(verified=False)  # anybody could claim that address
    assert _readers(draft, authors) == {"author", "colleague", "elsewhere"}
    EmailAddress.objects.filter(user=authors.guest).update(verified=True)
    withdraw_guest(authors.author, draft, "guest@example.org")
    assert _readers(draft, authors) == {"author", "colleague", "elsewhere"}
    draft = close_consultation(authors.colleague, draft)
    assert _readers(draft, authors) == {"author", "colleague"}


def test_the_last_day_counts_and_the_next_does_not(
    consulted: Draft, authors: Authors, monkeypatch: Any
) -> None:
    last = consulted.consultation_closes_on
    assert last is not None
    for day, is_open in ((last, True), (last + timedelta(days=1), False)):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: day)
        assert can_comment(authors.guest, consulted) is is_open
        assert can_read_draft(authors.guest, consulted) is is_open
        assert (consulted in visible_drafts(authors.guest)) is is_open


def test_a_comment_is_answered_asked_again_and_closed(consulted: Draft, authors: Authors) -> None:
    asked = comment(authors.guest, consulted, "s01-carbon", " Why 100? ")
    assert (asked.text, asked.state) == ("Why 100?", CommentState.OPEN)
    reply(authors.elsewhere, asked, "I wonder as well.")
    assert comments_of(consulted).get().state == CommentState.OPEN
    reply(authors.colleague, asked, "See page 1.")
    assert comments_of(consulted).get().state == CommentState.ANSWERED
    reply(authors.guest, asked, "There is no page 1.")
    assert comment_counts(consulted) == {"s01-carbon": {"total": 1, "open": 1}}
    close_consultation(authors.author, consulted)
    with pytest.raises(NotAllowed):
        reply(authors.guest, asked, "Too late.")
    reply(authors.author, asked, "Corrected.")
    assert close_comment(authors.author, asked).state == CommentState.CLOSED
    with pytest.raises(Conflict, match="comment-closed"):
        reply(authors.author, asked, "One more.")
    said = [answer.text for answer in comments_of(consulted).get().replies.all()]
    assert said == ["I wonder as well.", "See page 1.", "There is no page 1.", "Corrected."]


def test_outside_consultation_nobody_comments(draft: Draft, authors: Authors) -> None:
    with pytest.raises(Conflict, match="consultation-not-open"):
        comment(authors.author, draft, "", "To myself.")
    with pytest.raises(NotAllowed):
        comment(authors.guest, draft, "", "Uninvited.")
    with pytest.raises(Conflict, match="consultation-not-open"):
        close_consultation(authors.author, draft)


def test_guests_neither_edit_nor_close(consulted: Draft, authors: Authors) -> None:
    asked = comment(authors.guest, consulted, "", "Good.")
    for person in (authors.guest, authors.elsewhere, authors.architect):
        with pytest.raises(NotAllowed):
            close_comment(person, asked)
        with pytest.raises(NotAllowed):
            close_consultation(person, consulted)
        with pytest.raises(NotAllowed):
            invite_guest(person, consulted, "friend@example.org")
        with pytest.raises(NotAllowed):
            save_file(person, consulted, "ratings.yaml", "x", 1)


@pytest.mark.parametrize(
    ("criterion", "text", "code"),
    [
        ("s99-none", "Why?", "criterion-unknown-here"),
        ("../edition", "Why?", "criterion-unknown-here"),
        ("", " \n", "comment-empty"),
        ("", "x" * 10_001, "comment-too-long"),
    ],
)
def test_comments_that_cannot_be_kept(
    consulted: Draft, authors: Authors, criterion: str, text: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        comment(authors.guest, consulted, criterion, text)


def test_what_is_changed_meanwhile_stands_in_the_history(consulted: Draft, authors: Authors) -> None:
    file = consulted.files.get(path="ratings.yaml")
    save_file(authors.author, consulted, file.path, file.text + "# clearer\n", 1, "As asked")
    later = open_consultation(authors.author, consulted, timezone.localdate())  # another last day
    assert later.consultation_opens_at == consulted.consultation_opens_at
    assert [(step.verb, step.path) for step in history_of(consulted)] == [
        ("consultation-opened", ""),
        ("changed", "ratings.yaml"),
        ("consultation-opened", ""),
        ("created", ""),
    ]


def test_a_draft_that_cannot_be_read_is_not_shown_to_others(draft: Draft, authors: Authors) -> None:
    save_file(authors.author, draft, "ratings.yaml", "ratings: []\n", 1)
    with pytest.raises(Refused, match="ratings"):
        open_consultation(authors.author, draft, timezone.localdate())
    with pytest.raises(Refused, match="consultation-date-past"):
        open_consultation(authors.author, draft, timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="email-malformed"):
        invite_guest(authors.author, draft, "nobody")


def test_a_guest_is_told_in_both_languages(
    draft: Draft, authors: Authors, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invite_guest(authors.author, draft, "guest@example.org")
        invite_guest(authors.author, draft, "guest@example.org")  # asked once
    (letter,) = mailoutbox
    assert letter.to == ["guest@example.org"]
    for language in ("en", "zh-hans"):
        assert f"/{language}/authoring/{draft.pk}/read/" in letter.body


def test_inviting_and_withdrawing_in_turn_comes_to_an_end(
    draft: Draft, authors: Authors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rules.actions.consultation.LETTERS_MOST", 2)
    for _ in range(2):
        invite_guest(authors.author, draft, "guest@example.org")
        withdraw_guest(authors.author, draft, "guest@example.org")
    with pytest.raises(Refused, match="2 invitations"):
        invite_guest(authors.author, draft, "guest@example.org")
