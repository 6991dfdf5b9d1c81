"""From an accepted upload to a stored scorecard, through broker and worker, beside the bare engine on the same year.

The same small office each time, told apart by its name alone, so that nothing is answered from an earlier run.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from tests import databases
from tests.bench.outputs import own_outputs, prototype_text
from tests.bench.outputs import simulate as simulate_bare
from tests.services.conftest import Actor, installation, serving_in

ROUNDS = 5
NAME = "Ref Bldg Small Office New2004_v1.3_5.0"


def named(folder: Path, name: str) -> Path:
    """The small office under another name; its physics is the same.

    Raises ValueError when the prototype is not called as expected.
    """
    text = prototype_text()
    if NAME not in text:
        raise ValueError(f"the prototype is not called {NAME!r}")
    path = folder / f"{name}.idf"
    path.write_text(text.replace(NAME, name), encoding="utf-8", newline="\n")
    return path


def run() -> dict[str, Any]:
    with (
        databases.shared(),
        tempfile.TemporaryDirectory() as scratch,
        installation() as machine,
        serving_in(machine),
    ):
        actor = machine.actor("tests.bench.pipeline_actor")
        _score(actor, [named(Path(scratch), "warm-up")])  # the worker has its dictionary and caches
        rounds = [_round(actor, Path(scratch), number) for number in range(ROUNDS)]
        cached = _cached(actor, Path(scratch))
    ours, bare, own = (statistics.median(row[index] for row in rounds) for index in range(3))
    quickest = [min(row[index] for row in rounds) for index in range(3)]
    return {
        "what": "small office: accepted upload to stored scorecard, through broker and worker",
        "rival": "EnergyPlus alone on the same prepared model",
        "rounds": ROUNDS,
        "rounds_s": rounds,
        "ours_s": ours,
        "rival_s": bare,
        "ratio": statistics.median(row[1] / row[0] for row in rounds),
        "ours_over_bare": statistics.median(row[0] / row[1] for row in rounds),
        "ours_over_own_outputs": statistics.median(row[0] / row[2] for row in rounds),
        "own_outputs_s": own,
        "cached_ms": cached * 1000,
        "notes": [
            f"ours / bare engine on the prepared model {statistics.median(row[0] / row[1] for row in rounds):.3f}",
            f"ours / bare engine with the model's own outputs {statistics.median(row[0] / row[2] for row in rounds):.3f}",
            f"quickest of each: ours {quickest[0]:.2f} s, {quickest[0] / quickest[1]:.3f} of the bare engine, "
            f"{quickest[0] / quickest[2]:.3f} of it with the model's own outputs",
            f"the same design again, request to scorecard {cached * 1000:.0f} ms",
        ],
    }


def _round(actor: Actor, folder: Path, number: int) -> tuple[float, float, float]:
    """Seconds of ours, of the engine on the same prepared text, of the engine with the model's own outputs."""
    model = named(folder, f"round-{number}")
    (assessment, seconds) = _score(actor, [model])
    text = folder / f"prepared-{number}.idf"
    actor("prepared", assessment=assessment, to=str(text))
    bare = _seconds(text.read_text(encoding="utf-8"))
    own = _seconds(own_outputs(model.read_text(encoding="utf-8")))
    return seconds, bare, own


def _score(actor: Actor, models: list[Path]) -> tuple[str, float]:
    designs = actor("accept", models=[str(path) for path in models])["designs"]
    scored = actor("score", designs=designs)
    return scored["assessments"][0], scored["seconds"]


def _cached(actor: Actor, folder: Path) -> float:
    """Seconds from asking again for what is known to the stored scorecard, the median of several."""
    again = folder / "round-0.idf"
    return statistics.median(_score(actor, [again])[1] for _ in range(7))


def _seconds(text: str) -> float:
    began = time.perf_counter()
    simulate_bare(text)
    return time.perf_counter() - began
