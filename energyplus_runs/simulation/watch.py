"""Stand beside a running engine: hear it, keep the clock, stop it when asked, leave nothing of it behind."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from energyplus_runs.simulation.output_files import size_of
from energyplus_runs.simulation.progress import Progress, ProgressReader

SIGXCPU = int(signal.SIGXCPU)
SIGXFSZ = int(signal.SIGXFSZ)

_TICK_S = 0.2
_REPORT_S = 1.0
_GRACE_S = 0.5
_TAIL_BYTES = 2**16
_READ_BYTES = 2**16


class Stop(StrEnum):
    """Why we ended the engine ourselves."""

    CANCELLED = "cancelled"
    WALL_CLOCK = "wall-clock"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Watched:
    """`exit_code` is negative for a signal, also where a shell-like wrapper reported it as 128 + signal."""

    exit_code: int
    wall_s: float
    stopped: Stop | None
    tail: bytes


class _Hearing:
    def __init__(self, output: IO[bytes], heard: bytes) -> None:
        self.started = time.monotonic()
        self.reader = ProgressReader()
        self.tail = heard
        self.open = True
        self._selector = selectors.DefaultSelector()
        self._selector.register(output, selectors.EVENT_READ)
        self._output = output
        os.set_blocking(output.fileno(), False)

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self.started

    def hear(self) -> None:
        """Take in what was said within one tick; afterwards the engine's silence or the end of its output is known too."""
        if not self._selector.select(_TICK_S):
            return
        data = self._output.read(_READ_BYTES)
        if data == b"":
            self.open = False
        elif data:
            self.tail = (self.tail + data)[-_TAIL_BYTES:]
            self.reader.feed(data)

    def drain(self) -> None:
        """What is left in the pipe of an engine that has ended; whoever holds it open is not waited for."""
        for _ in range(64):
            data = self._output.read(_READ_BYTES) if self.open else None
            if not data:
                return
            self.tail = (self.tail + data)[-_TAIL_BYTES:]
            self.reader.feed(data)

    def close(self) -> None:
        self._selector.close()
        self._output.close()


@dataclass(frozen=True, slots=True)
class Watcher:
    """What the caller wants of the watch: the clock's and the folder's limits, and a say in it."""

    folder: Path
    wall_s: float
    folder_bytes: int
    on_progress: Callable[[Progress], None]
    should_cancel: Callable[[], bool]


def watch(process: subprocess.Popen[bytes], watcher: Watcher, heard: bytes = b"") -> Watched:
    """Stay until the engine has ended, by itself or by us; nothing of its group lives on.

    `heard` is what it has said already.
    """
    if process.stdout is None:
        raise ValueError("The process to watch must have its output piped.")
    hearing = _Hearing(process.stdout, heard)
    try:
        stopped = _until_the_end(process, hearing, watcher)
    finally:
        _end(process)
        hearing.drain()
        hearing.close()
    return Watched(_exit_code(process.returncode), hearing.elapsed_s, stopped, hearing.tail)


def _until_the_end(process: subprocess.Popen[bytes], hearing: _Hearing, watcher: Watcher) -> Stop | None:
    reported_s = -_REPORT_S
    while process.poll() is None:
        if hearing.open:
            hearing.hear()
        else:  # mostly it ends a moment after its output; it may close that and live on, though
            _wait_a_tick(process)
        if hearing.elapsed_s >= watcher.wall_s:
            return Stop.WALL_CLOCK
        if hearing.elapsed_s - reported_s >= _REPORT_S:
            reported_s = hearing.elapsed_s
            watcher.on_progress(hearing.reader.now)
            if watcher.should_cancel():
                return Stop.CANCELLED
            if size_of(watcher.folder) > watcher.folder_bytes:
                return Stop.FOLDER
    return None


def _wait_a_tick(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_TICK_S)


def _end(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM, a moment, SIGKILL to the group: also where the leader has ended."""
    if process.poll() is None:
        _signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_S)
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # gone; a macOS zombie group answers with the second
        return


def _exit_code(code: int) -> int:
    return 128 - code if 128 < code < 128 + 65 else code
