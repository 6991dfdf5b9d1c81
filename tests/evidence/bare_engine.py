"""EnergyPlus as anybody would start it from a shell: no service, no sandbox, no preparation."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from energyplus_runs.simulation.installation import Engine

_LIMIT_S = 3600
_COUNTS = re.compile(r"(\d+) Warning; (\d+) Severe Errors")
# One row for every meter and run period of the weather file; environment 3 is a weather-file run period.
_METERS = """
    SELECT e.EnvironmentName, d.Name, r.Value
    FROM ReportData r
    JOIN ReportDataDictionary d ON d.ReportDataDictionaryIndex = r.ReportDataDictionaryIndex
    JOIN Time t ON t.TimeIndex = r.TimeIndex
    JOIN EnvironmentPeriods e ON e.EnvironmentPeriodIndex = t.EnvironmentPeriodIndex
    WHERE d.IsMeter = 1 AND d.ReportingFrequency = 'Run Period' AND e.EnvironmentType = 3
"""
# The months of such a period; a month that a run period only touches counts as one.
_MONTHS = """
    SELECT e.EnvironmentName, t.Month, d.Name, r.Value
    FROM ReportData r
    JOIN ReportDataDictionary d ON d.ReportDataDictionaryIndex = r.ReportDataDictionaryIndex
    JOIN Time t ON t.TimeIndex = r.TimeIndex
    JOIN EnvironmentPeriods e ON e.EnvironmentPeriodIndex = t.EnvironmentPeriodIndex
    WHERE d.IsMeter = 1 AND d.ReportingFrequency = 'Monthly' AND e.EnvironmentType = 3
"""
_HOURS = """
    SELECT SUM(t.Interval) / 60.0 FROM Time t
    JOIN EnvironmentPeriods e ON e.EnvironmentPeriodIndex = t.EnvironmentPeriodIndex
    WHERE e.EnvironmentType = 3 AND t.IntervalType = 4
"""


@dataclass(frozen=True, slots=True)
class BareRun:
    """What the engine left: `meters` by (run period, meter name) and `months` by (run period, month, meter name) in J or
    m3 as doubles, simulated hours, wall time [s] and its own counts of warnings and severe errors.
    """

    meters: Mapping[tuple[str, str], float]
    months: Mapping[tuple[str, int, str], float]
    hours: float
    wall_s: float
    warnings: int
    severe: int


def run_bare(engine: Engine, text: str, epw: Path, folder: Path) -> BareRun:
    """Run `text` with the year of `epw` in the new folder `folder`, with the `.stat` beside the weather if any.

    Raises RuntimeError with the engine's last lines when it does not complete.
    """
    folder.mkdir(parents=True)
    folder.joinpath("prepared.idf").write_text(text, encoding="utf-8", newline="\n")
    for file in (epw, epw.with_suffix(".stat")):
        if file.is_file():
            shutil.copyfile(file, folder / file.name)
    command = [str(engine.root / engine.executable.name), "-w", epw.name, "-d", "out", "prepared.idf"]
    started = time.monotonic()
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_LIMIT_S, check=False)
    wall_s = time.monotonic() - started
    end = folder.joinpath("out", "eplusout.end").read_text(encoding="utf-8", errors="replace")
    counts = _COUNTS.search(end)
    if ended.returncode or counts is None or "Completed Successfully" not in end:
        raise RuntimeError(f"{folder}: {end} {ended.stdout[-500:]} {ended.stderr[-500:]}")
    sql = folder / "out" / "eplusout.sql"
    with closing(sqlite3.connect(f"{sql.resolve().as_uri()}?mode=ro", uri=True)) as database:
        hours = float(database.execute(_HOURS).fetchone()[0])
        meters = {(period, name): float(value) for period, name, value in database.execute(_METERS)}
        months = {
            (period, month, name): float(value) for period, month, name, value in database.execute(_MONTHS)
        }
    return BareRun(meters, months, hours, wall_s, int(counts[1]), int(counts[2]))
