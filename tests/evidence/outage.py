"""A week without power in the sample guesthouse and in a prototype of apartments, without and with shaded windows.

    python -m tests.evidence.outage [--out FILE.jsonl]

Each design is taken twice through the case `outage` of the second edition at Qionghai: with every shading object removed, and
with a projection as deep as the window is high above each outside window. Prints a Markdown table; exit code 1 when a run
fails, a result is refused, or shade does not make the worst zone safer. Takes some minutes.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from energyplus_runs.simulation.cases import treat
from energyplus_runs.simulation.idf import IdfModel, load
from energyplus_runs.simulation.installation import Engine, find_engine
from energyplus_runs.simulation.preparation import prepare, site_of
from energyplus_runs.simulation.protocol import read_protocol
from energyplus_runs.simulation.results import read_results
from energyplus_runs.simulation.runner import run
from energyplus_runs.simulation.scenarios import read_scenarios
from energyplus_runs.simulation.weather import load_places

ROOT = Path(__file__).parents[2]
EDITION = ROOT / "rules" / "editions" / "island-2026-r1"
GUESTHOUSE = ROOT / "assessments" / "samples" / "rainforest-guesthouse" / "guesthouse.idf"
APARTMENTS = "ASHRAE901_ApartmentMidRise_STD2019_Denver.idf"
PLACE = "qionghai"
_WINDOWS = ("FenestrationSurface:Detailed", "Window")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.evidence.outage")
    parser.add_argument("--out", type=Path, help="also write each result as a JSON line")
    out = parser.parse_args().out
    rows = []
    for row in _rows(find_engine()):
        rows.append(row)
        if out:
            with out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    for line in _table(rows):
        print(line)  # noqa: T201 - what the program is for
    return 0 if _safer(rows) else 1


def _designs() -> Iterator[tuple[str, str]]:
    found = importlib.util.find_spec("pyenergyplus")
    if found is None or found.origin is None:
        raise SystemExit("The test extra with pyenergyplus-lbnl is not installed.")
    prototype = Path(found.origin).parent / "data" / "model" / APARTMENTS
    yield "Rainforest guesthouse", GUESTHOUSE.read_text(encoding="utf-8")
    yield prototype.stem, prototype.read_text(encoding="latin-1")


def _rows(engine: Engine) -> Iterator[dict[str, Any]]:
    for name, text in _designs():
        for shaded in (False, True):
            yield {"design": name, "shaded": shaded, **_outage(engine, _variant(engine, text, shaded=shaded))}


def _variant(engine: Engine, text: str, *, shaded: bool) -> str:
    """The model without its own shading objects, and with a projection over every outside window where it is to be shaded.

    Both let shadows fall: one that says "MinimalShadowing", as the apartments do, would not see its projections.
    """
    model = load(text, engine)
    for building in model.objects("Building"):
        building.set("Solar Distribution", "FullExterior")
    kinds = [name for name in model.type_names() if name.startswith("shading:")]
    model.remove([item for name in kinds for item in model.objects(name)])
    for name in _outside_windows(model) if shaded else ():
        fields = {
            "Name": f"{name} projection",
            "Window or Door Name": name,
            "Height above Window or Door": "0",
            "Tilt Angle from Window/Door": "90",
            "Left extension from Window/Door Width": "0.2",
            "Right extension from Window/Door Width": "0.2",
            "Depth as Fraction of Window/Door Height": "1",
        }
        model.add("Shading:Overhang:Projection", fields)
    return model.write()


def _outside_windows(model: IdfModel) -> list[str]:
    outside = {
        item.name.lower()
        for item in model.objects("BuildingSurface:Detailed")
        if item.get("Outside Boundary Condition").lower() == "outdoors"
        and item.get("Surface Type").lower() == "wall"
    }
    return [
        item.name
        for name in _WINDOWS
        for item in model.objects(name)
        if item.get("Building Surface Name").lower() in outside
        and (name == "Window" or item.get("Surface Type").lower() == "window")
    ]


def _outage(engine: Engine, text: str) -> dict[str, Any]:
    gazetteer = load_places()
    place = gazetteer.places[PLACE]
    station = gazetteer.station_of(place)
    annexes = {
        name: yaml.safe_load((EDITION / name).read_text("utf-8"))
        for name in ("protocol.yaml", "scenarios.yaml")
    }
    protocol = read_protocol(annexes["protocol.yaml"])
    treatments = read_scenarios(annexes["scenarios.yaml"]).cases["outage"].treatments
    prepared = prepare(text, engine, place, station, protocol)
    site = site_of(place, station, protocol)
    case = treat(prepared, engine, site, treatments, station.epw.path.read_bytes())
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(engine, case.prepared.text, station.epw.path, Path(folder), trusted=True)
        if outcome.sql is None:
            raise SystemExit(f"the run failed: {outcome.findings}")
        results = read_results(outcome.sql)
    outage = results.resilience.outage if results.resilience else None
    if outage is None or outage.worst is None:
        raise SystemExit(f"the result was refused: {results.findings}")
    return {
        "set_above_30_k_h": outage.worst.set_above_30_k_h,
        "worst_zone": outage.worst.zone,
        "highest_set_c": max(zone.highest_set_c for zone in outage.zones),
        "zones": len(outage.zones),
        "least_k_h": min(zone.set_above_30_k_h for zone in outage.zones),
        "used_joules": sum(outage.used_joules.values()),
        "hours": results.simulated_hours,
        "wall_s": round(time.monotonic() - started, 1),
    }


def _table(rows: list[dict[str, Any]]) -> Iterator[str]:
    yield (
        "| design | windows | worst zone | SET above 30 °C, K·h | mildest zone, K·h | highest SET, °C "
        "| zones | used in the outage, J |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        windows = "projection" if row["shaded"] else "bare"
        yield (
            f"| {row['design']} | {windows} | {row['worst_zone']} | {row['set_above_30_k_h']:.1f} | {row['least_k_h']:.1f} "
            f"| {row['highest_set_c']:.1f} | {row['zones']} | {row['used_joules']:g} |"
        )


def _safer(rows: list[dict[str, Any]]) -> bool:
    """Whether shade lowers the degree-hours of the worst zone of every design."""
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return all(shaded["set_above_30_k_h"] < bare["set_above_30_k_h"] for bare, shaded in pairs)


if __name__ == "__main__":
    sys.exit(main())
