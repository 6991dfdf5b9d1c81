"""A worker's main process makes itself known, and says when it is asked to end."""

from __future__ import annotations

import time
from typing import Any

import structlog
from celery.signals import heartbeat_sent, worker_ready, worker_shutdown, worker_shutting_down
from django.db import DatabaseError, connection
from django.utils import timezone

from energyplus_runs.operating.models import WorkerNode
from energyplus_runs.operating.versions import versions

BEAT_S = 5.0
log = structlog.get_logger(__name__)


class _Beat:
    """Reports the node it is told of, not more often than needed."""

    def __init__(self) -> None:
        self.node: WorkerNode | None = None
        self._next = 0.0

    def begin(self, name: str, slots: int) -> None:
        now = timezone.now()
        self.node = WorkerNode(name=name, slots=slots, started_at=now, seen_at=now, versions=versions())
        self._next = 0.0
        self()

    def __call__(self) -> None:
        if self.node is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + BEAT_S
        self.node.seen_at = timezone.now()
        self.write()

    def write(self) -> None:
        """Save the node; a database out of reach is told of and the next beat tries again."""
        if self.node is None:
            return
        try:
            self.node.save()
        except DatabaseError as error:
            log.warning("worker-beat-missed", worker=self.node.name, reason=str(error))
        finally:
            connection.close()  # the pool's processes are forked from this one


_beat = _Beat()


@worker_ready.connect  # type: ignore[untyped-decorator]
def _on_ready(sender: Any, **_rest: Any) -> None:
    _beat.begin(sender.hostname, sender.controller.concurrency)


@heartbeat_sent.connect  # type: ignore[untyped-decorator]
def _on_heartbeat(**_rest: Any) -> None:
    _beat()


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _on_shutting_down(**_rest: Any) -> None:
    """The runs under way see it within a second, stop, and are handed back."""
    if _beat.node is not None:
        _beat.node.stopping_at = timezone.now()
        _beat.write()


@worker_shutdown.connect  # type: ignore[untyped-decorator]
def _on_shutdown(**_rest: Any) -> None:
    if _beat.node is None:
        return
    try:
        WorkerNode.objects.filter(pk=_beat.node.pk).delete()
    except DatabaseError as error:
        log.warning("worker-not-signed-off", worker=_beat.node.name, reason=str(error))
