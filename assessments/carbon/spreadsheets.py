"""Reading the sheets of an XLSX workbook that nobody vouches for.

Before a sheet is read every part is unpacked once in small pieces and counted: parts, bytes, cells, shared texts,
and signs of entities. openpyxl then reads the rows as a stream (`read_only`), with defusedxml beneath it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import repeat
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from assessments.carbon.catalogue import FINDINGS
from assessments.carbon.take_off_line import Formula
from standard_site.lib.findings import Finding, Where

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"  # .xls, and any Office file with a password
_PIECE: Final = 2**16
_MOST_PARTS: Final = 2000
_MOST_UNPACKED: Final = 300_000_000  # bytes of all parts together
_MOST_RATIO: Final = 200  # of a part's unpacked to packed bytes, once it is larger than _RATIO_FROM
_RATIO_FROM: Final = 10_000_000
_CELLS_A_LINE: Final = 40
_TEXTS_A_LINE: Final = 8
_MOST_COLUMNS: Final = 200  # the rest of a row is not read
_MOST_ROWS: Final = 1_048_576  # of the format; a number beyond it would be counted up to
_WHOLE: Final = 1e15  # up to here a float holds every whole number
_MOST_SHEETS: Final = 100
_MOST_MERGED: Final = 200_000
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)  # what openpyxl and zipfile raise on files that are not what they say
_TAGS: Final = re.compile(rb"<(?:\w+:)?(c|si|row|f)[ />]|(<!)(?:DOCTYPE|ENTITY)")
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')

_STYLES: Final = "xl/styles.xml"
_PERCENT_STYLE: Final = re.compile(rb'%|numFmtId="(?:9|10)"')  # 9 and 10 are the format's own percentages
_LITERAL: Final = re.compile(r'"[^"]*"|\\.')  # what a number format prints as it stands


class _Refused(Exception):
    """A workbook that is not read, by the code of the finding that says why."""


@dataclass(slots=True)
class _Counted:
    """What the parts of a workbook hold."""

    unpacked: int = 0
    cells: int = 0
    texts: int = 0
    rows: int = 0
    formulas: bool = False
    percents: bool = False
    merged: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Workbook:
    """An opened workbook: the names of its visible sheets, and what was found."""

    findings: list[Finding]
    sheets: list[str] = field(default_factory=list)
    _file_name: str = ""
    _values: Any = None
    _formulas: Any = None
    _merged: dict[str, list[str]] = field(default_factory=dict)
    _percents: bool = False

    def rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """Rows with something in them, each with its number; a sheet that breaks off says so in `findings`."""
        values = _rows_with_percents(self._values[name]) if self._percents else _rows(self._values[name])
        formulas = _rows(self._formulas[name]) if self._formulas is not None else repeat(())
        try:
            for number, (row, behind) in enumerate(zip(values, formulas, strict=False), start=1):
                if row.count(None) == len(row) and behind.count(None) == len(behind):
                    continue
                cells = [_text(value) for value in row[:_MOST_COLUMNS]]
                for index, formula in enumerate(behind[: len(cells)]):
                    if row[index] is None and isinstance(formula, str) and formula.startswith("="):
                        cells[index] = Formula(formula)
                if any(cells):
                    yield number, cells
        except _BROKEN:
            where = Where(file=self._file_name, object=name)
            self.findings.append(FINDINGS.make("workbook-broken", where))

    def merged(self, name: str) -> frozenset[tuple[int, int]]:
        """Row number and column (from 0) of the cells that a merged cell further up covers."""
        path = str(self._values[name]._worksheet_path).lstrip("/")
        covered: set[tuple[int, int]] = set()
        for reference in self._merged.get(path, ()):
            left, top, right, bottom = range_boundaries(reference)
            if (right - left + 1) * (bottom - top) + len(covered) > _MOST_MERGED:
                continue
            covered |= {(row, left - 1) for row in range(top + 1, bottom + 1)}
        return frozenset(covered)


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin as an archive or an old Office file does."""
    return data.startswith((_ZIP, _OLE))


@contextmanager
def open_workbook(data: bytes, file_name: str, max_lines: int) -> Iterator[Workbook]:
    """Open a workbook to read its sheets; one that is refused has findings and no sheets.

    Args:
        data: the uploaded file [bytes].
        file_name: name shown in findings.
        max_lines: the most rows that a take-off may have; cells and texts are bounded by it.
    """
    try:
        workbook = _open(data, file_name, max_lines)
    except _Refused as refused:
        yield Workbook([FINDINGS.make(str(refused), Where(file=file_name))])
        return
    except _BROKEN:
        yield Workbook([FINDINGS.make("workbook-broken", Where(file=file_name))])
        return
    try:
        yield workbook
    finally:
        for opened in (workbook._values, workbook._formulas):
            if opened is not None:
                opened.close()


def _open(data: bytes, file_name: str, max_lines: int) -> Workbook:
    if data.startswith(_OLE):
        raise _Refused("workbook-old-or-locked")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        counted = _count(archive, max_lines)
    values = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    formulas = None
    if counted.formulas:
        formulas = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    names = [sheet.title for sheet in values.worksheets if sheet.sheet_state == "visible"]
    if not names or len(names) > _MOST_SHEETS:
        raise _Refused("workbook-no-sheet" if not names else "workbook-too-large")
    return Workbook([], names, file_name, values, formulas, counted.merged, counted.percents)


def _count(archive: zipfile.ZipFile, max_lines: int) -> _Counted:
    """Unpack every part once in pieces; refused as soon as one bound is passed."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise _Refused("workbook-other-archive")
    if len(parts) > _MOST_PARTS or len(names) != len(parts):
        raise _Refused("workbook-too-large")
    if any(part.flag_bits & 0x1 for part in parts):
        raise _Refused("workbook-old-or-locked")
    if sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise _Refused("workbook-too-large")
    counted = _Counted()
    for part in parts:
        _count_part(archive, part, counted, max_lines)
    return counted


def _count_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, counted: _Counted, max_lines: int) -> None:
    markup = part.filename.endswith((".xml", ".rels", ".vml"))
    size, rest = 0, b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            counted.unpacked += len(piece)
            if size > _RATIO_FROM and size > _MOST_RATIO * max(part.compress_size, 1):
                raise _Refused("workbook-too-large")
            if part.filename == _STYLES and _PERCENT_STYLE.search(piece):
                counted.percents = True
            if markup:
                rest = _count_markup(rest + piece, part.filename, counted)
            _check(counted, max_lines)


def _check(counted: _Counted, max_lines: int) -> None:
    if (
        counted.unpacked > _MOST_UNPACKED
        or counted.cells > _CELLS_A_LINE * max_lines
        or counted.texts > _TEXTS_A_LINE * max_lines
        or counted.rows > _TEXTS_A_LINE * max_lines
    ):
        raise _Refused("workbook-too-large")


def _count_markup(text: bytes, name: str, counted: _Counted) -> bytes:
    """Count the tags of a piece; returns its last tag, which may go on in the next piece."""
    if b"\x00" in text:  # UTF-16 would hide what is looked for
        raise _Refused("workbook-broken")
    end = text.rfind(b"<")
    whole = text if end < 0 or len(text) - end > _PIECE else text[:end]
    for found in _TAGS.finditer(whole):
        if found[2]:
            raise _Refused("workbook-entities")
        match found[1]:
            case b"c":
                counted.cells += 1
            case b"si":
                counted.texts += 1
            case b"row":
                counted.rows += 1
            case _:
                counted.formulas = True
    references = [one[1].decode() for one in _MERGE.finditer(whole)]
    if references:
        counted.merged.setdefault(name, []).extend(references)
    return b"" if whole is text else text[end:]


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what a file says of its size is not to be relied on
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)
    return rows


def _rows_with_percents(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The same with what is shown as a percentage written as one: 0.5 in such a cell is no half of anything."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=_MOST_ROWS):
        yield tuple(_percentage(cell) for cell in row)


def _percentage(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, int | float) and "%" in _LITERAL.sub("", cell.number_format or ""):
        return f"{value * 100:.12g}%"
    return value


def _text(value: Any) -> str:
    """A cell as text: the number unrounded, a date as ISO writes it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
