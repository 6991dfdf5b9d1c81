"""Celery's doors to the simulations. Each is safe to run twice."""

from __future__ import annotations

import os
from typing import Any

from celery import shared_task

from energyplus_runs.execution import carry_out
from energyplus_runs.following import follow_up, message
from energyplus_runs.operating import (  # noqa: F401 - listen to what the worker's main process does
    catching_up,
    presence,
    warming,
)
from energyplus_runs.operating.workers import forget_gone
from energyplus_runs.previews import working
from energyplus_runs.queueing import take
from energyplus_runs.sharing import left_waiting
from energyplus_runs.sweeping import give_up_or_release, remove_leftovers


@shared_task(bind=True)  # type: ignore[untyped-decorator]
def simulate(self: Any) -> None:
    """Carry out the run that is next; without one there is nothing to do."""
    lease = take(worker=f"{self.request.hostname}:{os.getpid()}")
    if lease is not None:
        carry_out(lease)
        follow_up(lease.run_id)


@shared_task  # type: ignore[untyped-decorator]
def prepare_preview(key: str) -> None:
    """Work out what the protocol makes of a model before it is simulated."""
    working.work_out(key)


@shared_task  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Send again what nobody works on; the database is the truth, the broker only transport."""
    remove_leftovers()
    forget_gone()
    working.send_left_behind()
    ended, waiting = give_up_or_release()
    for run_id in (*ended, *left_waiting().values_list("pk", flat=True)):
        follow_up(str(run_id))
    for _ in waiting:
        message().delay()
