"""Changing cells and rows of a CSV table in its text: rows that are not touched stay byte for byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class UnreadableTableError(ValueError):
    """The text is no table whose rows could be told apart."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """One row: its cells, the line it begins at, and its very text."""

    cells: tuple[str, ...]
    line: int
    raw: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table as text; `rows` are numbered from 0 below the heading, blank lines count for nothing."""

    heading: TextRow
    rows: tuple[TextRow, ...]
    ends: str

    @classmethod
    def of(cls, text: str) -> TextTable:
        """Raises `UnreadableTableError` when quotes are left open, there is no heading or a name comes twice in it."""
        found = list(_records(text))
        if not found:
            raise UnreadableTableError("The table has no heading.")
        if len({cell.strip() for cell in found[0].cells}) < len(found[0].cells):
            raise UnreadableTableError("Two columns have the same name.")
        return cls(found[0], tuple(found[1:]), "\r\n" if found[0].raw.endswith("\r\n") else "\n")

    @property
    def columns(self) -> tuple[str, ...]:
        first, *others = self.heading.cells
        return (first.removeprefix("\ufeff"), *others)

    def with_cells(self, changes: Mapping[tuple[int, str], str]) -> str:
        """The text with other cells, by row and column; a cell that says the same leaves its row alone."""
        rows = [list(row.cells) for row in self.rows]
        for (row, column), value in changes.items():
            place, words = self.columns.index(column), _one_line(value)
            there = rows[row][place] if place < len(rows[row]) else ""
            if words != _one_line(there):
                rows[row] += [""] * (
                    place + 1 - len(rows[row])
                )  # a row that is too short is mended like this
                rows[row][place] = words
        return self._text(
            [
                old.raw if tuple(new) == old.cells else self._written(new)
                for old, new in zip(self.rows, rows, strict=True)
            ]
        )

    def with_rows(self, rows: Sequence[Sequence[str]]) -> str:
        """The text with more rows at the end."""
        kept = [row.raw for row in self.rows]
        return self._text([*kept, *(self._written([_one_line(cell) for cell in row]) for row in rows)])

    def without_rows(self, rows: set[int]) -> str:
        return self._text([row.raw for number, row in enumerate(self.rows) if number not in rows])

    def _written(self, cells: Sequence[str]) -> str:
        out = io.StringIO()
        csv.writer(out, lineterminator=self.ends).writerow(cells)
        return out.getvalue()

    def _text(self, rows: Sequence[str]) -> str:
        """All rows one below the other: the last of the old ones may have had no line end."""
        parts = [self.heading.raw, *rows]
        closed = [part if part.endswith("\n") else part + self.ends for part in parts[:-1]]
        return "".join([*closed, parts[-1]])


def _records(text: str) -> list[TextRow]:
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, strict=True)
    found: list[TextRow] = []
    before = 0
    try:
        for cells in reader:
            raw = "".join(lines[before : reader.line_num])
            if cells:
                found.append(TextRow(tuple(cells), before + 1, raw))
            elif found:
                found[-1] = TextRow(found[-1].cells, found[-1].line, found[-1].raw + raw)
            before = reader.line_num
    except csv.Error as error:
        raise UnreadableTableError(str(error)) from error
    return found


def _one_line(cell: str) -> str:
    """A cell is one line of words; what was typed at its edges means nothing."""
    return " ".join(cell.split())
