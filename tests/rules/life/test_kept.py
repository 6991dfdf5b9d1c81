"""What is published stays as it is: Django's layer says so, and so does the database to whoever goes past it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from rules.actions.drafts import save_file
from rules.actions.store import keep_edition
from rules.engine.loading import load_edition_files
from rules.keeping import ImmutableRow
from rules.lives import Publisher, begin_life, opening_day
from rules.models import Draft, DraftChange, Edition, EditionEvent, as_bytes
from rules.triggers import TABLES, install
from tests.rules.life.conftest import Authors
from tests.rules.life.small import texts

WHY = "never changed and a published one never removed|only ever added to|never removed"


@pytest.fixture
def published(db: None) -> Edition:
    content = texts(effective_from="2027-01-01")
    content["edition.yaml"] = content["edition.yaml"].replace("status: draft", "status: published")
    edition = keep_edition(load_edition_files(as_bytes(content)))
    begin_life(edition, Publisher(), opening_day(edition))
    return edition


@pytest.fixture
def change(draft: Draft, authors: Authors) -> DraftChange:
    """One step in a draft's history."""
    file = draft.files.get(path="ratings.yaml")
    save_file(authors.author, draft, file.path, file.text + "# checked\n", file.version, "Read through")
    return DraftChange.objects.get(path="ratings.yaml")


def _sql(statement: str, *values: Any) -> None:
    connection.check_constraints()  # PostgreSQL empties no table while it still has rows to check
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def _refused(statement: str, *values: Any) -> None:
    with pytest.raises(IntegrityError, match=WHY):
        _sql(statement, *values)


def test_the_database_refuses_to_change_a_stored_edition(published: Edition, base: Edition) -> None:
    for edition in (published, base):
        _refused("UPDATE rules_edition SET title = title WHERE id = %s", edition.pk)
        _refused("UPDATE rules_edition SET status = 'draft' WHERE id = %s", edition.pk)


def test_the_database_refuses_to_remove_a_published_edition(published: Edition, base: Edition) -> None:
    _refused("DELETE FROM rules_edition WHERE id = %s", published.pk)
    _refused("DELETE FROM rules_editionlife WHERE edition_id = %s", published.pk)
    _refused("DELETE FROM rules_editionevent")
    _sql("DELETE FROM rules_edition WHERE id = %s", base.pk)  # a state of a draft may go
    assert Edition.objects.get().digest == published.digest


def test_the_life_of_an_edition_is_not_given_to_another(published: Edition, base: Edition) -> None:
    _refused("UPDATE rules_editionlife SET edition_id = %s WHERE edition_id = %s", base.pk, published.pk)
    _refused("UPDATE rules_editionlife SET id = id + 1 WHERE edition_id = %s", published.pk)
    _sql("UPDATE rules_editionlife SET registration_closes = '2030-01-01'")  # it goes on


def test_the_database_refuses_to_rewrite_history(change: DraftChange, published: Edition) -> None:
    _refused("UPDATE rules_draftchange SET reason = 'other' WHERE id = %s", change.pk)
    _refused("DELETE FROM rules_draftchange WHERE id = %s", change.pk)
    _refused("UPDATE rules_editionevent SET verb = 'withdrawn'")


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


@pytest.mark.parametrize("other_identity", [False, True])
def test_nothing_takes_the_place_of_a_kept_row(
    published: Edition, change: DraftChange, other_identity: bool
) -> None:
    """SQLite's INSERT OR REPLACE, PostgreSQL's ON CONFLICT DO UPDATE: by the number of the row, or by what else is unique."""
    for table, unique in (
        ("rules_edition", "digest"),
        ("rules_draftchange", "draft_id, path, version"),
        ("rules_editionlife", "edition_id"),
    ):
        names = ", ".join(name for name in _columns(table) if name != "id")
        number = "id + 1000" if other_identity else "id"
        rows = f"SELECT {number}, {names} FROM {table} WHERE id IN (SELECT max(id) FROM {table})"  # noqa: S608
        if connection.vendor == "sqlite":
            _refused(f"INSERT OR REPLACE INTO {table} (id, {names}) {rows}")
        elif table != "rules_editionlife":  # whose rows do change
            where = " WHERE NOT path = ''" if table == "rules_draftchange" and other_identity else ""
            target = f"({unique}){where}" if other_identity else "(id)"
            _refused(
                f"INSERT INTO {table} (id, {names}) {rows} ON CONFLICT {target} DO UPDATE SET id = EXCLUDED.id"
            )


def test_a_second_published_edition_of_the_same_key_takes_no_place_either(published: Edition) -> None:
    content = texts(effective_from="2028-01-01")
    content["edition.yaml"] = content["edition.yaml"].replace("status: draft", "status: published")
    digest = load_edition_files(as_bytes(content)).digest
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    with pytest.raises(IntegrityError):
        _sql(
            f"{verb} INTO rules_edition (key, digest, status, title, files, stored_at) "  # noqa: S608
            "SELECT key, %s, status, title, files, stored_at FROM rules_edition WHERE id = %s",
            digest,
            published.pk,
        )
    assert Edition.objects.get(key="small", status="published").digest == published.digest


@pytest.mark.parametrize("table", [kept.table for kept in TABLES])
def test_tables_are_not_emptied(table: str, published: Edition, change: DraftChange) -> None:
    if connection.vendor == "postgresql":
        _refused(f"TRUNCATE {table} CASCADE")
    else:  # which has no TRUNCATE; what it has instead is a DELETE without a condition
        _refused(f"DELETE FROM {table}")  # noqa: S608


def test_emptying_what_a_kept_table_hangs_on_is_refused_too(published: Edition, change: DraftChange) -> None:
    if connection.vendor == "postgresql":
        _refused("TRUNCATE accounts_organisation CASCADE")
    else:
        _refused("DELETE FROM rules_draftchange WHERE draft_id IN (SELECT id FROM rules_draft)")


def _ways_past(row: Any) -> Iterator[Any]:
    """Every way Django's layer has to change or remove a row."""
    rows = type(row).objects
    field = "reason" if isinstance(row, DraftChange) else "status"
    yield row.save
    yield row.delete
    yield lambda: rows.filter(pk=row.pk).update(**{field: "x"})
    yield lambda: rows.bulk_update([row], [field])
    yield lambda: rows.filter(pk=row.pk).delete()
    yield lambda: rows.update_or_create(pk=row.pk, defaults={field: "x"})
    yield lambda: rows.bulk_create([row], update_conflicts=True, update_fields=[field], unique_fields=["id"])


def test_djangos_layer_refuses_first_and_says_why(published: Edition, change: DraftChange) -> None:
    for row in (published, change, EditionEvent.objects.get()):
        ways = list(_ways_past(row)) if not isinstance(row, EditionEvent) else [row.save, row.delete]
        for way in ways:
            with pytest.raises(ImmutableRow, match=r"never changed|only ever added to"), transaction.atomic():
                way()
    assert Edition.objects.get(pk=published.pk).title == published.title


def test_past_the_layer_the_database_still_refuses(published: Edition) -> None:
    """A copy that pretends to be new, and a manager without manners."""
    copy = Edition(pk=published.pk, key="small", digest="1" * 64, status="draft", title={}, files={})
    with pytest.raises(IntegrityError, match=WHY), transaction.atomic():
        copy.save()
    with pytest.raises(IntegrityError, match=WHY), transaction.atomic():
        Edition._base_manager.filter(pk=published.pk)._raw_delete("default")  # type: ignore[attr-defined]


def test_triggers_are_there_once_more_after_a_table_was_rebuilt(published: Edition) -> None:
    install(connection)
    _refused("DELETE FROM rules_edition WHERE id = %s", published.pk)
