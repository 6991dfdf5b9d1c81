"""A worker that comes up sends for the runs that wait already.

What was asked for while there was no broker has no message: without this it would wait for the sweep, which first lets as
much time pass as a lease has. A message too many costs one look at the queue.
"""

from __future__ import annotations

from typing import Any

import structlog
from celery.signals import worker_ready
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError

from energyplus_runs.following import message
from energyplus_runs.models import Run, RunStatus

log = structlog.get_logger(__name__)


@worker_ready.connect  # type: ignore[untyped-decorator]
def send_for_waiting(**_rest: Any) -> None:
    """One message for each run that somebody could take; what cannot be sent now is left to the sweep."""
    try:
        waiting = Run.objects.filter(status=RunStatus.QUEUED, waits_for__isnull=True).count()
        for _ in range(waiting):
            message().delay()
    except (DatabaseError, OperationalError) as error:
        log.warning("waiting-runs-not-sent", reason=str(error))
        return
    finally:
        connection.close()  # the pool's processes are forked from this one
    if waiting:
        log.info("waiting-runs-sent", runs=waiting)
