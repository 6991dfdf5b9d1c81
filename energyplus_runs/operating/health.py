"""Whether this process can serve, and whether the service around it is whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog
from celery import current_app
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError
from redis import RedisError

from energyplus_runs.operating.workers import living_slots
from energyplus_runs.selectors import engine
from energyplus_runs.simulation.errors import SimulationError
from standard_site.files.actions import store_is_writable
from standard_site.lib.storage import StorageAway, StorageFull

log = structlog.get_logger(__name__)
BROKER_PATIENCE_S = 2.0


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _broker() -> bool:
    with current_app.connection_for_write(connect_timeout=BROKER_PATIENCE_S) as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE_S)
    return True


def _storage() -> bool:
    return store_is_writable()


def _engine() -> bool:
    return bool(engine().build)


def _workers() -> bool:
    return living_slots() > 0


PARTS: Mapping[str, Callable[[], bool]] = {
    "database": _database,
    "broker": _broker,
    "storage": _storage,
    "engine": _engine,
    "workers": _workers,
}
# Without these no page can be served; the others only make runs wait.
NEEDED = ("database", "storage")
_TROUBLE = (DatabaseError, OperationalError, RedisError, OSError, SimulationError, StorageFull, StorageAway)


def state_of_parts() -> dict[str, bool]:
    """Each part by name and whether it works; why not is written to the log, not told to strangers."""
    return {name: _works(name, part) for name, part in PARTS.items()}


def _works(name: str, part: Callable[[], bool]) -> bool:
    try:
        return part()
    except _TROUBLE as error:
        log.warning("part-not-ready", part=name, reason=str(error))
        return False
