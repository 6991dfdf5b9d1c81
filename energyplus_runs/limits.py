"""How many runs may wait: of one person, and in all. Whoever is refused hears how long the queue is."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings

from energyplus_runs.estimating import wait_s
from energyplus_runs.findings import FINDINGS
from energyplus_runs.models import Run, RunStatus
from energyplus_runs.selectors import open_runs_of
from standard_site.lib.refusal import Busy, Conflict

RETRY_UNKNOWN_S = 60.0  # when nothing was measured: a minute, then ask again


def check_room(user: Any) -> None:
    """Whether a person may ask for one more run.

    Raises:
        Conflict: the person has as many waiting or running as one person may have.
        Busy: as many are waiting as the service takes.
    """
    waiting = Run.objects.filter(status=RunStatus.QUEUED).count()
    mine, most = open_runs_of(user), settings.RUNS_PER_USER_MAX
    if mine >= most:
        until = _until(wait_s(waiting))
        raise Conflict(FINDINGS.make("too-many-runs", open=mine, most=most, waiting=waiting, until=until))
    if waiting >= settings.RUNS_WAITING_MAX:
        wait = wait_s(waiting)
        values = {"waiting": waiting, "most": settings.RUNS_WAITING_MAX, "until": _until(wait)}
        raise Busy(FINDINGS.make("queue-full", **values), retry_after_s=wait or RETRY_UNKNOWN_S)


def _until(wait: float | None) -> dict[str, str]:
    if wait is None:
        return {"en": "how long that takes is not known yet", "zh-hans": "所需时间尚不可知"}
    minutes = max(1, math.ceil(wait / 60))
    return {
        "en": f"the last of them begins in about {minutes} min",
        "zh-hans": f"其中最后一个约在 {minutes} 分钟后开始",
    }
