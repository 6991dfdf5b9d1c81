"""The engine starts only once the walls around it are tied to its worker.

bubblewrap puts its walls up in several processes, and asks for each one's death with its parent only after the fork. A
worker killed in between would leave a process that goes on to start the engine, with nobody to watch it. So the command
inside the walls first says that it is there, and waits for the word to go on: without a worker that word never comes.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

_READY = b"ready\n"
_SCRIPT = 'echo ready; read word || exit 1; exec "$@" < /dev/null'
_PATIENCE_S = 10.0


def held_back(command: Sequence[str]) -> list[str]:
    """The command, held back until `release`; when its input is closed instead it ends unstarted."""
    return ["/bin/sh", "-c", _SCRIPT, "sh", *command]


def start(arguments: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start confined arguments in `folder`, in a session of their own and with nothing of the service's environment."""
    return subprocess.Popen(
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        start_new_session=True,
    )


def release(process: subprocess.Popen[bytes]) -> bytes:
    """Let a command started by `held_back` go on once it is there; returns what else it said until then.

    One that ended instead, or is not there within ten seconds, is left to whoever watches the process.
    """
    if process.stdin is None or process.stdout is None:
        raise ValueError("The process must have its input and its output piped.")
    said = _until_ready(process.stdout.fileno())
    with process.stdin as door, contextlib.suppress(BrokenPipeError):
        if said.endswith(_READY):
            os.write(door.fileno(), b"go\n")
    return said.removesuffix(_READY)


def _until_ready(output: int) -> bytes:
    said, until = b"", time.monotonic() + _PATIENCE_S
    while not said.endswith(_READY):
        left = until - time.monotonic()
        if left <= 0 or not select.select([output], [], [], left)[0]:
            break
        data = os.read(output, 4096)
        if not data:
            break
        said += data
    return said
