"""Nothing starts inside the walls before its worker says so, and nothing is left of a worker killed meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from energyplus_runs.simulation.handshake import held_back, release
from energyplus_runs.simulation.sandbox import Confinement, KernelLimits, Sandbox, available_kinds

LIMITS = KernelLimits(cpu_s=20, memory_bytes=2 * 2**30, file_bytes=2**20)


def start(arguments: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def test_what_was_said_before_is_kept_and_the_command_has_no_input() -> None:
    process = start(["/bin/sh", "-c", 'echo first; exec "$@"', "sh", *held_back(["/bin/cat"])])
    assert release(process) == b"first\n"
    assert process.wait(5) == 0
    assert process.stdout is not None
    assert process.stdout.read() == b""


def test_what_ends_before_it_is_ready_is_heard() -> None:
    process = start(["/bin/sh", "-c", "echo bwrap: no; exit 1"])
    assert release(process) == b"bwrap: no\n"
    assert process.wait(5) == 1


@pytest.mark.parametrize("kind", available_kinds())
def test_without_the_word_it_never_starts(kind: Sandbox, run_folder: Path) -> None:
    command = held_back(["/bin/sh", "-c", "echo started > mark"])
    process = start(Confinement(kind, run_folder.resolve(), (), LIMITS).arguments(command))
    assert process.stdin is not None
    process.stdin.close()  # as when the worker is gone
    assert process.wait(5) == 1
    assert not (run_folder / "mark").exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", available_kinds())
def test_a_worker_killed_while_the_walls_go_up_leaves_nothing(kind: Sandbox, run_folder: Path) -> None:
    """The worker is killed at ten moments from the first to long after the last step."""
    for number in range(10):
        program = (
            "import json, subprocess, sys; from pathlib import Path\n"
            "from energyplus_runs.simulation.handshake import held_back, release\n"
            "from energyplus_runs.simulation.sandbox import Confinement, KernelLimits, Sandbox\n"
            "kind, folder, mark = json.loads(sys.argv[1])\n"
            "limits = KernelLimits(20, 2 * 2**30, 2**20)\n"
            "command = held_back(['/bin/sh', '-c', f'while :; do echo on > {mark}; done'])\n"
            "arguments = Confinement(Sandbox(kind), Path(folder), (), limits).arguments(command)\n"
            "print('go', flush=True)\n"
            "release(subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE))\n"
            "sys.stdin.read()\n"
        )
        folder = str(run_folder.resolve())
        arguments = [sys.executable, "-c", program, json.dumps([kind, folder, f"mark{number}"])]
        worker = start(arguments)
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"go\n"
        time.sleep(0.01 * number)
        worker.kill()
        worker.wait(5)
    time.sleep(0.3)
    marks = {path: path.stat().st_mtime_ns for path in run_folder.glob("mark*")}
    time.sleep(0.2)
    assert {path: path.stat().st_mtime_ns for path in marks} == marks
