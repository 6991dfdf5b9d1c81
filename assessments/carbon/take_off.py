"""Reading a bill of quantities from CSV or XLSX.

Columns: `line_id, element, material, quantity, unit`, and, if known, `density_kg_per_m3, factor_key,
    origin, legs, service_life_yr, mass_kg_per_unit, source`, in any order and under the words that offices
    use for them. Quantities are net: waste is added in A5.3. Cells are kept as text: nothing in them is run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from assessments.carbon.catalogue import FINDINGS, listed
from assessments.carbon.decoding import decode_upload
from assessments.carbon.legs import Leg
from assessments.carbon.spreadsheets import Workbook, is_workbook, open_workbook
from assessments.carbon.take_off_columns import NOTHING_SAID, WORDS, header_cells, plain_words
from assessments.carbon.take_off_line import Manner
from assessments.carbon.take_off_table import (
    HEADER_WITHIN,
    Record,
    Table,
    header_among,
    read_table,
    reads_as_take_off,
)
from assessments.carbon.units import Unit
from standard_site.lib.findings import Finding, Where, has_errors

Progress = Callable[[int, int | None], None]

_DELIMITERS = ",;\t"
_LINES_BESIDE = 1000  # titles, headings and totals beside the lines themselves
_HEADER_WITHIN = 10
_SHEETS_NAMED = 10
_ROWS_SHOWN = 5
_HEARD_EVERY = 256  # records


@dataclass(frozen=True, slots=True)
class TakeOffLimits:
    """How much is read of one file: bytes, lines of data, characters in a cell, findings listed before
    the rest is counted."""

    max_bytes: int = 20_000_000
    max_lines: int = 100_000
    max_cell_characters: int = 500
    max_findings: int = 200


@dataclass(frozen=True, slots=True)
class TableHead:
    """The row of a table that is its header or is likest to one, its number, and the first rows below it."""

    line: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TakeOffLine:
    """One line of the bill; what was not said is None.

    Args:
        line_id: the line's own name, unique in the file.
        element: the part of the building it belongs to.
        material: the material as the author names it.
        quantity: net amount [unit].
        unit: what the amount is counted in.
        file_line: line of the file it was read from.
        density_kg_per_m3: declared density [kg/m3].
        factor_key: key of the carbon factor to use.
        origin: where the material comes from, a key of the edition's default legs.
        legs: declared transport legs.
        service_life_yr: declared service life [yr].
        mass_kg_per_unit: declared mass of one unit [kg/unit].
        source: where the line stands in what it was read from.
    """

    line_id: str
    element: str
    material: str
    quantity: float
    unit: Unit
    file_line: int
    density_kg_per_m3: float | None = None
    factor_key: str | None = None
    origin: str | None = None
    legs: tuple[Leg, ...] | None = None
    service_life_yr: float | None = None
    mass_kg_per_unit: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class TakeOff:
    """The lines that could be read, and what was found on the way. Any error means the file is not to be
    used. `interpreted` is true when the file is not in the common form: `take_off_text` writes it so.
    `said` are the headings that were read as people said, each with its column."""

    lines: tuple[TakeOffLine, ...]
    findings: tuple[Finding, ...]
    encoding: str | None = None
    interpreted: bool = False
    said: tuple[tuple[str, str], ...] = ()

    @property
    def accepted(self) -> bool:
        return not has_errors(self.findings)


def template_csv(language: str = "en") -> bytes:
    """An empty take-off to fill in: the header alone, UTF-8 with a byte order mark so that spreadsheets
    read Chinese right."""
    return ("\ufeff" + ",".join(header_cells(language)) + "\r\n").encode()


def read_take_off(
    data: bytes,
    file_name: str,
    limits: TakeOffLimits | None = None,
    said: Mapping[str, str] = NOTHING_SAID,
    on_progress: Progress | None = None,
) -> TakeOff:
    """Read a bill of quantities.

    Args:
        data: the uploaded file [bytes]; XLSX, or text in UTF-8, UTF-16 with mark, or GB18030 with comma,
            semicolon or tab between cells.
        file_name: name shown in findings.
        limits: how much is read.
        said: our column by heading (`heading_key`), where people said what a heading means.
        on_progress: hears now and then how many records were read, and of how many where that is known; what it
            raises stops the reading and goes on to the caller.

    Returns:
        Lines and findings; a broken file gives findings, never an exception.
    """
    limits = limits or TakeOffLimits()
    if is_workbook(data) and len(data) <= limits.max_bytes:
        return _read_workbook(data, file_name, limits, said, on_progress)
    decoded = decode_upload(data, file_name, limits.max_bytes)
    if decoded.finding:
        return TakeOff((), (decoded.finding,))
    # Counting line ends first refuses an oversized file before any of it is parsed.
    physical = max(decoded.text.count("\n"), decoded.text.count("\r"))
    if physical > limits.max_lines + _LINES_BESIDE:
        return TakeOff((), (_too_many(file_name, physical, limits),), decoded.encoding)
    broken: list[Finding] = []
    delimiter = _delimiter(decoded.text)
    records = _records(decoded.text, delimiter, file_name, broken)
    manner = Manner(limits.max_cell_characters, delimiter != ";", said=said)
    table = read_table(_heard(records, on_progress, physical), file_name, manner)
    return _take_off(table, broken, file_name, limits, decoded.encoding)


def table_head(
    data: bytes, file_name: str, limits: TakeOffLimits, said: Mapping[str, str] = NOTHING_SAID
) -> TableHead | None:
    """The header of a table, or the row that is likest to one, with the first rows below it; None where it cannot be read."""
    if is_workbook(data):
        with open_workbook(data, file_name, limits.max_lines) as workbook:
            sheet = _sheet(workbook, file_name, said) if not workbook.findings else None
            return _head(workbook.rows(sheet), said) if sheet is not None else None
    decoded = decode_upload(data, file_name, limits.max_bytes)
    if decoded.finding:
        return None
    return _head(_records(decoded.text, _delimiter(decoded.text), file_name, []), said)


def _head(records: Iterator[Record], said: Mapping[str, str]) -> TableHead | None:
    first = list(islice(records, HEADER_WITHIN + _ROWS_SHOWN))
    index = header_among(first[:HEADER_WITHIN], said)
    if index is None:
        return None
    header = tuple(cell.strip() for cell in first[index][1])
    rows = [tuple(cells[: len(header)]) for _, cells in first[index + 1 : index + 1 + _ROWS_SHOWN]]
    return TableHead(first[index][0], header, tuple(rows))


def _read_workbook(
    data: bytes, file_name: str, limits: TakeOffLimits, said: Mapping[str, str], on_progress: Progress | None
) -> TakeOff:
    with open_workbook(data, file_name, limits.max_lines) as workbook:
        sheet = _sheet(workbook, file_name, said) if not workbook.findings else None
        if sheet is None:
            return TakeOff((), tuple(workbook.findings))
        merged = workbook.merged(sheet)
        manner = Manner(limits.max_cell_characters, sheet=sheet, merged=merged, said=said)
        table = read_table(_heard(workbook.rows(sheet), on_progress, None), file_name, manner)
        return _take_off(table, workbook.findings, file_name, limits, None)


def _heard(records: Iterator[Record], on_progress: Progress | None, total: int | None) -> Iterator[Record]:
    """The records, with word now and then of how many there were."""
    for count, record in enumerate(records, start=1):
        if on_progress is not None and count % _HEARD_EVERY == 0:
            on_progress(count, total)
        yield record


def _sheet(workbook: Workbook, file_name: str, said: Mapping[str, str]) -> str | None:
    """The sheet that reads as a take-off; None with a finding when it cannot be told which."""
    names = workbook.sheets
    reading = [name for name in names if reads_as_take_off(workbook.rows(name), said)]
    called = [name for name in reading if plain_words(name) in WORDS["rows"]["sheets"]]
    chosen = called if len(called) == 1 else reading or names[:1]
    if len(chosen) != 1:
        where = Where(file=file_name)
        workbook.findings.append(
            FINDINGS.make("take-off-several-sheets", where, sheets=", ".join(chosen[:_SHEETS_NAMED]))
        )
        return None
    if len(names) > 1:
        where = Where(file=file_name, object=chosen[0])
        values = {
            "sheet": chosen[0],
            "others": ", ".join([n for n in names if n != chosen[0]][:_SHEETS_NAMED]),
        }
        workbook.findings.append(FINDINGS.make("take-off-sheet-chosen", where, **values))
    return chosen[0]


def _take_off(
    table: Table, before: list[Finding], file_name: str, limits: TakeOffLimits, encoding: str | None
) -> TakeOff:
    lines = [TakeOffLine(**values) for values in table.lines]
    findings = [*before, *table.findings]
    if len(lines) > limits.max_lines:
        findings, lines = [_too_many(file_name, len(lines), limits)], []
    elif not lines and not has_errors(findings):
        code = "take-off-no-lines" if table.header_found else "upload-empty"
        findings.append(FINDINGS.make(code, Where(file=file_name), max_bytes=limits.max_bytes))
    found = listed(findings, file_name, limits.max_findings)
    return TakeOff(tuple(lines), found, encoding, encoding is None or table.interpreted, table.said)


def _too_many(file_name: str, lines: int, limits: TakeOffLimits) -> Finding:
    where = Where(file=file_name)
    return FINDINGS.make("take-off-too-many-lines", where, lines=lines, most=limits.max_lines)


def _records(text: str, delimiter: str, file_name: str, findings: list[Finding]) -> Iterator[Record]:
    """Records with the file line each starts on; blank ones are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        findings.append(FINDINGS.make("take-off-broken-row", Where(file=file_name, line=start), reason=error))


def _delimiter(text: str) -> str:
    """The sign that parts most cells in one of the first lines: a title above the header has none."""
    first = re.split(r"[\r\n]+", text.lstrip(), maxsplit=_HEADER_WITHIN)[:_HEADER_WITHIN]
    return max(_DELIMITERS, key=lambda sign: max(line.count(sign) for line in first))
