"""Celery's doors to the simulations. Each is safe to run twice."""

from __future__ import annotations

import os
import socket

from celery import shared_task

from energyplus_runs.execution import execute
from energyplus_runs.sweeping import give_up_or_release


@shared_task
def simulate(run_id: str) -> None:
    execute(run_id, worker=f"{socket.gethostname()}:{os.getpid()}")


@shared_task
def sweep() -> None:
    """Send again what nobody works on; the database is the truth, the broker only transport."""
    for run_id in give_up_or_release():
        simulate.delay(run_id)
