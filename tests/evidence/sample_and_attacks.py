"""Show that hostile models are refused and that the sample design goes the whole way.

    python -m tests.evidence.sample_and_attacks

Prints Markdown tables; exit code 1 when anything differs. Real designs: `prototypes` and `own_meters` beside this.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from energyplus_runs.simulation.installation import find_engine
from tests.evidence.attacks import ATTACKS, Attack
from tests.evidence.designs import PLACE, Bench, Row, table
from tests.evidence.service import ROOT, assess

SAMPLE = ROOT / "assessments" / "samples" / "rainforest-guesthouse"
REFUSED = ("attack", "would", "exit", "findings")
SAMPLE_METRICS = ("site_eui_kwh_per_m2_yr", "peak_electricity_w_per_m2", "upfront_carbon_kgco2e_per_m2")
SAMPLED = (
    "sample", "ends", "h", "kWh/(m2·a)", "peak W/m2", "upfront kgCO2e/m2", "run s", "command s", "warnings", "severe",
)  # fmt: skip


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(find_engine(), Path(scratch))
        holds = [
            table("Refused", REFUSED, (_attacked(bench, attack) for attack in ATTACKS)),
            table("Sample", SAMPLED, [_sample(bench)]),
        ]
    return 0 if all(holds) else 1


def _attacked(bench: Bench, attack: Attack) -> Row:
    """The sample model, which is accepted, with one hostile object more."""
    path = bench.work / f"attack-{attack.code}.idf"
    honest = SAMPLE.joinpath("guesthouse.idf").read_text(encoding="utf-8")
    path.write_text(f"{honest}\n{attack.text}", encoding="utf-8")
    assessed = assess(bench.var, "--model", str(path), "--place", PLACE)
    cells = (attack.kind, attack.would, str(assessed.exit_code), ", ".join(assessed.errors()))
    return Row(cells, assessed.exit_code == 2 and assessed.errors() == [attack.code])


def _sample(bench: Bench) -> Row:
    files = {"--model": "guesthouse.idf", "--take-off": "take_off.csv", "--declared": "declared.yaml"}
    given = [part for option, name in files.items() for part in (option, str(SAMPLE / name))]
    assessed = assess(bench.var, *given)
    run, metrics = assessed.run(), assessed.document["metrics"]
    values = [metrics[key]["value"] for key in SAMPLE_METRICS]
    cells = (
        SAMPLE.name, f"exit {assessed.exit_code}", f"{run['simulated_hours']:g}", *(f"{value:.2f}" for value in values),
        f"{run['wall_s']:.1f}", f"{assessed.wall_s:.1f}", str(run["warnings"]), str(run["severe"]),
    )  # fmt: skip
    return Row(cells, assessed.exit_code == 0 and run["simulated_hours"] == 8760.0)


if __name__ == "__main__":
    sys.exit(main())
