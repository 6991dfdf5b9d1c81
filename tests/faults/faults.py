"""The faults, each put into a living installation from outside."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from redis import RedisError

from tests.services.conftest import Actor, Machine, engines, processes, workers

# What a run may fail of because of them; the operator has it tried again.
CAUSED = frozenset({"run-lost-too-often", "run-no-room", "engine-crashed", "limit-wall-clock"})


@dataclass(frozen=True, slots=True)
class Target:
    """The installation, who speaks with it, and the commands that restart what it does not own."""

    machine: Machine
    actor: Actor
    flag: Path
    database_restart: str | None
    broker_restart: str | None


def kill_a_worker(target: Target) -> None:
    """The main process and its pool, without a word."""
    found = workers(target.machine)
    if found:
        _signal_all([os.getpgid(found[0])], signal.SIGKILL, os.killpg)


def flush_the_broker(target: Target) -> None:
    with suppress(RedisError):
        target.machine.broker().flushall()


def restart_the_broker(target: Target) -> None:
    if target.broker_restart is not None:
        _command(target.broker_restart)
    ours = [pid for pid, said in processes(target.machine).items() if "valkey" in said.split(" ")[0]]
    _signal_all(ours, signal.SIGKILL)


def restart_the_database(target: Target) -> None:
    assert target.database_restart is not None
    _command(target.database_restart)


def fill_the_disk(target: Target) -> None:
    target.flag.touch()


def crash_an_engine(target: Target) -> None:
    _signal_all(engines(target.machine)[-1:], signal.SIGSEGV)


def hang_an_engine(target: Target) -> None:
    """It stops for ever; the limit of time ends it."""
    _signal_all(engines(target.machine), signal.SIGSTOP)


def deliver_again(target: Target) -> None:
    with suppress(AssertionError):
        target.actor("deliver_again", times=5)


Fault = Callable[[Target], None]


def faults_of(database_restart: str | None) -> dict[str, Fault]:
    """Those that this pair of database and broker has: SQLite has no server to restart."""
    always: dict[str, Fault] = {
        "worker killed": kill_a_worker,
        "broker emptied": flush_the_broker,
        "broker restarted": restart_the_broker,
        "disk full": fill_the_disk,
        "engine crashed": crash_an_engine,
        "engine hung": hang_an_engine,
        "delivered again": deliver_again,
    }
    return always | ({"database restarted": restart_the_database} if database_restart else {})


def _command(words: str) -> None:
    subprocess.run(["/bin/sh", "-c", words], check=True, timeout=120, capture_output=True)


def _signal_all(
    pids: Iterable[int], wish: signal.Signals, send: Callable[[int, int], None] = os.kill
) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            send(pid, wish)
