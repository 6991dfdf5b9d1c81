"""Tables of limits and factors: CSV rows with typed cells, each with its source and status, found by
their keys."""

from __future__ import annotations

import csv
import io
import math
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .digest import canonical_lines
from .errors import MOST_ERRORS, EditionError
from .localised import Localised

Cell = str | float | int | None
Row = Mapping[str, Cell]
LARGEST = 1e300  # no number of an edition reaches it, so that two can be added and subtracted
SOURCE_COLUMNS = ("source", "status")
STATUSES = ("F1", "D", "P", "F2", "M", "NF")  # from the firmest number to the least


@dataclass(frozen=True, slots=True)
class Column:
    """A column's kind; `unit` of a number, `per` the column that says per what (a factor per the row's
    own unit)."""

    type: str
    unit: str | None = None
    per: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Interpolation:
    """How a table is read between its rows: along which key column, and rounded up (`linear_ceil`) or not.

    `steps` holds, for the other key cells, where along that column there are rows, in rising order.
    """

    column: str
    place: int
    method: str
    steps: Mapping[tuple[Cell, ...], tuple[float, ...]]

    @classmethod
    def over(
        cls, columns: tuple[str, ...], column: str, method: str, keys: Iterable[tuple[Cell, ...]]
    ) -> Interpolation:
        """Along one of the key columns of a table whose rows have these keys."""
        place = columns.index(column)
        steps: dict[tuple[Cell, ...], list[float]] = {}
        for key in keys:
            at = key[place]
            if isinstance(at, float | int):
                steps.setdefault(key[:place] + key[place + 1 :], []).append(at)
        return cls(column, place, method, {rest: tuple(sorted(found)) for rest, found in steps.items()})

    def neighbours(self, key: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], tuple[Cell, ...]] | None:
        """The keys of the rows on either side; None outside the rows."""
        at, steps = key[self.place], self.steps.get(key[: self.place] + key[self.place + 1 :], ())
        if not isinstance(at, float | int) or not steps or not steps[0] < at < steps[-1]:
            return None
        upper = bisect(steps, at)
        before, after = key[: self.place], key[self.place + 1 :]
        return (*before, steps[upper - 1], *after), (*before, steps[upper], *after)

    def number(self, at: float, low: tuple[float, float], high: tuple[float, float]) -> float:
        """a + (b − a)·(x − x0)/(x1 − x0) between two points (x, value); noise of the doubles is not rounded up."""
        number = low[1] + (high[1] - low[1]) * (at - low[0]) / (high[0] - low[0])
        if self.method != "linear_ceil" or not math.isfinite(number):
            return number
        return float(math.ceil(round(number, 9)))


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a table, or one made between two rows, which are then `between`."""

    row: Row
    between: tuple[Row, ...] = ()


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
    works: Mapping[str, str | None] = field(default_factory=dict)
    index: Mapping[tuple[Cell, ...], Row] = field(default_factory=dict, repr=False)
    interpolation: Interpolation | None = None

    @property
    def value_unit(self) -> str:
        """The unit of the looked-up column."""
        unit = self.columns[self.value].unit if self.value else None
        return unit or "1"

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns behind `keys`: a typology is looked up by its series."""
        return tuple("series" if key == "typology" else key for key in self.keys)

    def find(self, key: tuple[Cell, ...]) -> Found | None:
        """The row with these key cells, read between two rows where the table says so; None where there is none."""
        row = self.index.get(key)
        if row is not None:
            return Found(row)
        neighbours = self.interpolation.neighbours(key) if self.interpolation else None
        return self._made_between(key, neighbours) if neighbours else None

    def _made_between(
        self, key: tuple[Cell, ...], neighbours: tuple[tuple[Cell, ...], tuple[Cell, ...]]
    ) -> Found:
        """A row between two: it is worth, and cites, the one that was found less firmly."""
        low, high = (self.index[neighbour] for neighbour in neighbours)
        weaker = max((low, high), key=lambda row: STATUSES.index(str(row["status"])))
        number = self._number_between(key, low, high)
        return Found(
            MappingProxyType({**weaker, **dict(zip(self.key_columns, key, strict=True)), **number}),
            (low, high),
        )

    def _number_between(self, key: tuple[Cell, ...], low: Row, high: Row) -> dict[str, Cell]:
        way, value = self.interpolation, self.value
        if way is None or value is None:
            return {}
        ends = [(row[way.column], row[value]) for row in (low, high)]
        known = [
            (float(x), float(y)) for x, y in ends if isinstance(x, float | int) and isinstance(y, float | int)
        ]
        if len(known) < len(ends):
            return {value: None}
        number = way.number(float(key[way.place] or 0), known[0], known[1])
        return {value: number if math.isfinite(number) else None}

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
        text = canonical_lines(content).decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        records = [(line, record) for line, record in _numbered(reader) if record]
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        errors.append(EditionError.at(file, line, "file-not-utf8", position=error.start))
        return ()
    except csv.Error as error:
        errors.append(EditionError.at(file, reader.line_num, "csv-unreadable", problem=str(error)))
        return ()
    header = records[0][1] if records else []
    if not _header_fits(file, header, columns, errors):
        return ()
    reading = _Reading(file, tuple(header), columns, errors)
    rows = (reading.row(line, record) for line, record in records[1:] if len(errors) < MOST_ERRORS)
    return tuple(_with_source(row, sources) for row in rows if row is not None)


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins in: a quoted cell may run over several."""
    line = 1
    for record in reader:
        yield line, record
        line = reader.line_num + 1


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
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # in YAML they are refused already


def _cell(text: str, column: Column) -> Cell:
    if not text:
        return None
    if _CONTROL.search(text):
        return _BAD
    if column.type == "text":
        return text
    if "_" in text:  # which Python takes for a separator of thousands
        return _BAD
    try:
        number = int(text) if column.type == "integer" else float(text)
    except ValueError:
        return _BAD
    return number if abs(number) < LARGEST else _BAD


def _with_source(row: dict[str, Cell], sources: Mapping[str, tuple[str, str]]) -> Row:
    title, locator = sources.get(str(row["source"]), ("", ""))
    return MappingProxyType({**row, "source_title": title, "source_locator": locator})


def _line(row: Row) -> int:
    return int(row["line"] or 0)


def sourced_rows(table: Table) -> Iterator[tuple[int, str, str]]:
    """Line, source key and status of every row."""
    for row in table.rows:
        yield _line(row), str(row["source"]), str(row["status"])
