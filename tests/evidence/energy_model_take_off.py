"""Exterior areas of the estimate from the energy model against the envelope tables that EnergyPlus itself writes.

    python -m tests.evidence.energy_model_take_off [NAME …]

Each prototype of pyenergyplus-lbnl (small office, mid-rise apartments, large office with multiplied storeys) is sized by the
engine, which writes its report EnvelopeSummary. Surface by surface, gross and net area of walls, roofs, floors, doors and
windows must equal what `quantities_surfaces` says, to the two decimals that are printed. Exit code 1 when anything differs.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import tempfile
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from energyplus_runs.simulation.installation import Engine, find_engine
from energyplus_runs.simulation.intake import examine
from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.placement import place
from energyplus_runs.simulation.quantities_surfaces import BuiltSurface, Element, built_surfaces
from energyplus_runs.simulation.runner import run
from energyplus_runs.simulation.schema_index import load_schema
from energyplus_runs.simulation.sizes import for_sizing_only
from tests.evidence.designs import Design, prototypes

NAMES = (
    "ASHRAE901_OfficeSmall_STD2019_Denver",
    "ASHRAE901_ApartmentMidRise_STD2019_Denver",
    "ASHRAE901_OfficeLarge_STD2019_Denver",
)
_PRINTED = 0.005001  # m²: half of the last decimal
_CELLS = """
    SELECT TableName, RowName, ColumnName, Value FROM TabularDataWithStrings
    WHERE ReportName = 'EnvelopeSummary' AND Units = 'm2'
"""
# By table: the columns of the engine that are gross and net area.
_TABLES = {
    "Opaque Exterior": ("Gross Area", "Net Area"),
    "Exterior Fenestration": ("Area of Multiplied Openings", "Glass Area"),
    "Exterior Door": ("Gross Area", "Net Area"),
}
_Areas = dict[str, tuple[float, float]]  # by surface in capitals: gross and net area [m²]


def main() -> int:
    engine = find_engine()
    differ = 0
    for design in prototypes(sys.argv[1:] or NAMES):
        own = _own(engine, design)
        for table, theirs in _engine_areas(engine, design).items():
            differ += _compare(design.name, table, theirs, own)
    return 1 if differ else 0


def _own(engine: Engine, design: Design) -> dict[str, BuiltSurface]:
    intake = examine(design.path.read_bytes(), design.path.name, engine)
    model = Model(intake.objects, load_schema(engine.schema))
    return {one.name.upper(): one for one in built_surfaces(model, place(model).surfaces)}


def _engine_areas(engine: Engine, design: Design) -> dict[str, _Areas]:
    intake = examine(design.path.read_bytes(), design.path.name, engine)
    assert intake.text is not None, [str(finding) for finding in intake.findings]
    text = re.sub(r"(Output:SQLite,\s*)Simple\b", r"\1SimpleAndTabular", for_sizing_only(intake.text, engine))
    text += "\nOutput:Table:SummaryReports,EnvelopeSummary;\n"
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(engine, text, design.own_weather, Path(folder) / "run")
        assert outcome.sql is not None, [str(finding) for finding in outcome.findings]
        with closing(sqlite3.connect(outcome.sql)) as database:
            return _areas(database.execute(_CELLS).fetchall())


def _areas(cells: list[tuple[str, str, str, str]]) -> dict[str, _Areas]:
    rows: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for table, row, column, value in cells:
        if table in _TABLES and "Total" not in row and "Average" not in row and value.strip():
            rows[table, row][column] = float(value)
    found: dict[str, _Areas] = defaultdict(dict)
    for (table, row), columns in rows.items():
        gross, net = _TABLES[table]
        if gross in columns:
            found[table][row] = (columns[gross], columns.get(net, columns[gross]))
    return found


def _compare(design: str, table: str, theirs: _Areas, own: dict[str, BuiltSurface]) -> int:
    """One line for a table; how many of its surfaces differ. The engine's areas are in full, ours before shares."""
    differ = [name for name, areas in theirs.items() if name not in own or not _equal(areas, own[name])]
    sums = [sum(areas[i] for areas in theirs.values()) for i in (0, 1)]
    ours = [own[name] for name in theirs if name in own]
    gross, net = (sum(areas) for areas in zip(*map(_as_printed, ours), strict=True))
    sys.stdout.write(
        f"{design} | {table} | {len(theirs)} | {sums[0]:.2f} | {gross:.2f} | {sums[1]:.2f} | {net:.2f} "
        f"| {len(differ)} differ {differ[:3]}\n"
    )
    return len(differ)


def _equal(areas: tuple[float, float], own: BuiltSurface) -> bool:
    return all(abs(one - other) <= _PRINTED for one, other in zip(areas, _as_printed(own), strict=True))


def _as_printed(own: BuiltSurface) -> tuple[float, float]:
    """Gross and net area as the engine prints them: all multiplied but the glass, which is that of one opening."""
    net = own.net_m2 if own.element is Element.WINDOW else own.net_m2 * own.times
    return own.gross_m2 * own.times, net


if __name__ == "__main__":
    sys.exit(main())
