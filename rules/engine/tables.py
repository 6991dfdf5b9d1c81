"""Tables of limits and factors: CSV rows with typed cells, each with its source and status, found by
their keys."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .errors import EditionError
from .localised import Localised

Cell = str | float | int | None
Row = Mapping[str, Cell]
SOURCE_COLUMNS = ("source", "status")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's kind; `unit` of a number, `per` the column that says per what (a factor per the row's
    own unit)."""

    type: str
    unit: str | None = None
    per: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the edition.

    `rows` are read-only mappings by column name; numbers are float, years int, a blank is None. Every
    row also holds `source_title` and `source_locator` of its source, and `line`, its line in the file.
    """

    key: str
    file: str
    title: Localised
    use: str
    columns: Mapping[str, Column]
    rows: tuple[Row, ...]
    keys: tuple[str, ...] = ()
    value: str | None = None
    strictest: str = "lowest"
    works: Mapping[str, str] = field(default_factory=dict)
    index: Mapping[tuple[Cell, ...], Row] = field(default_factory=dict, repr=False)

    @property
    def value_unit(self) -> str:
        """The unit of the looked-up column."""
        unit = self.columns[self.value].unit if self.value else None
        return unit or "1"

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns behind `keys`: a typology is looked up by its series."""
        return tuple("series" if key == "typology" else key for key in self.keys)

    def has_series(self, series: str, *, works: str | None) -> bool:
        """Whether any row carries the series, for those works where the table tells works apart."""
        return any(
            row["series"] == series and (works is None or row.get("works") == works) for row in self.rows
        )


def read_rows(
    file: str,
    content: bytes,
    columns: Mapping[str, Column],
    sources: Mapping[str, tuple[str, str]],
    errors: list[EditionError],
) -> tuple[Row, ...]:
    """The typed rows of a CSV file; `sources` gives title and locator by key. Mistakes go to `errors`."""
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        records = [(reader.line_num, record) for record in reader if record]
    except (UnicodeDecodeError, csv.Error) as error:
        errors.append(EditionError.at(file, None, "csv-unreadable", problem=str(error)))
        return ()
    header = records[0][1] if records else []
    if not _header_fits(file, header, columns, errors):
        return ()
    reading = _Reading(file, tuple(header), columns, errors)
    rows = (reading.row(line, record) for line, record in records[1:])
    return tuple(_with_source(row, sources) for row in rows if row is not None)


def index_rows(
    file: str, rows: tuple[Row, ...], keys: tuple[str, ...], errors: list[EditionError]
) -> dict[tuple[Cell, ...], Row]:
    """Rows by their key cells; a key that comes twice is a mistake."""
    found: dict[tuple[Cell, ...], Row] = {}
    for row in rows:
        key = tuple(row[name] for name in keys)
        if key in found:
            shown = ", ".join(str(cell) for cell in key)
            errors.append(EditionError.at(file, _line(row), "row-twice", key=shown, first=found[key]["line"]))
        found[key] = row
    return found


def _header_fits(
    file: str, header: list[str], columns: Mapping[str, Column], errors: list[EditionError]
) -> bool:
    wanted = [*columns, "unit", *SOURCE_COLUMNS]
    wanted = list(dict.fromkeys(wanted))
    if sorted(header) == sorted(wanted):
        return True
    missing = ", ".join(name for name in wanted if name not in header) or "–"
    extra = ", ".join(name for name in header if name not in wanted or header.count(name) > 1) or "–"
    errors.append(
        EditionError.at(file, 1, "columns-differ", missing=missing, extra=extra, allowed=", ".join(wanted))
    )
    return False


@dataclass(frozen=True, slots=True)
class _Reading:
    """The file being read."""

    file: str
    header: tuple[str, ...]
    columns: Mapping[str, Column]
    errors: list[EditionError]

    def row(self, line: int, record: list[str]) -> dict[str, Cell] | None:
        """The typed cells of one record, or None when any of them is wrong."""
        if len(record) != len(self.header):
            self._error(line, "row-length", found=len(record), wanted=len(self.header))
            return None
        row: dict[str, Cell] = {"line": line}
        for name, text in zip(self.header, record, strict=True):
            column = self.columns.get(name, Column("text"))
            cell = _cell(text.strip(), column)
            if cell is _BAD or (cell is None and not column.optional):
                self._error(line, "cell-malformed", column=name, value=text, wanted=column.type)
            else:
                row[name] = cell
        return row if len(row) == len(self.header) + 1 else None

    def _error(self, line: int, code: str, **values: object) -> None:
        self.errors.append(EditionError.at(self.file, line, code, **values))


_BAD = "\0"


def _cell(text: str, column: Column) -> Cell:
    if not text:
        return None
    if column.type == "text":
        return text
    try:
        number = int(text) if column.type == "integer" else float(text)
    except ValueError:
        return _BAD
    return number if math.isfinite(number) else _BAD


def _with_source(row: dict[str, Cell], sources: Mapping[str, tuple[str, str]]) -> Row:
    title, locator = sources.get(str(row["source"]), ("", ""))
    return MappingProxyType({**row, "source_title": title, "source_locator": locator})


def _line(row: Row) -> int:
    return int(row["line"] or 0)


def sourced_rows(table: Table) -> Iterator[tuple[int, str, str]]:
    """Line, source key and status of every row."""
    for row in table.rows:
        yield _line(row), str(row["source"]), str(row["status"])
