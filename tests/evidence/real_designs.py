"""Assess designs that others wrote and hold the service to the bare engine, bit for bit.

    python -m tests.evidence.real_designs --designs FOLDER [--weather EPW] [--only NAME …] [--keep FOLDER]

Takes three prototype models of the package pyenergyplus-lbnl and every IDF of FOLDER, assesses each at Qionghai and shows:
1. energy by carrier in the scorecard is what the bare engine reports for the prepared model, to the last bit;
2. with only the step `outputs` applied, on the model's own weather and calendar, its own meters come back bit for bit;
3. hostile models are refused; the sample design goes the whole way.
Prints Markdown tables; exit code 1 when anything differs. Takes minutes: no test collects it.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from energyplus_runs.simulation.decoding import decode
from energyplus_runs.simulation.installation import Engine, find_engine
from energyplus_runs.simulation.intake import examine
from energyplus_runs.simulation.meters import CARRIERS, END_USES, end_use_meter, facility, kwh
from energyplus_runs.simulation.preparation import prepare
from energyplus_runs.simulation.protocol import FILE_NAME, read_protocol
from energyplus_runs.simulation.weather import Station, load_places
from tests.evidence.attacks import ATTACKS, Attack
from tests.evidence.bare_engine import BareRun, run_bare
from tests.evidence.service import ROOT, Assessed, assess

PLACE = "qionghai"
SAMPLE = ROOT / "assessments" / "samples" / "rainforest-guesthouse"
# Prototype of the package -> the weather year of its own town, from the same package.
PROTOTYPES = {
    "RefBldgSmallOfficeNew2004_Chicago": "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3",
    "RefBldgStand-aloneRetailNew2004_Chicago": "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3",
    "ASHRAE901_OfficeSmall_STD2019_Denver": "USA_CO_Denver-Aurora-Buckley.AFB.724695_TMY3",
}
TROPICAL_YEAR = "USA_FL_Miami.Intl.AP.722020_TMY3"
YEAR_OFF = "NO,                      !- Run Simulation for Weather File Run Periods"
YEAR_ON = YEAR_OFF.replace("NO, ", "YES,")
# What the original is given so that its meters can be read; nothing of its own is taken away.
METERS_AS_DATA = "\n  Output:Meter,*,RunPeriod;\n"
REFUSED_OR_FAILED = (2, 3)
ASSESSED = (
    "design", "ends", "h", "area m2", "kWh/(m2·a)", "electricity J", "gas J", "other carriers J", "bare engine",
    "run s", "command s", "warnings", "severe", "sandbox",
)  # fmt: skip
OWN_METERS = (
    "design", "weather", "run periods", "h", "compared", "differ", "not asked for", "own s", "outputs s",
)  # fmt: skip
REFUSED = ("attack", "would", "exit", "findings")
SAMPLE_METRICS = ("site_eui_kwh_per_m2_yr", "peak_electricity_w_per_m2", "upfront_carbon_kgco2e_per_m2")
SAMPLED = (
    "sample", "ends", "h", "kWh/(m2·a)", "peak W/m2", "upfront kgCO2e/m2", "run s", "command s", "warnings", "severe",
)  # fmt: skip
SQLITE = "\n  Output:SQLite,Simple;\n"


@dataclass(frozen=True, slots=True)
class Design:
    """A model to assess and the year it is compared on."""

    path: Path
    own_weather: Path

    @property
    def name(self) -> str:
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Bench:
    """What every proof needs: the engine and a folder of its own."""

    engine: Engine
    work: Path

    @property
    def var(self) -> Path:
        return self.work / "var"

    def station(self) -> Station:
        gazetteer = load_places()
        return gazetteer.station_of(gazetteer.places[PLACE])


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, and whether what it should show holds."""

    cells: tuple[str, ...]
    holds: bool


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(find_engine(), options.keep or Path(scratch))
        bench.work.mkdir(parents=True, exist_ok=True)
        designs = [item for item in _designs(options) if not options.only or item.name in options.only]
        holds = [
            _table("Assessed", ASSESSED, (_assessed(bench, design) for design in designs)),
            _table("Own meters", OWN_METERS, _own_meters(bench, designs)),
            _table("Refused", REFUSED, (_attacked(bench, attack) for attack in ATTACKS)),
            _table("Sample", SAMPLED, [_sample(bench)]),
        ]
    return 0 if all(holds) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evidence.real_designs")
    parser.add_argument("--designs", type=Path, required=True, help="folder of IDF files to assess as well")
    parser.add_argument(
        "--weather", type=Path, help="EPW on which the folder's own meters are compared (Miami)"
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these designs alone")
    parser.add_argument("--keep", type=Path, help="empty folder to work in and keep; else a temporary one")
    return parser.parse_args()


def _designs(options: argparse.Namespace) -> Iterator[Design]:
    found = importlib.util.find_spec("pyenergyplus")
    if found is None or found.origin is None:
        raise SystemExit("The test extra with pyenergyplus-lbnl is not installed.")
    data = Path(found.origin).parent / "data"
    for name, year in PROTOTYPES.items():
        yield Design(data / "model" / f"{name}.idf", data / "weather" / f"{year}.epw")
    weather = options.weather or data / "weather" / f"{TROPICAL_YEAR}.epw"
    for path in sorted(options.designs.glob("*.idf")):
        yield Design(path, weather)


def _table(title: str, head: tuple[str, ...], rows: Iterable[Row]) -> bool:
    """Print the rows as they come; whether all of them hold."""
    _say(f"\n## {title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    all_hold = True
    for row in rows:
        _say(f"| {' | '.join(row.cells)} |{'' if row.holds else ' DOES NOT HOLD'}")
        all_hold &= row.holds
    return all_hold


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program for the terminal


def _assessed(bench: Bench, design: Design) -> Row:
    prepared = bench.work / f"{design.name}.prepared.idf"
    given = ("--model", str(design.path), "--place", PLACE, "--prepared", str(prepared))
    assessed = assess(bench.var, *given)
    if assessed.exit_code:
        said = f"exit {assessed.exit_code}: {', '.join(assessed.errors())}"
        return Row((design.name, said, *[""] * (len(ASSESSED) - 2)), assessed.exit_code in REFUSED_OR_FAILED)
    return _against_bare(bench, design, prepared, assessed)


def _against_bare(bench: Bench, design: Design, prepared: Path, assessed: Assessed) -> Row:
    """The scorecard's joules against the bare engine's, every carrier that either of them has."""
    text, epw = prepared.read_text(encoding="utf-8"), bench.station().epw.path
    bare = run_bare(bench.engine, text, epw, bench.work / "bare" / design.name)
    energy, run = assessed.document["energy"], assessed.run()
    ours = dict(energy["carriers_joules"])
    same = _bits(ours) == _bits(_carriers(bare)) and bare.hours == run["simulated_hours"] == 8760.0
    area = energy["total_building_area_m2"]
    others = [f"{key} {ours[key]!r}" for key in ours if key not in ("electricity", "natural_gas")]
    told = (run["warnings"], run["severe"]) == (bare.warnings, bare.severe)
    cells = (
        design.name, "scored", f"{run['simulated_hours']:g}", f"{area:.1f}",
        f"{sum(map(kwh, ours.values())) / area:.1f}", *(repr(ours.get(key)) for key in ("electricity", "natural_gas")),
        "; ".join(others) or "none", "same to the last bit" if same else "another", f"{run['wall_s']:.1f}",
        f"{assessed.wall_s:.1f}", str(run["warnings"]), str(run["severe"]), run["sandbox"],
    )  # fmt: skip
    return Row(cells, same and told)


def _carriers(bare: BareRun) -> dict[str, float]:
    names = {facility(carrier).lower(): carrier for carrier in CARRIERS}
    return {names[name.lower()]: joules for (_, name), joules in bare.meters.items() if name.lower() in names}


def _bits(values: Mapping[str, float]) -> dict[str, str]:
    """Doubles as hexadecimal text: equal only when every bit is."""
    return {key: value.hex() for key, value in values.items()}


def _own_meters(bench: Bench, designs: Iterable[Design]) -> Iterator[Row]:
    """The model as written against the model with only its outputs replaced, on its own year and calendar."""
    for design in designs:
        decoded, _ = decode(design.path.read_bytes())
        original = decoded.text.replace(YEAR_OFF, YEAR_ON)
        accepted = examine(original.encode("utf-8"), design.path.name, bench.engine).text
        if accepted is not None:
            yield _compared(bench, design, original, _outputs_only(bench, accepted))


def _compared(bench: Bench, design: Design, original: str, ours: str) -> Row:
    folder, epw = bench.work / "own" / design.name, design.own_weather
    sqlite = "" if "output:sqlite" in original.lower() else SQLITE
    before = run_bare(bench.engine, original + sqlite + METERS_AS_DATA, epw, folder / "original")
    after = run_bare(bench.engine, ours, epw, folder / "outputs")
    both = before.meters.keys() & after.meters.keys()
    differ = [key for key in both if before.meters[key].hex() != after.meters[key].hex()]
    hidden = _not_asked_for(before, after)
    cells = (
        design.name, epw.stem, str(len({period for period, _ in before.meters})), f"{before.hours:g}",
        str(len(both)), str(len(differ)), ", ".join(hidden) or "none", f"{before.wall_s:.1f}",
        f"{after.wall_s:.1f}",
    )  # fmt: skip
    return Row(cells, bool(both) and not differ and not hidden and before.hours == after.hours)


def _outputs_only(bench: Bench, text: str) -> str:
    annex = max((ROOT / "rules" / "editions").glob(f"*/{FILE_NAME}"))
    protocol = read_protocol(yaml.safe_load(annex.read_text(encoding="utf-8")))
    place = load_places().places[PLACE]
    return prepare(text, bench.engine, place, bench.station(), protocol, steps=("outputs",)).text


def _scored_on() -> frozenset[str]:
    """Every meter that energy is scored on, in lower case: carriers and their end uses."""
    ends = {end_use_meter(use, carrier) for use in END_USES for carrier in CARRIERS}
    return frozenset(name.lower() for name in {*ends, *(facility(carrier) for carrier in CARRIERS)})


def _not_asked_for(before: BareRun, after: BareRun) -> list[str]:
    """Meters with energy on them in the original that the reduced outputs would hide."""
    hidden = {
        name
        for (period, name), joules in before.meters.items()
        if joules and name.lower() in _scored_on() and (period, name) not in after.meters
    }
    return sorted(hidden)


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
