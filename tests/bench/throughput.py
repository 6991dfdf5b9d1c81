"""Six small models on two workers, beside eppy's and idfkit's own ways of running many; and two workers beside one.

Ours does more in that time: it prepares each model, confines the engine, reads the results and scores them. The others run the
texts that ours prepared.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eppy.modeleditor import IDF
from eppy.runner.run_functions import runIDFs
from idfkit import load_idf
from idfkit.simulation import SimulationJob, simulate_batch
from idfkit.simulation.config import EnergyPlusConfig

from energyplus_runs.selectors import engine
from tests import databases
from tests.bench.outputs import lean_outputs, station_epw
from tests.bench.pipeline import named
from tests.services.conftest import Machine, installation, serving_in

MODELS = 6
ROUNDS = 5
WORKERS = 2


def run() -> dict[str, Any]:
    with databases.shared(), tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        texts = _prepared(folder)
        eppy_s = _timed(lambda: _eppy(texts, folder))  # so much slower that once will do
        rounds = [_round(texts, folder / str(number)) for number in range(ROUNDS)]
    return _told(rounds, eppy_s)


def _told(rounds: list[tuple[float, float, float]], eppy_s: float) -> dict[str, Any]:
    two, one, idfkit_s = (statistics.median(row[place] for row in rounds) for place in range(3))
    workers = statistics.median(row[1] / row[0] for row in rounds)
    in_all = sum(row[1] for row in rounds) / sum(row[0] for row in rounds)
    idfkit = statistics.median(row[2] / row[0] for row in rounds)
    return {
        "what": f"{MODELS} small offices, accepted upload to stored scorecard, on {WORKERS} workers",
        "rival": "eppy.runner.run_functions.runIDFs on the prepared texts",
        "rounds": ROUNDS,
        "rounds_s": rounds,
        "ours_s": two,
        "rival_s": eppy_s,
        "ratio": eppy_s / two,
        "idfkit_s": idfkit_s,
        "idfkit_ratio": idfkit,
        "one_worker_s": one,
        "workers_ratio": workers,
        "workers_ratio_in_all": in_all,
        "notes": [
            f"idfkit.simulation.simulate_batch {idfkit_s:.1f} s, ratio {idfkit:.2f}",
            f"one worker {one:.1f} s: {WORKERS} workers do {workers:.2f} times as much, {in_all:.2f} over all rounds",
            *(
                f"round: ours {row[0]:.1f} s, one worker {row[1]:.1f} s, idfkit {row[2]:.1f} s"
                for row in rounds
            ),
        ],
    }


def _round(texts: list[Path], folder: Path) -> tuple[float, float, float]:
    """Seconds of ours on all workers, of ours on one, of idfkit; one after the other, so that all meet the same machine."""
    folder.mkdir()
    return _ours(folder, WORKERS), _ours(folder, 1), _timed(lambda: _idfkit(texts, folder))


def _ours(folder: Path, workers: int) -> float:
    """Seconds for all models, with a worker's processes warm before."""
    with installation() as machine, serving_in(machine, concurrency=workers):
        _scored(machine, [named(folder, f"warm-{workers}-{number}") for number in range(workers)])
        return _scored(machine, [named(folder, f"{workers}-{number}") for number in range(MODELS)])


def _scored(machine: Machine, models: list[Path]) -> float:
    actor = machine.actor("tests.bench.pipeline_actor")
    designs = actor("accept", models=[str(path) for path in models])["designs"]
    return float(actor("score", designs=designs)["seconds"])


def _prepared(folder: Path) -> list[Path]:
    paths = []
    for number in range(MODELS):
        path = folder / f"prepared-{number}.idf"
        text = lean_outputs(named(folder, f"other-{number}").read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def _eppy(texts: list[Path], folder: Path) -> None:
    """As its documentation has it: models loaded, each run in a process of a pool; it saves them itself."""
    models = [IDF(str(path), str(station_epw())) for path in texts]
    where = {"ep_version": "25-2-0", "idd": str(engine().idd), "verbose": "q"}
    jobs = [
        (model, {**where, "output_directory": str(folder / f"eppy-{number}")})
        for number, model in enumerate(models)
    ]
    before = Path.cwd()
    os.chdir(folder)  # it makes its folder of runs where it stands
    try:
        runIDFs(jobs, processors=WORKERS)
    finally:
        os.chdir(before)
    _all_done([folder / f"eppy-{number}" / "eplusout.end" for number in range(MODELS)])


def _idfkit(texts: list[Path], folder: Path) -> None:
    config = EnergyPlusConfig.from_path(engine().root)
    jobs = [
        SimulationJob(load_idf(path), station_epw(), output_dir=folder / f"idfkit-{number}")
        for number, path in enumerate(texts)
    ]
    simulate_batch(jobs, energyplus=config, max_workers=WORKERS)
    _all_done([folder / f"idfkit-{number}" / "eplus.end" for number in range(MODELS)])


def _all_done(ends: list[Path]) -> None:
    """Raises RuntimeError unless every run completed: a rival that fails quickly is no faster."""
    for end in ends:
        if not end.is_file() or "Completed Successfully" not in end.read_text(errors="replace"):
            raise RuntimeError(f"{end}: not completed")


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
