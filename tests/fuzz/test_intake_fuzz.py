"""A short run of the fuzzer, the same every time: the seeds and some thousand children of them break nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

RUNS = 900


def test_a_short_run_finds_nothing(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.fuzz.intake",
        "--runs",
        str(RUNS),
        "--seed",
        "1",
        "--findings",
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert list(tmp_path.iterdir()) == []
    assert "stat::number_of_executed_units" in done.stderr
