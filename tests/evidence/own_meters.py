"""Show that leaner outputs change no physics: a model's own meters come back bit for bit, by month and by run period.

    python -m tests.evidence.own_meters [--designs FOLDER] [--weather EPW] [--only NAME …]

Ten prototype models of the package pyenergyplus-lbnl, and every IDF of FOLDER, are simulated by the bare engine on their own
weather and calendar: as written, and with only the preparation step `outputs` applied. Prints a Markdown table; exit code 1 when
one value differs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from energyplus_runs.simulation.decoding import decode
from energyplus_runs.simulation.installation import find_engine
from energyplus_runs.simulation.intake import examine
from energyplus_runs.simulation.meters import CARRIERS, END_USES, end_use_meter, facility
from energyplus_runs.simulation.preparation import prepare
from tests.evidence.bare_engine import BareRun, run_bare
from tests.evidence.designs import Bench, Design, Row, folder_designs, prototypes, shipped_protocol, table

PROTOTYPES = (
    "RefBldgSmallOfficeNew2004_Chicago", "RefBldgStand-aloneRetailNew2004_Chicago", "RefBldgStripMallNew2004_Chicago",
    "RefBldgWarehouseNew2004_Chicago", "RefBldgFullServiceRestaurantNew2004_Chicago",
    "RefBldgQuickServiceRestaurantNew2004_Chicago", "RefBldgMediumOfficeNew2004_Chicago",
    "RefBldgSmallHotelNew2004_Chicago", "ASHRAE901_OfficeSmall_STD2019_Denver", "ASHRAE901_HotelSmall_STD2019_Denver",
)  # fmt: skip
HEAD = (
    "design",
    "weather",
    "run periods",
    "h",
    "compared",
    "by month",
    "differ",
    "not asked for",
    "own s",
    "outputs s",
)
YEAR_OFF = "NO,                      !- Run Simulation for Weather File Run Periods"
YEAR_ON = YEAR_OFF.replace("NO, ", "YES,")
# What the original is given so that its meters can be read; nothing of its own is taken away.
METERS_AS_DATA = "\n  Output:Meter,*,RunPeriod;\n  Output:Meter,*,Monthly;\n"
SQLITE = "\n  Output:SQLite,Simple;\n"


def main() -> int:
    options = _options()
    folder = folder_designs(options.designs, options.weather) if options.designs else ()
    designs = [
        item
        for item in chain(prototypes(PROTOTYPES), folder)
        if not options.only or item.name in options.only
    ]
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(find_engine(), Path(scratch))
        return 0 if table("Own meters", HEAD, _rows(bench, designs)) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evidence.own_meters")
    parser.add_argument("--designs", type=Path, help="folder of IDF files to compare as well")
    parser.add_argument("--weather", type=Path, help="EPW for that folder's models (Miami)")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these designs alone")
    return parser.parse_args()


def _rows(bench: Bench, designs: Iterable[Design]) -> Iterable[Row]:
    """The model as written against the model with only its outputs replaced, on its own year and calendar."""
    for design in designs:
        decoded, _ = decode(design.path.read_bytes())
        original = decoded.text.replace(YEAR_OFF, YEAR_ON)
        accepted = examine(original.encode("utf-8"), design.path.name, bench.engine).text
        if accepted is None:
            yield Row((design.name, "refused", *[""] * (len(HEAD) - 2)), holds=False)
        else:
            yield _compared(bench, design, original, _outputs_only(bench, accepted))


def _compared(bench: Bench, design: Design, original: str, ours: str) -> Row:
    folder, epw = bench.work / "own" / design.name, design.own_weather
    sqlite = "" if "output:sqlite" in original.lower() else SQLITE
    before = run_bare(bench.engine, original + sqlite + METERS_AS_DATA, epw, folder / "original")
    after = run_bare(bench.engine, ours, epw, folder / "outputs")
    both, months = before.meters.keys() & after.meters.keys(), before.months.keys() & after.months.keys()
    differ = [key for key in both if before.meters[key].hex() != after.meters[key].hex()]
    differ_by_month = [key for key in months if before.months[key].hex() != after.months[key].hex()]
    hidden = _not_asked_for(before, after)
    cells = (
        design.name, epw.stem, str(len({period for period, _ in before.meters})), f"{before.hours:g}",
        str(len(both)), str(len(months)), str(len(differ) + len(differ_by_month)), ", ".join(hidden) or "none",
        f"{before.wall_s:.1f}", f"{after.wall_s:.1f}",
    )  # fmt: skip
    same = not differ and not differ_by_month and not hidden and before.hours == after.hours
    return Row(cells, bool(both) and bool(months) and same)


def _outputs_only(bench: Bench, text: str) -> str:
    place, station = bench.place(), bench.station()
    return prepare(text, bench.engine, place, station, shipped_protocol(), steps=("outputs",)).text


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


if __name__ == "__main__":
    sys.exit(main())
