"""Taking away what keeps editions and history, so that a test's database can be emptied. The service itself cannot do this."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from rules.triggers import PREFIX

_NAMES = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s",
}


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NAMES[connection.vendor], [f"{PREFIX}%"])
        for name, table in cursor.fetchall():
            place = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{place}")
