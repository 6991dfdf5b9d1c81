"""Drafts: started, changed file by file, never overwritten unseen, and left behind."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from rules.archives import (
    FILES_MOST,
    TOTAL_MOST_BYTES,
    check_path,
    check_text,
    plain_lines,
    read_archive,
    write_archive,
)
from rules.heading import HEAD, read_head, with_head
from rules.models import ChangeVerb, Draft, DraftChange, DraftFile, DraftState, Edition
from rules.policies import can_edit_draft, can_read_draft, is_editor, may_author
from rules.refusal import EditConflict, NotAllowed, Refused, conflict, refused
from standard_site.accounts.models import Organisation, User
from standard_site.lib.findings import Where

_KEY = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
_OWN_DAYS: Mapping[str, None] = dict.fromkeys(
    ("effective_from", "registration_opens", "corrigendum", "transition")
)


def create_draft(user: User, organisation: Organisation, key: str, base: Edition | Draft) -> Draft:
    """A draft that starts with the content of an edition or of another draft.

    An edition under another key is what the draft supersedes until its author says otherwise.

    Raises:
        NotAllowed: the person is no author of the organisation, or may not read the other draft.
        Refused: the key cannot be used.
    """
    if isinstance(base, Edition):
        supersedes = {"supersedes": base.key} if base.key != key else {}
        files = with_head(base.files, key=key, status="draft", **supersedes, **_OWN_DAYS)
        draft = Draft(key=key, organisation=organisation, base=base, created_by=user)
        return _start(user, draft, files, ChangeVerb.CREATED)
    if not can_read_draft(user, base):
        raise NotAllowed
    files = with_head(base.texts(), key=key, status="draft")
    draft = Draft(key=key, organisation=organisation, base=base.base, created_by=user)
    return _start(user, draft, files, ChangeVerb.CREATED)


def import_draft(user: User, organisation: Organisation, key: str | None, archive: bytes) -> Draft:
    """A draft from a packed folder; it need not be right yet, only readable. Without a key that of its edition.yaml is taken.

    Raises:
        NotAllowed: the person is no author of the organisation.
        Refused: with a finding for everything that cannot be taken.
    """
    if not may_author(user, organisation):
        raise NotAllowed
    files = read_archive(archive)
    named = key or str(read_head(files).get("key", ""))
    draft = Draft(key=named, organisation=organisation, created_by=user)
    return _start(user, draft, with_head(files, key=named, status="draft"), ChangeVerb.IMPORTED)


def export_archive(source: Draft | Edition) -> bytes:
    """The folder as a ZIP file; the same content gives the same bytes on every machine."""
    return write_archive(source.texts() if isinstance(source, Draft) else source.files)


@transaction.atomic
def save_file(  # noqa: PLR0913, PLR0917 - who, where, what, and what they had seen
    user: User, draft: Draft, path: str, text: str, seen_version: int, reason: str = ""
) -> DraftFile:
    """Keep a new text of a file, if it is still as the person saw it; the same text again changes nothing.

    Raises:
        NotAllowed, Conflict: the draft is not theirs, or over.
        EditConflict: somebody else saved meanwhile; it carries both texts.
        Refused: the text cannot be kept.
    """
    draft, text = lock_draft(user, draft), plain_lines(text)
    _refuse_text(path, text)
    file = draft.files.select_for_update(of=("self",)).select_related("changed_by").filter(path=path).first()
    if file is None:
        raise EditConflict("file-removed-meanwhile", path, None, text)
    if file.text == text:
        return file
    if file.version != seen_version:
        raise EditConflict("file-changed-meanwhile", path, file, text)
    _refuse_growth(draft, path, text)
    return write_file(user, file, text, ChangeVerb.CHANGED, reason)


@transaction.atomic
def add_file(user: User, draft: Draft, path: str, text: str, reason: str = "") -> DraftFile:
    """A file that was not there.

    Raises:
        NotAllowed, Conflict: the draft is not theirs, or over.
        EditConflict: there is a file at the path.
        Refused: the path or the text cannot be kept.
    """
    draft, text = lock_draft(user, draft), plain_lines(text)
    findings = check_path(path)
    if findings:
        raise Refused(findings)
    _refuse_text(path, text)
    there = draft.files.select_related("changed_by").filter(path=path).first()
    if there is not None:
        raise EditConflict("file-exists-already", path, there, text)
    if draft.files.count() >= FILES_MOST:
        raise refused("draft-too-large", most=FILES_MOST)
    _refuse_growth(draft, path, text)
    last = draft.changes.filter(path=path).order_by("-version").first()
    file = DraftFile(draft=draft, path=path, version=last.version if last is not None else 0)
    return write_file(user, file, text, ChangeVerb.ADDED, reason)


@transaction.atomic
def remove_file(user: User, draft: Draft, path: str, seen_version: int, reason: str = "") -> None:
    """Take a file out; what it held stays in the history.

    Raises:
        NotAllowed, Conflict: the draft is not theirs, or over.
        EditConflict: somebody else changed it meanwhile.
        Refused: there is none, or every edition has it.
    """
    draft = lock_draft(user, draft)
    file = draft.files.select_for_update(of=("self",)).select_related("changed_by").filter(path=path).first()
    if file is None:
        raise refused("file-unknown-here", Where(file=path), path=path)
    if path == HEAD:
        raise refused("file-needed", Where(file=path), path=path)
    if file.version != seen_version:
        raise EditConflict("file-changed-meanwhile", path, file, "")
    DraftChange.objects.create(
        draft=draft,
        verb=ChangeVerb.REMOVED,
        path=path,
        version=file.version + 1,
        before=file.text,
        by=user,
        reason=plain_words(reason),
    )
    file.delete()


@transaction.atomic
def abandon(user: User, draft: Draft, reason: str = "") -> None:
    """Leave a draft behind; it can still be read and copied."""
    draft = lock_draft(user, draft)
    Draft.objects.filter(pk=draft.pk).update(state=DraftState.ABANDONED)
    note(user, draft, ChangeVerb.ABANDONED, reason)


def write_file(user: User, file: DraftFile, text: str, verb: ChangeVerb, reason: str) -> DraftFile:
    """A file's next version with its step in the history; for actions that hold the draft's lock."""
    before = file.text if file.pk is not None else None
    file.text, file.version = text, file.version + 1
    file.changed_by, file.changed_at = user, timezone.now()
    file.save()
    DraftChange.objects.create(
        draft=file.draft,
        verb=verb,
        path=file.path,
        version=file.version,
        before=before,
        after=text,
        by=user,
        reason=plain_words(reason),
    )
    if file.path == HEAD:
        _follow_key(file.draft, text)
    return file


def note(user: User, draft: Draft, verb: ChangeVerb, reason: str = "") -> None:
    """A step of the draft as a whole."""
    DraftChange.objects.create(draft=draft, verb=verb, by=user, reason=plain_words(reason))


def lock_draft(user: User, draft: Draft) -> Draft:
    """The draft as it is now, held until the transaction ends: its changes take turns.

    Raises:
        NotAllowed: it is not the person's to work on.
        Conflict: it is over.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if not is_editor(user, locked):
        raise NotAllowed
    if not can_edit_draft(user, locked):
        raise conflict("draft-over")
    return locked


def plain_words(text: str) -> str:
    """What a person said, without the one character that PostgreSQL cannot keep."""
    return text.replace("\0", "").strip()


def _start(user: User, draft: Draft, files: Mapping[str, str], verb: ChangeVerb) -> Draft:
    """Keep a draft that was made up in memory, with its first files."""
    if not may_author(user, draft.organisation):
        raise NotAllowed
    _refuse_key(draft.key)
    with transaction.atomic():
        draft.save(force_insert=True)
        rows = [
            DraftFile(draft=draft, path=path, text=plain_lines(text), changed_by=user)
            for path, text in files.items()
        ]
        DraftFile.objects.bulk_create(rows)
        note(user, draft, verb)
    return draft


def _refuse_key(key: str) -> None:
    where = Where(field="key")
    if len(key) > 80 or not _KEY.fullmatch(key):
        raise refused("key-malformed", where, key=key)
    if Edition.objects.filter(key=key, status="published").exists():
        raise refused("key-taken", where, key=key)


def _refuse_text(path: str, text: str) -> None:
    findings = check_text(path, text)
    if findings:
        raise Refused(findings)


def _refuse_growth(draft: Draft, path: str, text: str) -> None:
    """A draft stays small enough to be taken out and in again as one archive, and to be read by every page."""
    others = draft.files.exclude(path=path).values_list("text", flat=True)
    if sum(len(one.encode()) for one in (*others, text)) > TOTAL_MOST_BYTES:
        raise refused("draft-too-many-bytes", Where(file=path), limit_mb=TOTAL_MOST_BYTES // 1024**2)


def _follow_key(draft: Draft, text: str) -> None:
    """The key is the content's word: a draft is found under the one its author wrote last."""
    key = read_head({HEAD: text}).get("key")
    if isinstance(key, str) and len(key) <= 80 and _KEY.fullmatch(key) and key != draft.key:
        draft.key = key
        draft.save(update_fields=["key"])
