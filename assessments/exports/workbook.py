"""A workbook that works the building out again: every line, module, total and view is a formula with names a reader knows.

What a formula needs and nobody knows leaves the words "not known" in place of a number, in every total above it too.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from assessments.carbon.views import Term, View
from assessments.carbon.whole_life import MODULES, OF_A_LINE, UPFRONT, WholeLife
from assessments.exports.ledger import Ledger, beside_lines, shared_modules
from assessments.exports.workbook_lines import SHEET, Formula, Made, write, write_lines

_AREAS: Final = {
    "gia_m2": ("GIA_m2", "Gross internal area [m2]"),
    "useful_floor_area_m2": ("Useful_area_m2", "Useful floor area [m2]"),
    "gross_floor_area_m2": ("Gross_floor_area_m2", "Gross floor area 建筑面积 [m2]"),
}
_RESULTS: Final = {
    "Total_kg": "Total [kg]",
    "Area_m2": "Area [m2]",
    "A1_A5_kg_per_m2": "A1-A5 [kgCO2e/m2]",
    "Total_kg_per_m2": "Total [kg/m2]",
    "Total_kg_per_m2_yr": "Total [kg/(m2 yr)]",
}
"""The rows below the modules of a view, by the names their cells go by after the view's key."""

_DIRECT: Final = "Operation_direct_kgCO2"
_NO_LINKS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(ledger: Ledger) -> bytes:
    """The building as an XLSX file."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **_NO_LINKS}) as book:
        names = ("Views", "Modules", SHEET, "Building")
        views, modules, lines, building = (book.add_worksheet(name) for name in names)
        periods = tuple(ledger.lives)
        ranges = write_lines(lines, ledger, periods)
        _building(book, building, ledger)
        _modules(book, modules, ledger, ranges)
        _views(book, views, ledger)
    return file.getvalue()


def total_name(module: str, period_yr: int) -> str:
    """What the total of a module over a study period is called in the workbook, as Total_A1_A3_60yr."""
    return f"Total_{module.replace('-', '_').replace('.', '_')}_{period_yr}yr"


def _building(book: xlsxwriter.Workbook, sheet: Worksheet, ledger: Ledger) -> None:
    """Areas, periods, and the modules that no line has a part in."""
    row = _rows(sheet, 0, [("Building", ledger.name), ("Edition", ledger.edition)])
    for field, (name, heading) in _AREAS.items():
        _named(book, sheet, row, heading, name, getattr(ledger.areas, field))
        row += 1
    for period in ledger.lives:
        _named(book, sheet, row, f"Study period [{period} yr]", f"Period_{period}", float(period))
        row += 1
    for period, life in ledger.lives.items():
        for module in MODULES:
            known = life.modules[module] is not None
            value = beside_lines(life, module) if known else None
            heading = f"{module} beside the lines, {period} years [kgCO2e]"
            _named(book, sheet, row, heading, _beside(module, period), value)
            origin = life.origins.get(module)
            write(sheet, row, 2, origin.en if origin else "")
            row += 1
    for view in (view for view in ledger.views if view.recipe.direct_operation):
        value = next(term.value_kg for term in view.terms if term.module == "B6")
        _named(book, sheet, row, "Operation, direct [kgCO2]", _DIRECT, value)
    sheet.set_column(0, 0, 48)


def _modules(book: xlsxwriter.Workbook, sheet: Worksheet, ledger: Ledger, ranges: dict[str, str]) -> None:
    """The total of every module: the sum of the lines and what stands beside them."""
    row = _rows(sheet, 0, [("Module", "Total [kgCO2e]")])
    for period, life in ledger.lives.items():
        for module in MODULES:
            total = _total(life, module, period, ranges)
            _named(book, sheet, row, f"{module}, {period} years", total_name(module, period), total)
            row += 1
    sheet.set_column(0, 1, 24)


def _total(life: WholeLife, module: str, period: int, ranges: dict[str, str]) -> Made:
    value = life.modules[module]
    if value is None:
        return None
    key = f"B4 {period}" if module == "B4" else module
    by_line = module in OF_A_LINE and module in shared_modules(life)
    lines = f"SUM({ranges[key]})+" if by_line else ""
    return Formula(f"={lines}{_beside(module, period)}", value)


def _views(book: xlsxwriter.Workbook, sheet: Worksheet, ledger: Ledger) -> None:
    """The three views side by side: a row for each module, then totals and intensities."""
    for row, heading in enumerate(("Boundary", *MODULES, *_RESULTS.values()), 1):
        sheet.write_string(row, 0, heading)
    for column, view in enumerate(ledger.views, 1):
        _view(book, sheet, column, view)
    sheet.set_column(0, 3, 30)


def _view(book: xlsxwriter.Workbook, sheet: Worksheet, column: int, view: View) -> None:
    key, period = view.recipe.key.upper(), view.recipe.period_yr
    sheet.write_string(0, column, key)
    write(sheet, 1, column, view.boundary.en)
    for row, term in enumerate(view.terms, 2):
        shown: Made = "not counted"
        if term.counted:
            name = _name_of(term, period)
            shown = None if term.value_kg is None else Formula(f"={name}", term.value_kg)
        write(sheet, row, column, shown)
    for row, (name, (text, value)) in enumerate(_results(view).items(), 2 + len(view.terms)):
        write(sheet, row, column, None if value is None else Formula(f"={text}", value))
        _define(book, sheet, row, column, f"{key}_{name}")


def _results(view: View) -> dict[str, tuple[str, float | None]]:
    """The formulas of a view's results with their values, by the names of `_RESULTS`."""
    key, period = view.recipe.key.upper(), view.recipe.period_yr
    area = _AREAS[view.recipe.area][0]
    counted = {term.module: _name_of(term, period) for term in view.terms if term.counted}
    upfront = "+".join(name for module, name in counted.items() if module in UPFRONT)
    return {
        "Total_kg": ("+".join(counted.values()), view.total_kg),
        "Area_m2": (area, view.area_m2),
        "A1_A5_kg_per_m2": (f"({upfront})/{area}", view.upfront_kg_per_m2),
        "Total_kg_per_m2": (f"{key}_Total_kg/{area}", view.total_kg_per_m2),
        "Total_kg_per_m2_yr": (f"{key}_Total_kg_per_m2/Period_{period}", view.total_kg_per_m2_yr),
    }


def _name_of(term: Term, period_yr: int) -> str:
    return _DIRECT if term.gas == "kgCO2" else total_name(term.module, period_yr)


def _beside(module: str, period: int) -> str:
    return f"Beside_{module.replace('-', '_').replace('.', '_')}_{period}yr"


def _rows(sheet: Worksheet, row: int, pairs: Iterable[tuple[str, str]]) -> int:
    for heading, text in pairs:
        write(sheet, row, 0, heading)
        write(sheet, row, 1, text)
        row += 1
    return row


def _named(*place: Any) -> None:
    book, sheet, row, heading, name, made = place
    write(sheet, row, 0, heading)
    write(sheet, row, 1, made)
    _define(book, sheet, row, 1, name)


def _define(book: xlsxwriter.Workbook, sheet: Worksheet, row: int, column: int, name: str) -> None:
    cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
    book.define_name(name, f"={sheet.get_name()}!{cell}")
