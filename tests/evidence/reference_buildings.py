"""Design and reference building of three prototypes through the year, side by side.

    python -m tests.evidence.reference_buildings [--only NAME …]

Each is prepared for Qionghai by edition data, its reference building made by the recipe of the second edition, and both run for
8,760 h. What the engine's own tables say of the reference is held against the recipe, and what must not change is compared to the
last bit. Exit code 1 when anything does not hold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from energyplus_runs.simulation.installation import Engine, find_engine
from energyplus_runs.simulation.results import Results, read_results
from energyplus_runs.simulation.runner import run
from tests.energyplus_runs.simulation.reference.made import Made, make, recipe, site
from tests.energyplus_runs.simulation.reference.unchanged import untouched
from tests.evidence.designs import Row, say, table

# Each with the use it is read as; the apartment house as a hotel, for homes have no confirmed figures.
_PROTOTYPES = {
    "ASHRAE901_OfficeSmall_STD2019_Denver": "office_whole",
    "ASHRAE901_HotelSmall_STD2019_Denver": "hotel",
    "ASHRAE901_ApartmentMidRise_STD2019_Denver": "hotel",
}
_PROCESS = ("interior_equipment", "exterior_lighting", "exterior_equipment", "refrigeration")
_HOURS = 8760.0


@dataclass(frozen=True, slots=True)
class _Pair:
    """A reference building with the years of both."""

    name: str
    made: Made
    design: Results
    reference: Results


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.evidence.reference_buildings")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    only = parser.parse_args().only
    engine, holds = find_engine(), True
    for name, use in _PROTOTYPES.items():
        if not only or name in only:
            with tempfile.TemporaryDirectory() as folder:
                holds &= _shown(_pair(engine, Path(folder), name, use))
    return 0 if holds else 1


def _pair(engine: Engine, folder: Path, name: str, use: str) -> _Pair:
    made = make(name, engine, folder, use)
    years = [
        _year(engine, text, folder / called)
        for called, text in (("design", made.design_text), ("reference", made.reference_text))
    ]
    return _Pair(name, made, *years)


def _year(engine: Engine, text: str, folder: Path) -> Results:
    outcome = run(engine, text, site().station.epw.path, folder)
    if outcome.sql is None:
        raise SystemExit("\n".join(str(finding) for finding in outcome.findings))
    return read_results(outcome.sql, _HOURS)


def _shown(pair: _Pair) -> bool:
    for finding in pair.made.findings:
        say(f"\n{finding.code}: {finding.message['en']}")
    years = table(f"{pair.name}: the year", ("", "design", "reference"), _energy(pair))
    taken = table(f"{pair.name}: what the engine took it for", ("", "recipe", "engine"), _taken(pair.made))
    return years and taken


def _energy(pair: _Pair) -> Iterator[Row]:
    areas = [year.total_building_area_m2 or 0.0 for year in (pair.design, pair.reference)]
    yield Row(("floor area, m²", *(f"{area:.1f}" for area in areas)), areas[0] == areas[1])
    totals = [sum(year.carriers.values()) for year in (pair.design, pair.reference)]
    each = zip(totals, areas, strict=True)
    yield Row(("all energy, kWh/(m²·a)", *(f"{total / area:.1f}" for total, area in each)), all(totals))
    uses = [_by_use(year) for year in (pair.design, pair.reference)]
    for use in dict.fromkeys([*uses[0], *uses[1]]):
        values = [by.get(use, 0.0) for by in uses]
        equal = not use.startswith(_PROCESS) or values[0] == values[1]
        yield Row((use, *(f"{value / areas[0]:.2f}" for value in values)), equal)
    for word in ("heating", "cooling"):
        hours = [getattr(year, f"unmet_{word}_h") for year in (pair.design, pair.reference)]
        yield Row((f"hours beyond the {word} setpoint", *(f"{value:.0f}" for value in hours)), holds=True)


def _by_use(year: Results) -> dict[str, float]:
    return {f"{use.end_use}, {use.carrier}": use.kwh for use in year.end_uses if use.kwh}


def _taken(made: Made) -> Iterator[Row]:
    """The engine's tables against the recipe; tolerances as in the tests."""
    rules = recipe()
    film = rules.film_resistance_m2k_per_w
    opaque = made.table("EnvelopeSummary", "Opaque Exterior").values()
    for part in ("WALL", "ROOF", "FLOOR"):
        found = {
            1 / (1 / float(row["U-Factor no Film"]) + film)
            for row in opaque
            if f"REFERENCE {part}" in row["Construction"]
        }
        if found:
            limits = {0.5, 0.8} if part == "ROOF" else {0.8, 1.5}
            near = all(min(abs(k / limit - 1) for limit in limits) < 0.005 for k in found)
            yield Row((f"K {part.lower()}, W/(m²·K)", _listed(limits), _listed(found)), near)
    panes = made.table("EnvelopeSummary", "Exterior Fenestration").values()
    for side in ("NORTH", "EAST", "SOUTH", "WEST", "ROOF"):
        rows = [row for row in panes if row["Construction"].endswith(f"WINDOW {side}")]
        if rows:
            values = ("Glass U-Factor", "Glass SHGC")
            shown = " / ".join(_listed({float(row[name]) for row in rows}) for name in values)
            yield Row((f"windows {side.lower()}, U / SHGC", "by its share", shown), holds=True)
    yield from _equipment(made)
    differ = untouched(made.design_text, made.reference_text, made.engine)
    yield Row(("objects and fields that differ and should not", "0", str(len(differ))), not differ)


def _equipment(made: Made) -> Iterator[Row]:
    lights = [
        row for row in made.table("LightingSummary", "Interior Lighting").values() if row.get("Zone Name")
    ]
    floor = {row["Zone Name"]: float(row["Space Area"]) for row in lights}
    power = dict.fromkeys(floor, 0.0)
    for row in lights:
        power[row["Zone Name"]] += float(row["Total Power"])
    densities = {power[zone] / floor[zone] for zone in floor}
    wanted = {7.0, 9.0}
    near = all(min(abs(density - value) for value in wanted) < 0.01 for density in densities)
    yield Row(("lights in each zone, W/m²", _listed(wanted), _listed(densities)), near)
    ratings = made.table("EquipmentSummary", "DX Cooling Coil Standard Ratings 2017")
    found = [
        float(row["Standard Rating Net COP"])
        for row in ratings.values()
        if row.get("Standard Rating Net COP")
    ]
    limits = {3.2, 2.85, 2.75, 2.6, 2.55}
    # the design's curves need not be exactly one at the point of rating, and coils of many speeds are rated by all of them
    near = all(min(abs(cop / limit - 1) for limit in limits) < 0.05 for cop in found)
    yield Row(("net COP of cooling coils", _listed(limits), f"{min(found):.2f} … {max(found):.2f}"), near)


def _listed(values: set[float]) -> str:
    return ", ".join(dict.fromkeys(f"{value:.3g}" for value in sorted(values)))


if __name__ == "__main__":
    sys.exit(main())
