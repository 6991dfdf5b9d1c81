"""The service's own command, as a process of its own with a database and store of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Assessed:
    """How `assess` ended: exit code, the scorecard document, wall time of the whole command [s]."""

    exit_code: int
    document: dict[str, Any]
    wall_s: float

    def errors(self) -> list[str]:
        """Codes of the findings that refuse, each once."""
        found = self.document["findings"]
        return list(dict.fromkeys(item["code"] for item in found if item["severity"] == "error"))

    def run(self) -> dict[str, Any]:
        """The run of the typical year."""
        return next(dict(run) for run in self.document["runs"] if run["case"] == "typical")


def assess(var: Path, *arguments: str) -> Assessed:
    """`manage.py assess ARGUMENTS --json` of the typical year alone, with VAR_DIR `var`.

    Raises RuntimeError when no document came.
    """
    alone = ("--json", "--cases", "typical")
    command = [sys.executable, str(ROOT / "manage.py"), "assess", *alone, *arguments]
    environment = {**os.environ, "VAR_DIR": str(var)}
    started = time.monotonic()
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    wall_s = time.monotonic() - started
    try:
        return Assessed(ended.returncode, json.loads(ended.stdout), wall_s)
    except ValueError as error:
        raise RuntimeError(f"exit {ended.returncode}: {ended.stderr[-2000:]}") from error
