"""One back-test in a process of its own, so that its time and its memory are its own: `python -m … EDITION ROWS`."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rules.engine.batch import Population, evaluate_many
from rules.engine.loading import load_edition


def main(folder: Path, rows: Path) -> None:
    began = time.perf_counter()
    edition = load_edition(folder)
    loaded, processor = time.perf_counter(), time.process_time()
    population = Population.from_json(_rows(rows))
    built = time.perf_counter()
    batch = evaluate_many(edition, population)
    done = time.perf_counter()
    report = {
        "submissions": batch.size,
        "criteria": len(batch.criteria),
        "load_edition_s": loaded - began,
        "build_population_s": built - loaded,
        "evaluate_s": done - built,
        "total_s": done - loaded,
        "total_processor_s": time.process_time() - processor,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(report))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
