"""A worker's main process makes itself known, and says when it is asked to end."""

from __future__ import annotations

import threading
import time
from typing import Any

import structlog
from celery.signals import heartbeat_sent, worker_ready, worker_shutdown, worker_shutting_down
from django.db import DatabaseError, connection
from django.utils import timezone

from energyplus_runs.operating.models import WorkerNode
from energyplus_runs.operating.versions import versions

BEAT_S = 5.0
_TOLD = ("slots", "started_at", "seen_at", "stopping_at", "versions")
log = structlog.get_logger(__name__)


class _Beat:
    """Reports the node it is told of, not more often than needed."""

    def __init__(self) -> None:
        self.node: WorkerNode | None = None
        self._next = 0.0

    def begin(self, name: str, slots: int) -> None:
        """Make the node known; what one of the same name left behind is overwritten."""
        now = timezone.now()
        self.node = WorkerNode(name=name, slots=slots, started_at=now, seen_at=now, versions=versions())
        self._write(list(_TOLD))

    def __call__(self) -> None:
        if self.node is None or time.monotonic() < self._next:
            return
        self.node.seen_at = timezone.now()
        self._write(["seen_at"])  # that it was asked to end is told beside this

    def _write(self, fields: list[str]) -> None:
        """A database out of reach is told of and the next beat tries again."""
        self._next = time.monotonic() + BEAT_S
        if self.node is None:
            return
        try:
            WorkerNode.objects.bulk_create(
                [self.node], update_conflicts=True, unique_fields=["name"], update_fields=fields
            )
        except DatabaseError as error:
            log.warning("worker-beat-missed", worker=self.node.name, reason=str(error))
        finally:
            connection.close()  # the pool's processes are forked from this one


class _Notice:
    """Writes down that the node was asked to end, from a thread of its own.

    The wish comes as a signal, which may interrupt a query of the main thread: a second one on the same connection would wait for
    the first, and the first for the second, for ever.
    """

    def __init__(self) -> None:
        self._given = threading.Event()

    def await_for(self, name: str) -> None:
        threading.Thread(target=self._write, args=(name,), name="notice", daemon=True).start()

    def give(self) -> None:
        self._given.set()

    def _write(self, name: str) -> None:
        self._given.wait()
        try:
            WorkerNode.objects.filter(name=name).update(stopping_at=timezone.now())
        except DatabaseError as error:
            log.warning("worker-end-not-told", worker=name, reason=str(error))
        finally:
            connection.close()


_beat, _notice = _Beat(), _Notice()


@worker_ready.connect  # type: ignore[untyped-decorator]
def _on_ready(sender: Any, **_rest: Any) -> None:
    _beat.begin(sender.hostname, sender.controller.concurrency)
    _notice.await_for(sender.hostname)


@heartbeat_sent.connect  # type: ignore[untyped-decorator]
def _on_heartbeat(**_rest: Any) -> None:
    _beat()


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _on_shutting_down(**_rest: Any) -> None:
    """The runs under way see it within a second, stop, and are handed back."""
    if _beat.node is not None:
        _beat.node.stopping_at = timezone.now()  # for the beats that follow
    _notice.give()


@worker_shutdown.connect  # type: ignore[untyped-decorator]
def _on_shutdown(**_rest: Any) -> None:
    if _beat.node is None:
        return
    try:
        WorkerNode.objects.filter(pk=_beat.node.pk).delete()
    except DatabaseError as error:
        log.warning("worker-not-signed-off", worker=_beat.node.name, reason=str(error))
