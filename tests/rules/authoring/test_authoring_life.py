"""Tables, history, consultation, publication: what is pressed on the pages happens in the draft, and every page answers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from rules.actions.drafts import export_archive, save_file
from rules.models import CommentState, Draft, DraftState, Edition, LifeState
from standard_site.accounts.models import User
from tests.rules.authoring.conftest import Authors, form_of

LIMITS = "tables/limits.csv"


def address(name: str, *args: Any) -> str:
    with override("en"):
        return reverse(f"authoring:{name}", args=args)


def text_of(draft: Draft, path: str) -> str:
    return draft.texts()[path]


def test_pages_in_both_languages(author: Client, authors: Authors, draft: Draft) -> None:
    save_file(authors.author, draft, LIMITS, text_of(draft, LIMITS) + "\n", 1, "A blank line")
    whole = (
        "draft",
        "criterion-new",
        "table-new",
        "history",
        "consultation",
        "read",
        "publish",
        "draft-export",
    )
    pages = [
        address("drafts"),
        address("draft-new"),
        address("draft-import"),
        *(address(name, draft.pk) for name in whole),
    ]
    pages += [
        address("part", draft.pk, part)
        for part in ("metrics", "parameters", "sources", "typologies", "ratings")
    ]
    pages += [address("table", draft.pk, "limits"), address("table-csv", draft.pk, "limits")]
    pages += [
        address("change", draft.pk, draft.changes.get(path=LIMITS).pk),
        address("read-criterion", draft.pk, "s01-carbon"),
    ]
    pages += [address("edition", "small"), address("edition-export", "small")]
    for page in pages:
        for language in ("/en/", "/zh-hans/"):
            assert author.get(page.replace("/en/", language, 1)).status_code == 200, page
    for missing in (
        address("table", draft.pk, "none"),
        address("part", draft.pk, "none"),
        address("page", draft.pk, "none"),
    ):
        assert author.get(missing).status_code == 404


def test_drafts_begin_with_an_edition_or_a_folder(author: Client, draft: Draft, base: Edition) -> None:
    started = author.post(
        address("draft-new"), {"base": base.key, "key": "small-2028", "organisation": draft.organisation_id}
    )
    assert started.status_code == 302
    taken = author.post(
        address("draft-new"), {"base": base.key, "key": "Small 2028", "organisation": draft.organisation_id}
    )
    assert taken.status_code == 422
    archive = SimpleUploadedFile("small.zip", export_archive(draft))
    entered = {"archive": archive, "key": "small-2029", "organisation": draft.organisation_id}
    assert author.post(address("draft-import"), entered).status_code == 302
    imported = Draft.objects.get(key="small-2029")
    assert {**imported.texts(), "edition.yaml": ""} == {**draft.texts(), "edition.yaml": ""}
    broken = author.post(
        address("draft-import"), {**entered, "archive": SimpleUploadedFile("x.zip", b"no zip")}
    )
    assert broken.status_code == 422
    exported = author.get(address("draft-export", draft.pk)).content
    with zipfile.ZipFile(io.BytesIO(exported)) as folder:
        assert folder.read(LIMITS).decode() == text_of(draft, LIMITS)
    assert author.post(address("draft-abandon", imported.pk), {"reason": "Twice"}).status_code == 302
    assert author.get(address("draft", imported.pk)).status_code == 200


def test_cells_rows_and_whole_tables(author: Client, draft: Draft) -> None:
    page, before = address("table", draft.pk, "limits"), text_of(draft, LIMITS)
    lines = before.splitlines(keepends=True)
    sent = {
        "version": "1",
        "cell:0:limit": "99",
        "cell:1:limit": lines[2].split(",")[3],
        "reason": "Stricter",
    }
    assert author.post(page, {**sent, "reason": ""}).status_code == 422
    assert author.post(page, sent).status_code == 302
    first = lines[1].split(",")
    first[3] = "99"
    assert text_of(draft, LIMITS) == lines[0] + ",".join(first) + "".join(lines[2:])
    new = {
        f"new:0:{name}": value
        for name, value in zip(lines[0].strip().split(","), ["home", "new", "2099", "low"], strict=False)
    }
    assert author.post(page, {"version": "2", "drop": ["1"], "reason": "More", **new}).status_code == 302
    assert text_of(draft, LIMITS).splitlines()[-1] == "home,new,2099,low,,,"
    shown = author.get(page).content.decode()
    assert "cell-malformed" in shown
    assert 'aria-invalid="true"' in shown
    upload = {
        "csv": SimpleUploadedFile("limits.csv", before.encode("utf-8-sig")),
        "version": "3",
        "reason": "Back",
    }
    assert author.post(page, upload).status_code == 302
    assert text_of(draft, LIMITS) == before
    late = author.post(page, {"version": "1", "cell:0:limit": "98", "reason": "Late"})
    assert late.status_code == 409
    assert late.context["merged"].clashes == 0
    assert author.post(page, {"version": "4", "cell:99:limit": "1", "reason": "?"}).status_code == 302


def test_an_earlier_version_comes_back_as_a_new_change(
    author: Client, authors: Authors, draft: Draft
) -> None:
    before = text_of(draft, LIMITS)
    save_file(authors.author, draft, LIMITS, "key\n", 1, "Emptied")
    step = draft.changes.get(path=LIMITS)
    assert "<del>" in author.get(address("change", draft.pk, step.pk)).content.decode()
    assert author.post(address("change", draft.pk, step.pk), {"which": "before"}).status_code == 302
    assert text_of(draft, LIMITS) == before
    history = author.get(address("history", draft.pk) + f"?file={LIMITS}").content.decode()
    assert "Emptied" in history
    assert "Brought back from" in history


def test_consultation(
    author: Client, authors: Authors, draft: Draft, client_for: Callable[[User], Client]
) -> None:
    page, guest = address("consultation", draft.pk), client_for(authors.guest)
    assert guest.get(address("read", draft.pk)).status_code == 404
    assert author.post(page, {"do": "open", "closes_on": "2020-01-01"}).status_code == 422
    closes = (timezone.localdate() + timedelta(days=7)).isoformat()
    assert author.post(page, {"do": "open", "closes_on": closes}).status_code == 302
    assert author.post(page, {"do": "invite", "email": "guest@"}).status_code == 422
    assert author.post(page, {"do": "invite", "email": "guest@example.org"}).status_code == 302
    assert guest.get(address("draft", draft.pk))["Location"] == address("read", draft.pk)
    assert guest.get(address("criterion", draft.pk, "s01-carbon")).status_code == 403
    assert "S01" in guest.get(address("read", draft.pk)).content.decode()
    comment = {"criterion": "s01-carbon", "text": "Why 80?"}
    assert guest.post(address("comment", draft.pk), comment).status_code == 302
    said = draft.comments.get()
    assert "comments-unanswered" in author.get(address("draft", draft.pk)).content.decode()
    reply = {"text": "As in the source.", "next": page}
    assert author.post(address("comment-answer", draft.pk, said.pk), reply)["Location"] == page
    said.refresh_from_db()
    assert said.state == CommentState.ANSWERED
    assert (
        "As in the source." in guest.get(address("read-criterion", draft.pk, "s01-carbon")).content.decode()
    )
    assert author.post(address("comment-answer", draft.pk, said.pk), {"do": "close"}).status_code == 302
    assert guest.post(address("comment-answer", draft.pk, said.pk), {"text": "But"}).status_code == 409
    assert author.post(page, {"do": "withdraw", "email": "guest@example.org"}).status_code == 302
    assert author.post(page, {"do": "close"}).status_code == 302
    assert guest.get(address("read", draft.pk)).status_code == 404


def test_publication_correction_and_withdrawal(author: Client, draft: Draft) -> None:
    page = address("publish", draft.pk)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    days = {"effective_from": day, "registration_opens": timezone.localdate().isoformat()}
    assert author.post(page, days).status_code == 422  # not understood yet
    wrong = {**days, "effective_from": "2020-01-01", "understood": "on"}
    assert "effective" in author.post(page, wrong).content.decode()
    assert author.post(page, {**days, "understood": "on"})["Location"].endswith("/standard/small-2027/")
    draft.refresh_from_db()
    assert draft.state == DraftState.PUBLISHED
    assert "This draft was published as" in author.get(address("draft", draft.pk)).content.decode()
    sent = form_of(author.get(address("criterion", draft.pk, "s01-carbon"))) | {
        "do": "save",
        "reason": "Late",
    }
    assert author.post(address("criterion", draft.pk, "s01-carbon"), sent).status_code == 409
    life = address("edition", "small-2027")
    note = {
        "do": "correct",
        "key": "small-2027-c1",
        "note_en": "A comma",
        "note_zh": "一处逗号",
        "organisation": draft.organisation_id,
    }
    assert author.post(life, note).status_code == 302
    corrigendum = Draft.objects.get(key="small-2027-c1").texts()["edition.yaml"]
    assert "corrects: small-2027" in corrigendum
    assert author.post(life, {"do": "withdraw", "reason_en": "Wrong"}).status_code == 422
    assert author.post(life, {"do": "withdraw", "reason_en": "Wrong", "reason_zh": "有误"}).status_code == 302
    published = Edition.objects.select_related("life").get(key="small-2027", status="published")
    assert published.life.state == LifeState.WITHDRAWN


@pytest.mark.parametrize("name", ["drafts", "draft-new"])
def test_the_workspace_is_for_people_who_signed_in(client: Client, db: None, name: str) -> None:
    assert client.get(address(name)).status_code == 302


def test_only_authors_begin_drafts(authors: Authors, client_for: Callable[[User], Client]) -> None:
    architect = client_for(authors.architect)
    assert architect.get(address("draft-new")).status_code == 403
    assert "Nobody asks for your opinion" in architect.get(address("drafts")).content.decode()
