"""Publication: everything in its way is named, then it is done as a whole, once; afterwards it is superseded or withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rules.actions.consultation import comment, open_consultation, reply
from rules.actions.drafts import create_draft, export_archive, import_draft, save_file
from rules.actions.publication import publish, withdraw
from rules.actions.store import store_edition
from rules.drafting import Dates, blockers, check_draft
from rules.heading import read_head
from rules.models import Draft, DraftState, Edition, EditionLife, LifeState
from rules.refusal import Conflict, NotAllowed, Refused
from rules.selectors import corrections_of, events_of, later_editions, newest_edition, open_editions
from standard_site.accounts.models import Role, User
from tests.rules.life.conftest import Authors
from tests.rules.life.small import texts
from tests.rules.life.test_drafts import at_once

DAY = timedelta(days=1)
FIRST = date(2027, 1, 1)
REASON = {"en": "A limit was wrong.", "zh-hans": "某限值有误。"}


def put(draft: Draft, authors: Authors, path: str, old: str, new: str) -> None:
    file = draft.files.get(path=path)
    assert old in file.text
    save_file(authors.author, draft, path, file.text.replace(old, new, 1), file.version)


def found(draft: Draft, dates: Dates | None = Dates(FIRST, FIRST)) -> set[str]:  # noqa: B008 - a constant
    findings = blockers(draft, dates)
    assert all(set(finding.message) == set(finding.remedy) == {"en", "zh-hans"} for finding in findings)
    return {finding.code for finding in findings}


def test_a_draft_is_published_as_a_whole(draft: Draft, authors: Authors) -> None:
    assert found(draft) == set()
    edition = publish(authors.author, draft, FIRST, FIRST - 30 * DAY)
    draft.refresh_from_db()
    assert (draft.state, draft.published_as) == (DraftState.PUBLISHED, edition)
    assert draft.texts() == edition.files
    head = read_head(edition.files)
    assert (head["status"], head["effective_from"], head["registration_opens"]) == (
        "published",
        "2027-01-01",
        "2026-12-02",
    )
    life = edition.life
    assert (life.state, life.organisation, life.published_by) == (
        LifeState.PUBLISHED,
        authors.authority,
        authors.author,
    )
    assert (life.registration_opens, life.registration_closes) == (FIRST - 30 * DAY, None)
    assert [event.verb for event in events_of(edition)] == ["published"]
    with pytest.raises(Conflict, match="draft-over"):
        publish(authors.author, draft, FIRST)


def test_everything_that_blocks_is_named(draft: Draft, authors: Authors) -> None:
    assert found(draft, None) == {"effective-from-missing"}
    assert found(draft, Dates(FIRST, FIRST + DAY)) == {"effective-before-registration"}
    put(draft, authors, "edition.yaml", "supersedes: small", "supersedes: nothing")
    put(draft, authors, "examples/s01-carbon.yaml", "value: 110", "value: 111")
    assert found(draft) == {"supersedes-unknown", "example-differs"}
    put(draft, authors, "examples/s01-carbon.yaml", "name: at_limit", "name: at_the_limit")
    put(
        draft,
        authors,
        "edition.yaml",
        "supersedes: nothing",
        "corrigendum: {corrects: small, note: {en: x, zh-hans: x}}",
    )
    assert found(draft) == {"examples-missing", "example-differs", "corrects-unknown"}
    put(draft, authors, "criteria/s01-carbon.yaml", "intensity_kgco2e_per_m2", "intensity")
    assert "corrects-unknown" in found(draft)
    assert check_draft(draft).edition is None
    with pytest.raises(Refused):
        publish(authors.author, draft, FIRST)
    assert not EditionLife.objects.exists()


def test_comments_are_answered_and_the_consultation_over_first(draft: Draft, authors: Authors) -> None:
    draft = open_consultation(authors.author, draft, timezone.localdate())
    asked = comment(authors.elsewhere, draft, "", "Why?")
    assert found(draft) == {"consultation-open", "comments-unanswered"}
    reply(authors.author, asked, "Because.")
    assert found(draft) == {"consultation-open"}
    Draft.objects.filter(pk=draft.pk).update(consultation_closes_on=timezone.localdate() - DAY)
    draft.refresh_from_db()
    assert found(draft) == set()  # its last day is over, nobody has to close it


def test_only_the_organisations_authors_publish(draft: Draft, authors: Authors) -> None:
    for person in (authors.architect, authors.elsewhere, authors.guest):
        with pytest.raises(NotAllowed):
            publish(person, draft, FIRST)
    assert publish(authors.colleague, draft, FIRST).is_published


def test_a_published_key_is_taken(draft: Draft, authors: Authors, base: Edition) -> None:
    other = create_draft(authors.author, authors.authority, "small-2027", base)
    publish(authors.author, draft, FIRST)
    with pytest.raises(Refused, match="key-taken"):
        create_draft(authors.author, authors.authority, "small-2027", base)
    assert found(other) == {"key-taken", "superseded-already"}


def test_the_superseded_edition_closes_and_names_its_successor(draft: Draft, authors: Authors) -> None:
    first = publish(authors.author, draft, FIRST)
    second_draft = create_draft(authors.author, authors.authority, "small-2028", first)
    assert found(second_draft, Dates(FIRST, FIRST, FIRST - DAY)) == {"old-registration-before-opening"}
    opens, closes = date(2028, 1, 1), date(2028, 3, 31)
    second = publish(authors.author, second_draft, opens, opens, closes)
    life = EditionLife.objects.get(edition=first)
    assert (life.state, life.superseded_by, life.registration_closes) == (
        LifeState.SUPERSEDED,
        second,
        closes,
    )
    assert [event.verb for event in events_of(first)] == ["superseded", "published"]
    third = create_draft(authors.author, authors.authority, "small-2029", first)
    assert found(third) == {"superseded-already"}


def test_registration_follows_its_days(draft: Draft, authors: Authors, base: Edition, settings: Any) -> None:
    settings.DEFAULT_EDITION = "small"
    first = publish(authors.author, draft, FIRST)
    second_draft = create_draft(authors.author, authors.authority, "small-2028", first)
    second = publish(authors.author, second_draft, date(2028, 1, 1))
    by_day = {
        date(2026, 12, 31): {"small"},  # the shipped draft, until something published follows
        date(2027, 1, 1): {"small-2027"},
        date(2027, 12, 31): {"small-2027"},
        date(2028, 1, 1): {"small-2028"},
    }
    assert {day: {edition.key for edition in open_editions(day)} for day in by_day} == by_day
    withdraw(authors.author, second, REASON)
    assert set(open_editions(date(2028, 1, 1))) == set()


def test_the_way_forward_leads_along_what_supersedes(
    draft: Draft, authors: Authors, base: Edition, monkeypatch: Any
) -> None:
    first = publish(authors.author, draft, FIRST)
    second_draft = create_draft(authors.author, authors.authority, "small-2028", first)
    second = publish(authors.author, second_draft, date(2028, 1, 1))
    for day, ahead in (
        (FIRST - DAY, []),
        (FIRST, [first]),
        (date(2028, 1, 1), [second]),
    ):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: day)
        assert later_editions(base) == ahead
    assert (later_editions(first), later_editions(second)) == ([second], [])


def test_what_an_edition_leaves_out_is_asked_by_name(draft: Draft, authors: Authors, settings: Any) -> None:
    settings.DEFAULT_EDITION = "small"
    edition = publish(authors.author, draft, timezone.localdate())
    assert newest_edition() == edition  # what superseded the default stands for it
    assert newest_edition("small").key == "small"


def test_a_corrigendum_names_what_it_corrects_and_is_named_there(draft: Draft, authors: Authors) -> None:
    first = publish(authors.author, draft, FIRST)
    again = create_draft(authors.author, authors.authority, "small-2027-c1", first)
    note = "corrigendum: {corrects: small-2027, note: {en: Limit, zh-hans: 限值}}\nsupersedes"
    put(again, authors, "edition.yaml", "supersedes", note)
    corrected = publish(authors.author, again, FIRST)
    assert list(corrections_of(first)) == [corrected]
    assert {event.verb for event in events_of(first)} == {"published", "corrected", "superseded"}


def test_withdrawing_needs_a_reason_in_both_languages_and_the_right(draft: Draft, authors: Authors) -> None:
    edition = publish(authors.author, draft, timezone.localdate())
    for person in (authors.architect, authors.elsewhere, authors.guest):
        with pytest.raises(NotAllowed):
            withdraw(person, edition, REASON)
    with pytest.raises(Refused, match="reason-in-both-languages"):
        withdraw(authors.author, edition, {"en": "Wrong.", "zh-hans": " "})
    life = withdraw(authors.colleague, edition, REASON)
    assert (life.state, life.reason, life.withdrawn_by) == (LifeState.WITHDRAWN, REASON, authors.colleague)
    with pytest.raises(Conflict, match="withdrawn-already"):
        withdraw(authors.author, edition, REASON)
    assert edition not in open_editions()


def test_a_published_edition_exported_comes_back_as_a_draft(draft: Draft, authors: Authors) -> None:
    edition = publish(authors.author, draft, FIRST)
    again = import_draft(authors.author, authors.authority, "small-2028", export_archive(edition))
    assert read_head(again.texts())["status"] == "draft"
    assert again.texts() | {"edition.yaml": ""} == edition.files | {"edition.yaml": ""}


def test_what_ships_as_published_is_published_once(
    authors: Authors, make_user: Callable[..., User], tmp_path: Any
) -> None:
    folder = tmp_path / "shipped"
    for path, text in texts(effective_from="2026-01-01").items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("status: draft", "status: published"), encoding="utf-8")
    edition = store_edition(folder)
    assert store_edition(folder) == edition
    assert (edition.life.organisation, edition.life.registration_opens) == (None, date(2026, 1, 1))
    (folder / "ratings.yaml").write_text(
        (folder / "ratings.yaml").read_text(encoding="utf-8") + "# changed\n", encoding="utf-8"
    )
    with pytest.raises(Refused, match="key-taken"):
        store_edition(folder)
    with pytest.raises(NotAllowed):
        withdraw(authors.author, edition, REASON)
    operator = make_user(roles=(Role.OPERATOR,))  # what came with the code is theirs to withdraw
    assert withdraw(operator, edition, REASON).state == LifeState.WITHDRAWN


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("key", "code"), [("small-2027", "key-taken"), ("small-2028", "superseded-already")])
def test_of_two_who_publish_at_once_one_is_told(
    draft: Draft, authors: Authors, base: Edition, key: str, code: str
) -> None:
    """Under the same key, or after the same edition."""
    other = create_draft(authors.colleague, authors.authority, key, base)
    results = at_once(
        lambda: publish(authors.author, draft, FIRST), lambda: publish(authors.colleague, other, FIRST)
    )
    assert sorted(type(result).__name__ for result in results) == ["Edition", "Refused"], results
    told = next(result for result in results if isinstance(result, Refused))
    assert code in {finding.code for finding in told.findings}
    assert Edition.objects.filter(status="published").count() == EditionLife.objects.count() == 1
    assert sorted(Draft.objects.values_list("state", flat=True)) == ["draft", "published"]


def test_the_public_page_tells_what_became_of_an_edition(
    client: Client, draft: Draft, authors: Authors
) -> None:
    first = publish(authors.author, draft, FIRST)
    address = reverse("rules:edition", args=[first.key])
    seen = client.get(address)
    again = create_draft(authors.author, authors.authority, "small-2027-c1", first)
    note = "corrigendum: {corrects: small-2027, note: {en: One limit was wrong, zh-hans: 一项限值有误}}\nsupersedes"
    put(again, authors, "edition.yaml", "supersedes", note)
    publish(authors.author, again, FIRST)
    told = client.get(address, headers={"If-None-Match": seen["ETag"]})
    assert told.status_code == 200  # the page changed though its content never does
    page = told.content.decode()
    assert "This edition is corrected by" in page
    assert "This edition is superseded by" in page
    assert (
        "One limit was wrong" in client.get(reverse("rules:edition", args=["small-2027-c1"])).content.decode()
    )
    withdraw(authors.author, first, REASON)
    assert REASON["en"] in client.get(address).content.decode()


def test_only_those_who_published_an_edition_supersede_or_correct_it(draft: Draft, authors: Authors) -> None:
    edition = publish(authors.author, draft, FIRST, FIRST)
    there = authors.elsewhere.organisations.get()
    foreign = create_draft(authors.elsewhere, there, "small-elsewhere", edition)
    assert found(foreign) == {"edition-of-others"}  # it would close the registration of theirs
    with pytest.raises(Refused):
        publish(authors.elsewhere, foreign, FIRST, FIRST)
    assert EditionLife.objects.get(edition=edition).registration_closes is None
    own = create_draft(authors.colleague, authors.authority, "small-2029", edition)
    assert found(own) == set()
