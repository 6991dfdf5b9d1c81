"""The sheet of lines: what is put in on the left, formulas in words in the second row, what comes out on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from assessments.carbon.whole_life import LineWholeLife
from assessments.exports.ledger import PER_KG, Journey, Ledger, LedgerLine
from assessments.exports.safe_text import safe_text

SHEET: Final = "Lines"
FIRST_ROW: Final = 2
"""Rows counted from 0: headings, formulas in words, then the lines."""

Cells = Mapping[str, str]
"""The address of a line's cells by column key."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value it has, so that a program that does not compute shows it too."""

    text: str
    value: float


Made = str | float | Formula | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, heading, formula in words, and how a line fills it."""

    key: str
    heading: str
    words: str
    fill: Callable[[LedgerLine, Mapping[int, LineWholeLife], Cells], Made]


def columns(periods: tuple[int, ...]) -> tuple[Column, ...]:
    """All columns; B4 and the number of replacements once for each study period [yr]."""
    replaced = [column for period in periods for column in _replaced(period, periods)]
    return (*_GIVEN, *_ONCE, *replaced, *_APART)


def write_lines(sheet: Worksheet, ledger: Ledger, periods: tuple[int, ...]) -> dict[str, str]:
    """Fill the sheet; answers the range of every column whose cells are all known, by key."""
    every = columns(periods)
    for index, column in enumerate(every):
        sheet.write_string(0, index, column.heading)
        sheet.write_string(1, index, column.words)
    lives = {period: ledger.line_lives(period) for period in periods}
    whole = set(range(len(every)))
    for row, line in enumerate(ledger.lines, FIRST_ROW):
        cells = {column.key: xl_rowcol_to_cell(row, index) for index, column in enumerate(every)}
        of_line = {period: lives[period][line.line_id] for period in periods}
        for index, column in enumerate(every):
            made = column.fill(line, of_line, cells)
            write(sheet, row, index, made)
            if made is None:
                whole.discard(index)
    sheet.freeze_panes(FIRST_ROW, 3)
    last = FIRST_ROW + len(ledger.lines)
    return {every[index].key: _range(index, last) for index in sorted(whole) if ledger.lines}


def write(sheet: Worksheet, row: int, column: int, made: Made) -> None:
    """One cell: text stays text, a formula carries its value, and what is not known says so."""
    if made is None:
        sheet.write_string(row, column, "not known")
    elif isinstance(made, Formula):
        sheet.write_formula(row, column, made.text, None, made.value)
    elif isinstance(made, str):
        sheet.write_string(row, column, safe_text(made))
    else:
        sheet.write_number(row, column, made)


def _range(index: int, last: int) -> str:
    name = xl_col_to_name(index)
    return f"{SHEET}!${name}${FIRST_ROW + 1}:${name}${last}"


def _given(key: str, heading: str, attribute: str) -> Column:
    return Column(key, heading, "given", lambda line, lives, cells: getattr(line, attribute))


def _per_unit(module: str) -> Column:
    heading = f"{module} factor [kgCO2e/unit]"
    return Column(f"{module} factor", heading, "given", lambda line, lives, cells: line.per_unit[module])


def _per_tonne(key: str, heading: str, attribute: str) -> Column:
    def fill(line: LedgerLine, lives: Mapping[int, LineWholeLife], cells: Cells) -> Made:
        journeys: tuple[Journey, ...] | None = getattr(line, attribute)
        if journeys is None:
            return None
        legs = [f"{leg.distance_km!r}*{leg.kgco2e_per_tkm!r}" for leg in journeys]
        value = sum(leg.distance_km * leg.kgco2e_per_tkm for leg in journeys)
        return Formula("=" + "+".join(legs), value) if legs else 0.0

    return Column(key, heading, "sum of km x kgCO2e/(t km) of each leg", fill)


def _module(module: str, words: str, formula: Callable[[LedgerLine, Cells], str]) -> Column:
    """A module of one line: its formula where the value is known."""

    def fill(line: LedgerLine, lives: Mapping[int, LineWholeLife], cells: Cells) -> Made:
        value = next(iter(lives.values())).modules.get(module)
        return None if value is None else Formula(formula(line, cells), value)

    return Column(module, f"{module} [kgCO2e]", words, fill)


def _by_mass(module: str) -> Column:
    heading = f"{module} by mass [kgCO2e/kg]"
    return Column(f"{module} by mass", heading, "given", lambda line, lives, cells: line.per_kg[module])


def _waste(line: LedgerLine, cells: Cells) -> str:
    disposal = "".join(f"+{cells[module]}" for module in line.wasted)
    return f"={cells['waste']}*({cells['A1-A3']}+{cells['A4']}{disposal})"


def _amount_times(module: str) -> Callable[[LedgerLine, Cells], str]:
    return lambda line, cells: f"={cells['amount']}*{cells[f'{module} factor']}"


def _stated_or_by_mass(module: str) -> Callable[[LedgerLine, Cells], str]:
    def formula(line: LedgerLine, cells: Cells) -> str:
        if line.per_kg[module] is not None:
            return f"={cells['mass']}*{cells[f'{module} by mass']}"
        return f"={cells['amount']}*{cells[f'{module} factor']}"

    return formula


def _treatment(line: LedgerLine, cells: Cells) -> str:
    if line.ways_out is not None:
        return f"={cells['mass']}/1000*{cells['way out']}"
    return f"={cells['amount']}*{cells['C2 factor']}"


def _replaced(period: int, periods: tuple[int, ...]) -> tuple[Column, ...]:
    def count(line: LedgerLine, lives: Mapping[int, LineWholeLife], cells: Cells) -> Made:
        number = lives[period].replacements
        text = f"=MAX(ROUNDUP(ROUND(Period_{period}/{cells['life']},9),0)-1,0)"
        return None if number is None else Formula(text, number)

    def b4(line: LedgerLine, lives: Mapping[int, LineWholeLife], cells: Cells) -> Made:
        value, number = lives[period].modules["B4"], lives[period].replacements
        if value is None or number == 0:
            return value  # what is never replaced emits nothing, whatever else is known of it
        once = "+".join(cells[module] for module in _EACH_TIME)
        return Formula(f"={cells[f'n {period}']}*({once})", value)

    words = "round up (years / service life) - 1"
    each = " + ".join(_EACH_TIME)
    return (
        Column(f"n {period}", f"Replacements in {period} years", words, count),
        Column(f"B4 {period}", f"B4 in {period} years [kgCO2e]", f"replacements x ({each})", b4),
    )


def _biogenic(line: LedgerLine, lives: Mapping[int, LineWholeLife], cells: Cells) -> Made:
    value = next(iter(lives.values())).biogenic_kgco2
    return None if value is None else Formula(f"={cells['amount']}*{cells['biogenic factor']}", value)


_EACH_TIME: Final = ("A1-A3", "A4", "A5.3", "C1", "C2", "C3", "C4")
_GIVEN: Final[tuple[Column, ...]] = (
    _given("line", "Line", "line_id"),
    _given("element", "Element", "element"),
    _given("material", "Material", "material"),
    _given("factor", "Factor", "factor_key"),
    _given("source", "Source of the factor", "source"),
    _given("amount", "Amount [unit]", "amount"),
    _given("unit", "Unit", "unit"),
    _given("mass", "Mass [kg]", "mass_kg"),
    *(_per_unit(module) for module in ("A1-A3", "C1", "C2", "C3", "C4")),
    *(_by_mass(module) for module in PER_KG),
    _given("biogenic factor", "Stored carbon [kgCO2/unit]", "biogenic_per_unit"),
    _per_tonne("way", "Way to the site [kgCO2e/t]", "journeys"),
    _per_tonne("way out", "Way to treatment [kgCO2e/t]", "ways_out"),
    _given("waste", "Wasted on site [1]", "waste_rate"),
    _given("life", "Service life [yr]", "service_life_yr"),
)
_ONCE: Final[tuple[Column, ...]] = (
    _module("A1-A3", "amount x factor", _amount_times("A1-A3")),
    _module("A4", "mass / 1000 x way", lambda line, cells: f"={cells['mass']}/1000*{cells['way']}"),
    _module("A5.3", "waste x (A1-A3 + A4 + C2-C4 as far as known)", _waste),
    _module("C1", "amount x factor, else mass x share by mass", _stated_or_by_mass("C1")),
    _module("C2", "amount x factor, else mass / 1000 x way", _treatment),
    _module("C3", "amount x factor, else mass x factor by mass", _stated_or_by_mass("C3")),
    _module("C4", "amount x factor, else mass x factor by mass", _stated_or_by_mass("C4")),
)
_APART: Final[tuple[Column, ...]] = (
    Column("biogenic", "Stored carbon [kgCO2], apart", "amount x stored carbon", _biogenic),
)
