"""What comes after a run: the task that was promised, and whatever waited for it."""

from __future__ import annotations

from typing import Any

from celery import Signature

from energyplus_runs.models import Run, RunStatus
from energyplus_runs.sharing import settle_waiters
from standard_site.lib.sending import send_on_commit

# Redis takes a smaller number first, so that scoring and sweeping never wait behind the queue.
SIMULATIONS_LAST = 9
SIMULATE = "energyplus_runs.tasks.simulate"


def message() -> Signature:
    """Tells the workers that there is a run to simulate; the queue says which."""
    told: Signature = Signature(SIMULATE, immutable=True).set(priority=SIMULATIONS_LAST)
    return told


def as_follow_up(task: Signature) -> dict[str, Any]:
    """A task in the words of the row: its name and arguments."""
    return {"task": task.task, "args": list(task.args)}


def follow_up(run_id: str) -> None:
    """Send what belongs after a run as it stands now. Safe to call at any time and any number of times."""
    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        return
    settled, released = settle_waiters(run)
    for over in settled if run.is_open else [run, *settled]:
        _tell(over)
    handed_back = run.status == RunStatus.QUEUED and run.waits_for_id is None
    for _ in [run, *released] if handed_back else released:
        send_on_commit(message())


def _tell(run: Run) -> None:
    if run.follow_up is not None:
        send_on_commit(Signature(run.follow_up["task"], args=run.follow_up["args"], immutable=True))
