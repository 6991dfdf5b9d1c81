"""From an accepted upload to a stored scorecard, through broker and worker, beside the bare engine on the same year.

The same small office each time, told apart by its name alone, so that nothing is answered from an earlier run.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from tests import databases
from tests.bench.outputs import own_outputs, prototype_text
from tests.bench.outputs import simulate as simulate_bare
from tests.services.conftest import Actor, installation, serving_in

ROUNDS = 8
NAME = "Ref Bldg Small Office New2004_v1.3_5.0"


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of ours, of the engine within ours, of the engine alone on the same text, of it with the model's own outputs."""

    ours_s: float
    engine_s: float
    bare_s: float
    own_s: float


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
    return _told(rounds, cached)


def _told(rounds: list[Round], cached_s: float) -> dict[str, Any]:
    total = Round(*(sum(column) for column in zip(*(astuple(row) for row in rounds), strict=True)))
    over_bare = statistics.median(row.ours_s / row.bare_s for row in rounds)
    over_own = statistics.median(row.ours_s / row.own_s for row in rounds)
    outside = statistics.median(row.ours_s - row.engine_s for row in rounds)
    quickest = Round(*(min(column) for column in zip(*(astuple(row) for row in rounds), strict=True)))
    return {
        "what": "small office: accepted upload to stored scorecard, through broker and worker",
        "rival": "EnergyPlus alone on the same prepared model",
        "rounds": ROUNDS,
        "rounds_s": [asdict(row) for row in rounds],
        "ours_s": statistics.median(row.ours_s for row in rounds),
        "rival_s": statistics.median(row.bare_s for row in rounds),
        "own_outputs_s": statistics.median(row.own_s for row in rounds),
        "ratio": 1 / over_bare,
        "ours_over_bare": over_bare,
        "ours_over_own_outputs": over_own,
        "outside_the_engine_s": outside,
        "cached_ms": cached_s * 1000,
        "notes": [
            f"ours / bare engine on the prepared model {over_bare:.3f}; the sum of all rounds "
            f"{total.ours_s / total.bare_s:.3f}",
            f"ours / bare engine with the model's own outputs {over_own:.3f}; the sum of all rounds "
            f"{total.ours_s / total.own_s:.3f}",
            f"of ours, outside the engine {outside:.2f} s",
            f"quickest of each: ours {quickest.ours_s:.2f} s, {quickest.ours_s / quickest.bare_s:.3f} of the bare engine, "
            f"{quickest.ours_s / quickest.own_s:.3f} of it with the model's own outputs",
            f"the same design again, request to scorecard {cached_s * 1000:.0f} ms",
        ],
    }


def _round(actor: Actor, folder: Path, number: int) -> Round:
    """Ours, and the engine alone twice; which comes first changes with the rounds, so that a drift of the machine meets all."""
    model = named(folder, f"round-{number}")
    own_text = own_outputs(model.read_text(encoding="utf-8"))
    own = _seconds(own_text) if number % 2 else None
    (assessment, seconds) = _score(actor, [model])
    text = folder / f"prepared-{number}.idf"
    engine_s = actor("prepared", assessment=assessment, to=str(text))["wall_s"]
    bare = _seconds(text.read_text(encoding="utf-8"))
    return Round(seconds, engine_s, bare, _seconds(own_text) if own is None else own)


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
