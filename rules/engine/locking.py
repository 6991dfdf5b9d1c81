"""The lock on published editions: one line for each, `KEY DIGEST DATE`, so that none can change or go unnoticed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .errors import EditionError, EditionErrors
from .schema import Edition

LOCK = "published.lock"
_LINE = re.compile(
    r"(?P<key>[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*) (?P<digest>[0-9a-f]{64}) (?P<day>\d{4}-\d{2}-\d{2})"
)


@dataclass(frozen=True, slots=True)
class Locked:
    """A published edition: the digest of its content and the day it was published on."""

    key: str
    digest: str
    published_on: date


def read_lock(text: str) -> tuple[Locked, ...]:
    """The entries of a lock, in the order of its lines. Raises `EditionErrors`."""
    errors: list[EditionError] = []
    entries: dict[str, Locked] = {}
    for number, line in enumerate(text.splitlines(), 1):
        entry = _entry(line)
        if entry is None:
            errors.append(EditionError.at(LOCK, number, "lock-line-malformed", text=line[:60]))
        elif entry.key in entries:
            errors.append(EditionError.at(LOCK, number, "lock-key-twice", edition=entry.key))
        else:
            entries[entry.key] = entry
    if errors:
        raise EditionErrors(errors)
    return tuple(entries.values())


def lock_text(entries: Iterable[Locked]) -> str:
    """The lock with these entries, by key."""
    ordered = sorted(entries, key=lambda entry: entry.key)
    return "".join(f"{entry.key} {entry.digest} {entry.published_on.isoformat()}\n" for entry in ordered)


def check_lock(entries: Iterable[Locked], editions: Mapping[str, Edition]) -> tuple[EditionError, ...]:
    """What is wrong between a lock and the editions by folder: a locked one that changed or is gone, a published
    one that is not locked."""
    locked = {entry.key: entry for entry in entries}
    errors = [error for entry in locked.values() for error in _held(entry, editions.values())]
    for folder, edition in editions.items():
        if edition.status == "published" and edition.key not in locked:
            file = f"{folder}/edition.yaml"
            digest = edition.digest
            errors.append(
                EditionError.at(file, None, "lock-entry-missing", edition=edition.key, digest=digest)
            )
    return tuple(errors)


def _entry(line: str) -> Locked | None:
    found = _LINE.fullmatch(line)
    try:
        return Locked(found["key"], found["digest"], date.fromisoformat(found["day"])) if found else None
    except ValueError:
        return None


def _held(entry: Locked, editions: Iterable[Edition]) -> Iterator[EditionError]:
    """Every folder of the key is held to the lock: a true copy does not cover a changed one."""
    of_key = [edition for edition in editions if edition.key == entry.key]
    if not of_key:
        yield EditionError.at(LOCK, None, "lock-edition-gone", edition=entry.key)
    for edition in of_key:
        if edition.digest != entry.digest:
            digests = {"locked": entry.digest[:12], "found": edition.digest[:12]}
            yield EditionError.at(LOCK, None, "lock-edition-changed", edition=entry.key, **digests)
