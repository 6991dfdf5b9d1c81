"""Triggers by which the database itself keeps published editions and history as they are, on PostgreSQL and SQLite alike.

There is no function here that takes them away. Whoever owns the database can do so by its own tools; the digests of the editions,
and those kept with every score, then tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "kept_"
_EDITION = (
    "A stored edition is never changed and a published one never removed: scores are recomputed from it. "
    "Publish a corrigendum or a new edition."
)
_HISTORY = "History is only ever added to: it says who changed what, when and why."
_LIFE = "The life of a published edition is never removed and stays its own: withdraw the edition instead."
_PUBLISHED = "OLD.status = 'published'"
_ANOTHER = (
    "OLD.id <> NEW.id OR OLD.edition_id <> NEW.edition_id"  # its state goes on, its edition is one for ever
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A table whose rows are kept: what is refused, why, and which columns make a row the same row."""

    table: str
    why: str
    identities: tuple[
        str, ...
    ]  # conditions between a row `old` and NEW; where one holds, NEW would take its place
    update_when: str = ""  # blank: always
    delete_when: str = ""


TABLES = (
    Kept(
        "rules_edition",
        _EDITION,
        (
            "old.id = NEW.id",
            "old.digest = NEW.digest",
            "(old.key = NEW.key AND old.status = 'published' AND NEW.status = 'published')",
        ),
        delete_when=_PUBLISHED,
    ),
    Kept(
        "rules_editionlife",
        _LIFE,
        ("old.id = NEW.id", "old.edition_id = NEW.edition_id"),
        update_when=_ANOTHER,
    ),
    Kept("rules_editionevent", _HISTORY, ("old.id = NEW.id",)),
    Kept(
        "rules_draftchange",
        _HISTORY,
        (
            "old.id = NEW.id",
            "(old.draft_id = NEW.draft_id AND old.path = NEW.path AND old.version = NEW.version AND NEW.path <> '')",
        ),
    ),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, anew where it is there already: rebuilding a table on SQLite loses its triggers."""
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        kept = [table for table in TABLES if table.table in present]
        for statement in _statements(connection.vendor, kept):
            cursor.execute(statement)


def install_after_migrate(using: str, **_signal: Any) -> None:
    """Django's word that the tables are up to date."""
    install(connections[using])


def _statements(vendor: str, tables: list[Kept]) -> Iterator[str]:
    if vendor == "postgresql" and tables:
        yield _FUNCTION
    for kept in tables:
        yield from _postgresql(kept) if vendor == "postgresql" else _sqlite(kept)


_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIX}refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def _postgresql(kept: Kept) -> Iterator[str]:
    events = {"delete": kept.delete_when, "update": kept.update_when, "truncate": ""}
    for event, condition in events.items():
        name = f"{PREFIX}{kept.table}_{event}"
        when = f"WHEN ({condition})" if condition else ""
        each = "STATEMENT" if event == "truncate" else "ROW"
        yield f"DROP TRIGGER IF EXISTS {name} ON {kept.table}"
        yield (
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {kept.table} FOR EACH {each} {when} "
            f"EXECUTE FUNCTION {PREFIX}refuse('{kept.why}')"
        )


def _sqlite(kept: Kept) -> Iterator[str]:
    """SQLite has no TRUNCATE, and its INSERT OR REPLACE removes the row in the way without a word to the DELETE trigger."""
    same = " OR ".join(kept.identities)
    events = {
        "delete": kept.delete_when,
        "update": kept.update_when,
        "insert": f"EXISTS (SELECT 1 FROM {kept.table} AS old WHERE {same})",  # noqa: S608 - constants of this file
    }
    for event, condition in events.items():
        name = f"{PREFIX}{kept.table}_{event}"
        when = f"WHEN {condition}" if condition else ""
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {kept.table} FOR EACH ROW {when} "
            f"BEGIN SELECT RAISE(ABORT, '{kept.why}'); END"
        )
