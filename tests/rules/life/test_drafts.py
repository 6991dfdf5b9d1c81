"""Drafts: started from an edition, changed file by file, never overwritten unseen, exported and imported byte for byte."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable

import pytest

from rules.actions.drafts import (
    abandon,
    add_file,
    create_draft,
    export_archive,
    import_draft,
    remove_file,
    save_file,
)
from rules.archives import FILE_MOST_BYTES, write_archive
from rules.heading import read_head
from rules.models import Draft, DraftFile, DraftState, Edition
from rules.refusal import Conflict, EditConflict, NotAllowed, Refused
from rules.selectors import history_of
from tests.rules.life.conftest import Authors, at_once
from tests.rules.life.small import texts


def codes(refused: Refused) -> set[str]:
    assert all(set(finding.message) == {"en", "zh-hans"} for finding in refused.findings)
    return {finding.code for finding in refused.findings}


def test_a_draft_starts_with_everything_its_base_holds(draft: Draft, base: Edition) -> None:
    assert draft.texts() | {"edition.yaml": ""} == base.files | {"edition.yaml": ""}
    head, before = draft.texts()["edition.yaml"].splitlines(), base.files["edition.yaml"].splitlines()
    assert [line for line in head if line not in before] == ["key: small-2027", "supersedes: small"]
    assert draft.loaded().key == "small-2027"


def test_a_copy_of_a_published_edition_is_a_draft_without_its_days(authors: Authors, base: Edition) -> None:
    head = texts(effective_from="2027-01-01", registration_opens="2026-06-01")["edition.yaml"]
    files = base.files | {"edition.yaml": head.replace("status: draft", "status: published  # for good")}
    published = Edition.objects.create(key="old", digest="0" * 64, status="published", title={}, files=files)
    made = create_draft(authors.author, authors.authority, "next", published)
    shown = read_head(made.texts())
    assert (shown["status"], shown["supersedes"]) == ("draft", "old")
    assert not {"effective_from", "registration_opens"} & set(shown)
    assert "# for good" in made.texts()["edition.yaml"]  # comments survive


def test_only_authors_of_the_organisation_write_its_drafts(
    authors: Authors, base: Edition, draft: Draft
) -> None:
    for person in (authors.architect, authors.elsewhere, authors.guest):
        with pytest.raises(NotAllowed):
            create_draft(person, authors.authority, "another", base)
        with pytest.raises(NotAllowed):
            save_file(person, draft, "ratings.yaml", "x", 1)
    with pytest.raises(NotAllowed):  # not in consultation: nobody else may copy it
        create_draft(authors.elsewhere, authors.elsewhere.organisations.get(), "another", draft)
    assert create_draft(authors.colleague, authors.authority, "another", draft).base == base


@pytest.mark.parametrize("key", ["", "Island", "1st", "a--b", "a" * 81, "../etc", "a b"])
def test_a_key_that_fits_no_address_is_refused(authors: Authors, base: Edition, key: str) -> None:
    with pytest.raises(Refused) as refused:
        create_draft(authors.author, authors.authority, key, base)
    assert codes(refused.value) == {"key-malformed"}


def test_the_second_saver_sees_both_and_nothing_is_lost(draft: Draft, authors: Authors) -> None:
    seen = draft.files.get(path="ratings.yaml")
    first = save_file(authors.author, draft, seen.path, seen.text + "# mine\n", seen.version, "First")
    assert first.version == 2
    with pytest.raises(EditConflict) as conflict:
        save_file(authors.colleague, draft, seen.path, seen.text + "# yours\r\n", seen.version, "Second")
    assert conflict.value.theirs is not None
    assert conflict.value.theirs.text == seen.text + "# mine\n"
    assert conflict.value.yours == seen.text + "# yours\n"
    assert str(authors.author) in conflict.value.finding.message["en"]
    merged = seen.text + "# mine\n# yours\n"
    assert save_file(authors.colleague, draft, seen.path, merged, 2, "Both").version == 3
    steps = [(step.version, step.by, step.reason, step.before, step.after) for step in history_of(draft)][:2]
    assert steps == [
        (3, authors.colleague, "Both", seen.text + "# mine\n", merged),
        (2, authors.author, "First", seen.text, seen.text + "# mine\n"),
    ]


def test_saving_what_is_there_is_no_change_and_no_conflict(draft: Draft, authors: Authors) -> None:
    file = draft.files.get(path="ratings.yaml")
    assert save_file(authors.author, draft, file.path, file.text, 99).version == 1
    assert not draft.changes.exclude(path="").exists()


def test_an_old_version_stays_old_across_a_removal(draft: Draft, authors: Authors) -> None:
    add_file(authors.author, draft, "tables/more.csv", "a\n1\n")
    remove_file(authors.author, draft, "tables/more.csv", 1, "Not needed")
    with pytest.raises(EditConflict) as conflict:
        save_file(authors.colleague, draft, "tables/more.csv", "a\n2\n", 1)
    assert (conflict.value.theirs, conflict.value.yours) == (None, "a\n2\n")
    assert add_file(authors.colleague, draft, "tables/more.csv", "a\n2\n").version == 3
    with pytest.raises(EditConflict):
        add_file(authors.author, draft, "tables/more.csv", "a\n3\n")
    with pytest.raises(EditConflict):
        remove_file(authors.author, draft, "tables/more.csv", 1)


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("../../etc/passwd.yaml", "x", "path-not-allowed"),
        ("/criteria/a.yaml", "x", "path-not-allowed"),
        ("criteria/a/b.yaml", "x", "path-not-allowed"),
        ("criteria/a.py", "x", "path-not-allowed"),
        ("criteria/A.yaml", "x", "path-not-allowed"),
        ("criteria/" + "a" * 120 + ".yaml", "x", "path-not-allowed"),
        ("criteria/a.yaml", "a\0b", "file-not-text"),
        ("criteria/a.yaml", "\ud800", "file-not-text"),
        ("criteria/a.yaml", "字" * (FILE_MOST_BYTES // 3 + 1), "file-too-large"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    draft: Draft, authors: Authors, path: str, text: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        add_file(authors.author, draft, path, text)
    assert codes(refused.value) == {code}


def test_the_head_stays_and_its_key_is_the_drafts(draft: Draft, authors: Authors) -> None:
    with pytest.raises(Refused) as refused:
        remove_file(authors.author, draft, "edition.yaml", 1)
    assert codes(refused.value) == {"file-needed"}
    text = draft.texts()["edition.yaml"].replace("key: small-2027", "key: small-2028")
    save_file(authors.author, draft, "edition.yaml", text, 1)
    draft.refresh_from_db()
    assert draft.key == "small-2028"


def test_an_abandoned_draft_is_over(draft: Draft, authors: Authors) -> None:
    abandon(authors.author, draft, "Superseded by events")
    draft.refresh_from_db()
    assert draft.state == DraftState.ABANDONED
    with pytest.raises(Conflict, match="draft-over"):
        add_file(authors.author, draft, "tables/more.csv", "a\n")
    assert [step.verb for step in history_of(draft)] == ["abandoned", "created"]


# --- the folder as one file -----------------------------------------------------------------------
def test_what_was_exported_comes_in_as_it_was(draft: Draft, authors: Authors) -> None:
    archive = export_archive(draft)
    again = import_draft(authors.author, authors.authority, None, archive)
    assert again.texts() == draft.texts()
    assert export_archive(again) == archive == write_archive(dict(reversed(draft.texts().items())))
    assert (again.key, again.base) == ("small-2027", None)
    assert import_draft(authors.author, authors.authority, "other", archive).key == "other"


def packed(files: dict[str, bytes], change: Callable[[zipfile.ZipInfo], None] = lambda entry: None) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            change(entry)
            archive.writestr(entry, data)
    return written.getvalue()


HEAD = b"key: packed\nstatus: draft\n"


def test_a_repositorys_archive_in_other_encodings_is_taken(authors: Authors) -> None:
    archive = packed(
        {
            "island-main/edition.yaml": b"\xef\xbb\xbfkey: packed\r\nstatus: published # once\r\n",
            "island-main/.gitignore": b"x",
            "__MACOSX/island-main/._edition.yaml": b"\0\1",
            "island-main/tables/names.csv": "名称\r\n酒店\r\n".encode("gb18030"),
            "island-main/tables/wide.csv": "名称\n".encode("utf-16"),
            "island-main/tables/empty.csv": b"",
        }
    )
    made = import_draft(authors.author, authors.authority, None, archive)
    assert made.texts() == {
        "edition.yaml": "key: packed\nstatus: draft # once\n",
        "tables/empty.csv": "",
        "tables/names.csv": "名称\n酒店\n",
        "tables/wide.csv": "名称\n",
    }


def _link(entry: zipfile.ZipInfo) -> None:
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16


def _lying(data: bytes) -> bytes:
    """An archive whose directory says that a file of four million bytes has ten."""
    size = (4_000_000).to_bytes(4, "little")
    return data.replace(size, (10).to_bytes(4, "little"))


HOSTILE = {
    "archive-unreadable": b"no archive",
    "archive-without-edition": packed({"other.yaml": b""}),
    "path-not-allowed": packed({"edition.yaml": HEAD, "../../evil.yaml": b"x"}),
    "archive-entry-not-plain": packed({"edition.yaml": HEAD}, _link),
    "file-too-large": packed({"edition.yaml": HEAD, "tables/bomb.csv": b"0" * (FILE_MOST_BYTES * 20)}),
    "archive-too-large": packed(
        {"edition.yaml": HEAD, **{f"tables/t{n}.csv": b"0" * FILE_MOST_BYTES for n in range(13)}}
    ),
    "archive-too-many-files": packed({"edition.yaml": HEAD, **{f"tables/t{n}.csv": b"" for n in range(400)}}),
    "file-not-text": packed({"edition.yaml": HEAD, "tables/a.csv": b"\x00\xff\xfe"}),
    "yaml-alias": packed({"edition.yaml": b"a: &a [1]\nb: *a\n"}),
    "yaml-too-deep": packed({"edition.yaml": b"[" * 5000}),
    "yaml-unreadable": packed({"edition.yaml": b"a: [\n"}),
    "head-unreadable": packed({"edition.yaml": b"- a\n- b\n"}),
    "key-malformed": packed({"edition.yaml": b"status: draft\n"}),
}


@pytest.mark.parametrize("code", HOSTILE)
def test_hostile_archives_are_refused_with_their_reason(authors: Authors, code: str) -> None:
    with pytest.raises(Refused) as refused:
        import_draft(authors.author, authors.authority, None, HOSTILE[code])
    assert codes(refused.value) == {code}
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        _lying(packed({"edition.yaml": HEAD, "tables/a.csv": b"0" * 4_000_000})),
        packed({"edition.yaml": HEAD})[:-30],
        write_archive({"edition.yaml": HEAD.decode()}).replace(b"key: packed", b"key: pecked"),
        b"PK\x05\x06" + b"\0" * 18,
    ],
)
def test_damaged_archives_are_refused(authors: Authors, data: bytes) -> None:
    with pytest.raises(Refused):
        import_draft(authors.author, authors.authority, None, data)


# --- two at once ----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_the_same_moment_do_not_overwrite_each_other(draft: Draft, authors: Authors) -> None:
    people = [authors.author, authors.colleague]
    results = at_once(
        *(lambda who=who: save_file(who, draft, "ratings.yaml", f"# by {who.pk}\n", 1) for who in people)
    )
    saved = [result for result in results if isinstance(result, DraftFile)]
    told = [result for result in results if isinstance(result, EditConflict)]
    assert (len(saved), len(told)) == (1, 1), results
    kept = draft.files.get(path="ratings.yaml")
    assert (kept.version, kept.text) == (2, saved[0].text)
    assert told[0].theirs is not None
    assert told[0].theirs.text == kept.text
    assert {told[0].yours, kept.text} == {f"# by {who.pk}\n" for who in people}


def test_a_draft_does_not_grow_beyond_an_archive(
    draft: Draft, authors: Authors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rules.actions.drafts.TOTAL_MOST_BYTES", 50_000)
    grown = "x" * 30_000
    add_file(authors.author, draft, "annex.yaml", grown)
    with pytest.raises(Refused, match="at most"):
        add_file(authors.author, draft, "more.yaml", grown)
    with pytest.raises(Refused, match="at most"):
        save_file(authors.author, draft, "annex.yaml", grown * 2, 1)
