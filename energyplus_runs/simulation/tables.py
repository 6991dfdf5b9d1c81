"""Values of EnergyPlus's summary tables, always by report, table, row, column and unit, never by position."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from energyplus_runs.simulation.findings_run import CATALOGUE
from standard_site.lib.findings import Finding

_IN_TABLE = """FROM TabularDataWithStrings
    WHERE ReportForString = 'Entire Facility' AND ReportName = ? AND TableName = ?"""


@dataclass(frozen=True, slots=True)
class Cell:
    """The address of one value."""

    report: str
    table: str
    row: str
    column: str
    unit: str


_AREAS = ("AnnualBuildingUtilityPerformanceSummary", "Building Area")
_UNMET = ("SystemSummary", "Time Setpoint Not Met", "Facility")

TOTAL_AREA = Cell(*_AREAS, "Total Building Area", "Area", "m2")
CONDITIONED_AREA = Cell(*_AREAS, "Net Conditioned Building Area", "Area", "m2")
UNMET_HEATING = Cell(*_UNMET, "During Occupied Heating", "hr")
UNMET_COOLING = Cell(*_UNMET, "During Occupied Cooling", "hr")

CELLS = (TOTAL_AREA, CONDITIONED_AREA, UNMET_HEATING, UNMET_COOLING)


def read_cells(database: sqlite3.Connection) -> tuple[dict[Cell, float | None], tuple[Finding, ...]]:
    """The number in each of CELLS. A missing table gives None and one warning, a missing row an error."""
    values: dict[Cell, float | None] = {}
    findings: dict[tuple[str, ...], Finding] = {}
    for cell in CELLS:
        values[cell] = _number(database, cell)
        if values[cell] is not None:
            continue
        if _exists(database, cell):
            names = {"row": cell.row, "column": cell.column, "unit": cell.unit}
            finding = CATALOGUE.make("table-row-unknown", None, report=cell.report, table=cell.table, **names)
            findings[cell.report, cell.table, cell.row, cell.column] = finding
        else:
            finding = CATALOGUE.make("table-missing", None, report=cell.report, table=cell.table)
            findings[cell.report, cell.table] = finding
    return values, tuple(findings.values())


def _exists(database: sqlite3.Connection, cell: Cell) -> bool:
    found = database.execute(f"SELECT 1 {_IN_TABLE} LIMIT 1", (cell.report, cell.table)).fetchone()
    return found is not None


def _number(database: sqlite3.Connection, cell: Cell) -> float | None:
    """None where there is no such value, or more than one, or it is no number."""
    statement = f"SELECT Value {_IN_TABLE} AND RowName = ? AND ColumnName = ? AND Units = ?"
    address = (cell.report, cell.table, cell.row, cell.column, cell.unit)
    found = database.execute(statement, address).fetchall()
    if len(found) != 1:
        return None
    try:
        return float(found[0][0])
    except (TypeError, ValueError):
        return None
