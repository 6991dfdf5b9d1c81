"""The rules: a back-test of 50,000 submissions, one building with its trace, and formulas beside their rivals."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

from rules.engine.evaluation import MetricValue, Subject, evaluate
from rules.engine.loading import load_edition
from rules.engine.schema import Edition
from tests.bench.rules_rivals import Case, check_columns, compare, formulas
from tests.bench.rules_submissions import submissions

COUNT, SAMPLE, ROUNDS, SEED = 50_000, 200, 3, 20260101
FOLDER = settings.EDITIONS_DIR / settings.DEFAULT_EDITION


def run() -> dict[str, Any]:
    edition = load_edition(FOLDER)
    cases = [_case(row) for row in submissions(edition, SAMPLE, SEED)]
    derived = [one.rule.expression for one in edition.metrics.values() if one.rule]
    nodes = [*derived, *(node for criterion in edition.criteria for node in criterion.formulas())]
    asked = formulas(edition, nodes, cases)
    check_columns(edition, asked, cases)
    rounds = [compare(asked) for _ in range(ROUNDS)]
    rates = {name: statistics.median(one[name]["per_s"] for one in rounds) for name in rounds[0]}
    back_test = _back_test(edition)
    rates["ours, by columns, reading the submissions too"] = len(nodes) * COUNT / back_test["total_s"]
    rates["ours, by columns"] = len(nodes) * COUNT / back_test["evaluate_s"]
    one_building = _one_building(edition, cases)
    return {
        "what": "evaluate a million formulas of the edition (ours: by columns, reading the submissions too)",
        "rounds": ROUNDS,
        "ours_s": 1e6 / rates["ours, by columns, reading the submissions too"],
        "rival": "simpleeval, one by one",
        "rival_s": 1e6 / rates["simpleeval"],
        "ratio": rates["ours, by columns, reading the submissions too"] / rates["simpleeval"],
        "rivals": {name: version(name) for name in ("simpleeval", "common-expression-language")},
        "formulas": {
            "compared": len(asked),
            "of": len(nodes),
            "evaluations_compared": sum(len(one.inputs) for one in asked),
        },
        "lookups": "handed to everyone as numbers already found, one by one; found by ourselves, by columns",
        "evaluations_per_s": rates,
        "back_test": back_test,
        "one_building_with_trace_ms": one_building,
        "notes": _notes(rates, back_test, one_building),
    }


def _notes(rates: dict[str, float], back_test: dict[str, Any], one: dict[str, float]) -> list[str]:
    """What else there is to print."""
    return [
        f"back-test of {back_test['submissions']:,} submissions × {back_test['criteria']} criteria: "
        f"{back_test['total_s']:.2f} s ({back_test['total_processor_s']:.2f} s of one processor), "
        f"at most {back_test['peak_rss_mb']:.0f} MB",
        f"one building with its trace: {one['median']:.2f} ms ({one['median_processor']:.2f} ms of a processor)",
        *(f"{name}: {rate:,.0f} formulas per second" for name, rate in rates.items()),
    ]


def _case(row: dict[str, Any]) -> Case:
    metrics = {
        key: MetricValue(tuple(value) if isinstance(value, list) else value, unit, "declared")
        for key, (value, unit) in row["metrics"].items()
    }
    return Subject.from_json(row["subject"]), metrics


def _back_test(edition: Edition) -> dict[str, Any]:
    """The median of some runs, each in a process of its own; the rows lie in a file as a database would hand them out."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "submissions.jsonl"
        with rows.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in submissions(edition, COUNT, SEED))
        runs = [_process(rows) for _ in range(ROUNDS)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def _process(rows: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.rules_backtest", str(FOLDER), str(rows)]
    finished = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(finished.stdout)
    return measured


def _one_building(edition: Edition, cases: Sequence[Case]) -> dict[str, float]:
    """Milliseconds of `evaluate` for one subject, every criterion and its whole trace."""
    buildings = [case for case in cases if case[0].kind == "building"]
    taken = [_milliseconds(edition, case) for _ in range(ROUNDS) for case in buildings]
    wall, processor = zip(*taken, strict=True)
    return {
        "median": statistics.median(wall),
        "median_processor": statistics.median(processor),
        "slowest": max(wall),
        "of": len(taken),
    }


def _milliseconds(edition: Edition, case: Case) -> tuple[float, float]:
    """By the clock on the wall, and of the processor."""
    began, processor = time.perf_counter(), time.process_time()
    evaluate(edition, *case)
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - processor)
