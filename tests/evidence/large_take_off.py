"""Read take-offs of many lines as a worker does, each in a process of its own, and tell what it took.

    python -m tests.evidence.large_take_off [--lines 100000]

A bill of six columns is made as CSV and as XLSX, then read to its canonical text by the worker's own function. Told are wall
time, processor time, peak memory of the whole process, and how often progress was heard.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django
import xlsxwriter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standard_site.settings")
django.setup()

from assessments.take_off_readings.reading import read_table  # noqa: E402 - after setup

HEADER = ("element", "material", "quantity", "unit", "service_life_yr", "source")


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.evidence.large_take_off")
    options.add_argument("--lines", type=int, default=100_000)
    options.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.read is not None:
        sys.stdout.write(json.dumps(_read(given.read)))
        return 0
    sys.stdout.write(
        "| file | MB | lines | wall s | processor s | peak MB | progress heard |\n|---|---|---|---|---|---|---|\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        for path in (
            _csv(Path(folder, "bill.csv"), given.lines),
            _xlsx(Path(folder, "bill.xlsx"), given.lines),
        ):
            command = [sys.executable, "-m", "tests.evidence.large_take_off", "--read", str(path)]
            told = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
            sys.stdout.write(f"| {path.name} | {path.stat().st_size / 1e6:.1f} | {' | '.join(told)} |\n")
    return 0


def _rows(lines: int) -> list[tuple[str, str, float, str, int, str]]:
    return [
        (
            f"External wall {n % 40}",
            f"Concrete C30 type {n % 300}",
            n % 97 + 0.5,
            "m3",
            50,
            f"Bill {n // 1000}",
        )
        for n in range(lines)
    ]


def _csv(path: Path, lines: int) -> Path:
    rows = [",".join(map(str, row)) for row in (HEADER, *_rows(lines))]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def _xlsx(path: Path, lines: int) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEADER, *_rows(lines))):
            sheet.write_row(number, 0, row)
    return path


def _read(path: Path) -> list[str]:
    heard: list[int] = []
    began, used = time.perf_counter(), time.process_time()
    found = read_table(path.read_bytes(), path.name, {}, lambda done, _: heard.append(done))
    wall, processor = time.perf_counter() - began, time.process_time() - used
    if found.text is None:
        raise SystemExit(f"not read: {found.findings}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [f"{found.lines:,}", f"{wall:.1f}", f"{processor:.1f}", f"{peak_mb:.0f}", f"{len(heard):,}"]


if __name__ == "__main__":
    sys.exit(main())
