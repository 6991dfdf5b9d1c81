"""A service of its own for every test: other processes, another database, another broker than those of the tests.

On the embedded default that is a folder with its own SQLite file and its own broker. With `DATABASE_URL` and `REDIS_URL` set it
is a database made for the test on that PostgreSQL, and a queue of its own on that Redis.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests import databases

ROOT = Path(__file__).parents[2]
BOX = ROOT / "tests" / "energyplus_runs" / "models" / "box.idf"
PATIENCE_S = 60.0


def until(
    condition: Callable[[], Any],
    what: str,
    patience_s: float = PATIENCE_S,
    seen: Callable[[], Any] = lambda: "",
) -> Any:
    """Wait for something to come true and return it; `seen` says what there was instead."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited {patience_s:.0f} s in vain for {what} {seen()}")


def processes(machine: Machine) -> dict[int, str]:
    """The living processes that belong to an installation: they carry its folder in their environment or arguments."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            said = entry.joinpath("cmdline").read_bytes().replace(b"\0", b" ")
            known = entry.joinpath("environ").read_bytes()
            state = entry.joinpath("stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z" and str(machine.folder).encode() in said + known:
            found[int(entry.name)] = said.decode(errors="replace").strip()
    return found


def slow_box(folder: Path, lights_w_per_m2: float, steps_per_hour: int = 10) -> Path:
    """The small office with so many steps that there is time to kill its run in the middle.

    Other lights make it another model, which no earlier run of the installation has simulated.
    """
    text = BOX.read_bytes().replace(b"Timestep,4;", b"Timestep,%d;" % steps_per_hour)
    path = folder / f"box-{lights_w_per_m2}-{steps_per_hour}.idf"
    path.write_bytes(text.replace(b"Watts/Area, , 8,", b"Watts/Area, , %g," % lights_w_per_m2))
    return path


@dataclass
class Machine:
    """One installation: its environment, the processes started in it, and a look into its database."""

    folder: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def manage(self, *arguments: str, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout_s,
        )

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """A process with a group of its own, as a terminal or an init system would give it."""
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def actor(self, module: str = "tests.services.actor") -> Actor:
        """A process that stays, so that looking at rows does not cost a start of Django each time."""
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "actor.log").open("ab"),
        )
        self.processes.append(process)
        return Actor(process)

    def broker(self) -> Redis:
        url = os.environ.get("REDIS_URL")
        return Redis.from_url(url) if url else Redis(unix_socket_path=str(self.folder / "broker.sock"))

    def log(self) -> str:
        logs = [*self.folder.glob("*.log"), *(self.folder / "logs").glob("*.log")]
        return "\n".join(f"== {path}\n{path.read_text(errors='replace')[-6000:]}" for path in logs)

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                group = os.getpgid(process.pid)
                if group == process.pid:
                    os.killpg(group, signal.SIGKILL)
                process.kill()
            process.wait()


class Actor:
    """Asks a process inside the installation to do things there."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def __call__(self, what: str, /, **arguments: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"what": what, **arguments}).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the actor ended; see actor.log"
        return json.loads(answer)


def engines(machine: Machine) -> list[int]:
    """The engine processes in the installation's run folders."""
    runs = str(machine.folder / "runs")
    return [pid for pid, said in processes(machine).items() if runs in said and "energyplus" in said.lower()]


def workers(machine: Machine) -> list[int]:
    """The worker's processes, the main one first."""
    found = [
        pid for pid, said in processes(machine).items() if " worker " in f" {said} " and "celery" in said
    ]
    return sorted(found)


@contextmanager
def serving_in(machine: Machine, concurrency: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """The service as `manage.py serve` runs it, until the end of the block."""
    port = 20_000 + os.getpid() % 20_000
    process = machine.start(
        "manage.py", "serve", "--address", f"127.0.0.1:{port}", "--concurrency", str(concurrency)
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@contextmanager
def installation(**settings: str) -> Iterator[Machine]:
    """A migrated installation in a folder of its own, gone afterwards with all its processes."""
    folder = Path(tempfile.mkdtemp(prefix="svc-"))  # short: a socket's path has at most 107 characters
    name = f"svc_{uuid.uuid4().hex[:10]}"
    own = {"VAR_DIR": str(folder), "CELERY_QUEUE": name, "DJANGO_SETTINGS_MODULE": "standard_site.settings"}
    environment = dict(os.environ) | own | settings
    with databases.migrated(folder, name) as url:
        machine = Machine(folder, environment | ({"DATABASE_URL": url} if url else {}))
        try:
            yield machine
        finally:
            machine.close()
            shutil.rmtree(folder, ignore_errors=True)


def in_mid_run(look: Actor, assessment: str, machine: Machine) -> None:
    def there() -> bool:
        return look("look", assessment=assessment)["phase"] == "simulating" and bool(engines(machine))

    try:
        until(there, "a run in its middle")
    except AssertionError as late:
        raise AssertionError(f"{late}\n{machine.log()}") from None


def ended(look: Actor, assessment: str) -> dict[str, Any] | None:
    seen: dict[str, Any] = look("look", assessment=assessment)
    return seen if seen["status"] != "simulating" else None


def scored(look: Actor, assessment: str, machine: Machine, patience_s: float = 180) -> dict[str, Any]:
    try:
        seen: dict[str, Any] = until(lambda: ended(look, assessment), "a score", patience_s)
    except AssertionError as late:
        raise AssertionError(f"{late}\n{look('look', assessment=assessment)}\n{machine.log()}") from None
    assert (seen["status"], seen["run_status"]) == ("scored", "succeeded"), machine.log()
    assert (seen["scorecards"], seen["scored_entries"]) == (1, 1)
    return seen


def nobody_left(machine: Machine, look: Actor) -> bool:
    return not set(processes(machine)) - {look.pid}


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """An installation with short leases and frequent sweeps."""
    with installation(RUN_LEASE_S="6", SWEEP_EVERY_S="2") as made:
        yield made


@pytest.fixture(scope="module")
def look(machine: Machine) -> Actor:
    return machine.actor()
