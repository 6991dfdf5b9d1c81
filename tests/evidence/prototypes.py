"""Take every prototype model there is through intake, preparation for Qionghai and a sizing-only run, and some through the year.

    python -m tests.evidence.prototypes --out FILE.jsonl [--designs FOLDER …] [--years NAME …] [--only NAME …]

Every IDF of the package pyenergyplus-lbnl and of the folders given is read and prepared by edition data, then sized by the
engine. Those of `--years` (`all` for every one) are assessed by the service's own command for 8,760 h, and the prepared model is
run again by the bare engine: energy by carrier must be the same to the last bit. One JSON line for each is appended to FILE as it
is done; what stands there is not done again. Exit code 1 when anything differs.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from energyplus_runs.simulation.installation import find_engine
from energyplus_runs.simulation.intake import Intake, examine
from energyplus_runs.simulation.meters import CARRIERS, facility, kwh
from energyplus_runs.simulation.preparation import prepare
from energyplus_runs.simulation.runner import run
from energyplus_runs.simulation.sizes import for_sizing_only, read_sizes
from tests.evidence.bare_engine import run_bare
from tests.evidence.designs import PLACE, Bench, folder_designs, prototypes, shipped_protocol
from tests.evidence.service import assess


def main() -> int:
    options = _options()
    done = _done(options.out)
    holds = True
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(find_engine(), Path(scratch))
        for path in _models(options):
            year = path.stem in options.years or options.years == ["all"]
            known = done.get(path.stem)
            if known is not None and (known.get("year") or not year):
                continue
            row = _row(bench, path, year)
            holds &= row["holds"]
            with options.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 0 if holds else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evidence.prototypes")
    parser.add_argument("--out", type=Path, required=True, help="file of JSON lines to add to")
    parser.add_argument("--designs", type=Path, nargs="*", default=[], help="further folders of IDF files")
    parser.add_argument(
        "--years", nargs="*", default=[], metavar="NAME", help="these through the year as well"
    )
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="these alone")
    return parser.parse_args()


def _done(out: Path) -> dict[str, dict[str, Any]]:
    if not out.is_file():
        return {}
    return {row["design"]: row for row in map(json.loads, out.read_text(encoding="utf-8").splitlines())}


def _models(options: argparse.Namespace) -> Iterator[Path]:
    further = chain.from_iterable(folder_designs(folder, None) for folder in options.designs)
    for design in chain(prototypes(), further):
        if not options.only or design.name in options.only:
            yield design.path


def _row(bench: Bench, path: Path, year: bool) -> dict[str, Any]:
    intake = examine(path.read_bytes(), path.name, bench.engine)
    row: dict[str, Any] = {
        "design": path.stem,
        "accepted": intake.accepted,
        "findings": [str(finding) for finding in intake.findings if finding.severity == "error"],
        "holds": intake.accepted,
    }
    if intake.text is None:
        return row
    row |= _sized(bench, intake)
    if year:
        row |= _year(bench, path)
    return row


def _sized(bench: Bench, intake: Intake) -> dict[str, Any]:
    """Prepared for the place and sized: time of the sizing run by the clock [s], how many component sizes the engine reports."""
    station = bench.station()
    assert intake.text is not None
    prepared = prepare(intake.text, bench.engine, bench.place(), station, shipped_protocol())
    folder = bench.work / "sizing"
    outcome = run(bench.engine, for_sizing_only(prepared.text, bench.engine), station.epw.path, folder)
    sized: dict[str, Any] = {
        "sizing": str(outcome.status),
        "sizing_wall_s": round(outcome.wall_s, 1),
        "sizes": len(read_sizes(outcome.sql).values) if outcome.sql else None,
        "sizing_findings": [str(finding) for finding in outcome.findings if finding.severity == "error"],
    }
    shutil.rmtree(folder)
    return {**sized, "holds": outcome.sql is not None}


def _year(bench: Bench, path: Path) -> dict[str, Any]:
    """The year by the service against the year by the bare engine on the very same text; energies in J as doubles."""
    prepared, work = bench.work / "prepared.idf", bench.work / "bare"
    given = ("--model", str(path), "--place", PLACE, "--prepared", str(prepared))
    assessed = assess(bench.var, *given)
    if assessed.exit_code:
        return {"year": f"exit {assessed.exit_code}", "year_findings": assessed.errors(), "holds": False}
    before = _engine_s()
    bare = run_bare(bench.engine, prepared.read_text(encoding="utf-8"), bench.station().epw.path, work)
    bare_cpu_s = _engine_s() - before
    shutil.rmtree(work)
    energy, ran = assessed.document["energy"], assessed.run()
    theirs = {name.lower(): joules for (_, name), joules in bare.meters.items()}
    ours = energy["carriers_joules"]
    differ = [
        key for key in CARRIERS if ours.get(key, 0.0).hex() != theirs.get(facility(key).lower(), 0.0).hex()
    ]
    return {
        "year": "scored",
        "hours": ran["simulated_hours"],
        "area_m2": energy["total_building_area_m2"],
        "eui_kwh_per_m2_yr": sum(map(kwh, ours.values())) / energy["total_building_area_m2"],
        "carriers_joules": ours,
        "differ": differ,
        "bare_cpu_s": round(bare_cpu_s, 1),
        "warnings": ran["warnings"],
        "severe": ran["severe"],
        "holds": not differ and ran["simulated_hours"] == bare.hours == 8760.0,
    }


def _engine_s() -> float:
    """Processor seconds of all ended child processes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
