"""Celery's doors to the simulations. Each is safe to run twice."""

from __future__ import annotations

import os
import socket

from celery import Signature, shared_task

from energyplus_runs.execution import execute
from energyplus_runs.sweeping import give_up_or_release, remove_leftovers

# Redis takes a smaller number first, so that scoring and sweeping never wait behind the queue.
SIMULATIONS_LAST = 9


@shared_task  # type: ignore[untyped-decorator]
def simulate(run_id: str) -> None:
    execute(run_id, worker=f"{socket.gethostname()}:{os.getpid()}")


def message_for(run_id: str) -> Signature:
    """The message that has a run carried out."""
    message: Signature = simulate.si(run_id).set(priority=SIMULATIONS_LAST)
    return message


@shared_task  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Send again what nobody works on; the database is the truth, the broker only transport."""
    remove_leftovers()
    for run_id in give_up_or_release():
        message_for(run_id).delay()
