"""Two editions side by side, each named as a reader names it: an edition's key, a state's digest, or `draft:UUID`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from rules.drafting import check_files
from rules.engine import diff
from rules.engine.digest import canonical_digest
from rules.engine.errors import EditionErrors
from rules.engine.schema import Edition as LoadedEdition
from rules.models import Draft, Edition, as_bytes
from rules.selectors import newest_edition, newest_editions, visible_drafts
from standard_site.accounts.models import User

DRAFT = "draft:"
_DIGEST = re.compile(r"[0-9a-f]{64}")
Reader = User | AnonymousUser


class NoSuchEdition(LookupError):
    """No edition or draft of that name is there for this reader; `reference` is the name."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what it is called, and its content by digest."""

    reference: str
    key: str
    title: Mapping[str, str]
    status: str
    digest: str
    load: Callable[[], LoadedEdition] = field(compare=False, repr=False)
    stored: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader can choose."""

    reference: str
    key: str
    title: Mapping[str, str] | None = None  # None: a draft, whose title and content change
    digest: str = ""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two editions, told from others by their digests alone."""

    digests: tuple[str, str]
    a: LoadedEdition = field(compare=False)
    b: LoadedEdition = field(compare=False)


def choices(reader: Reader) -> list[Choice]:
    """Every edition, and the drafts the reader may read, newest first."""
    editions = [Choice(one.key, one.key, one.title, one.digest) for one in newest_editions()]
    if not isinstance(reader, User):
        return editions
    return editions + [Choice(f"{DRAFT}{one.pk}", one.key) for one in visible_drafts(reader)]


def side_of(reference: str, reader: Reader) -> Side:
    """The edition or draft of a name.

    Raises:
        NoSuchEdition: there is none, or the reader may not read it.
    """
    if "\0" in reference:  # with which PostgreSQL cannot compare
        raise NoSuchEdition(reference)
    if reference.startswith(DRAFT):
        return _draft(reference, reader)
    try:
        if _DIGEST.fullmatch(reference):
            stored = Edition.objects.defer("files").get(digest=reference)
        else:
            stored = newest_edition(reference)
    except Edition.DoesNotExist:
        raise NoSuchEdition(reference) from None
    return Side(reference, stored.key, stored.title, stored.status, stored.digest, stored.loaded)


def changes(a: LoadedEdition, b: LoadedEdition) -> tuple[diff.Change, ...]:
    """Every change from one edition to the other; kept by their digests."""
    return _changes(_Pair((a.digest, b.digest), a, b))


def digest_of(a: Side, b: Side) -> str:
    """Stands for a comparison: it is another one when either side is."""
    return hashlib.sha256(f"{a.digest}|{b.digest}|{a.reference}|{b.reference}".encode()).hexdigest()


@lru_cache(maxsize=32)
def _changes(pair: _Pair) -> tuple[diff.Change, ...]:
    return diff.compare(pair.a, pair.b)


def _draft(reference: str, reader: Reader) -> Side:
    if not isinstance(reader, User):
        raise NoSuchEdition(reference)
    try:
        draft = visible_drafts(reader).get(pk=UUID(reference.removeprefix(DRAFT)))
    except (ValueError, Draft.DoesNotExist):
        raise NoSuchEdition(reference) from None
    texts = draft.texts()
    title = {"en": draft.key, "zh-hans": draft.key}
    digest = canonical_digest(as_bytes(texts))
    return Side(reference, draft.key, title, "draft", digest, lambda: _loaded(texts), stored=False)


def _loaded(texts: Mapping[str, str]) -> LoadedEdition:
    checked = check_files(texts)
    if checked.edition is None:
        raise EditionErrors(checked.errors)
    return checked.edition
