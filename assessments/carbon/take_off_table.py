"""From the records of a table to the lines of a take-off: finding the header, section headings, totals, what is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any, Final

from assessments.carbon.catalogue import FINDINGS
from assessments.carbon.numerals import to_number
from assessments.carbon.take_off_columns import NOTHING_SAID, WORDS, Columns, plain_words, read_header
from assessments.carbon.take_off_line import LineReader, Manner, Notes
from standard_site.lib.findings import Finding, Where

Record = tuple[int, Sequence[str]]  # the line of the file (or row of the sheet) and its cells
HEADER_WITHIN: Final = 40  # rows looked at for the header
UNASSIGNED: Final = "Unassigned"
_TOTALS: Final = frozenset(WORDS["rows"]["totals"])


@dataclass(slots=True)
class Table:
    """What a table held: values of `TakeOffLine`, and what was found."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    header_found: bool = False
    interpreted: bool = False
    said: tuple[tuple[str, str], ...] = ()  # headings whose column people said


def reads_as_take_off(records: Iterable[Record], said: Mapping[str, str] = NOTHING_SAID) -> bool:
    """Whether one of the first rows is the header of a take-off."""
    return any(read_header(cells, Where(), said)[0] for _, cells in islice(records, HEADER_WITHIN))


def header_among(first: Sequence[Record], said: Mapping[str, str] = NOTHING_SAID) -> int | None:
    """Which of the first rows is the header; else the one that lacks least and says most in words; None without rows."""
    ranked: list[tuple[int, int, int]] = []
    for index, (_, cells) in enumerate(first):
        columns, findings = read_header(cells, Where(), said)
        if columns is not None:
            return index
        words = sum(bool(cell.strip()) and to_number(cell) is None for cell in cells)
        ranked.append((_lacking(findings), -words, index))
    return min(ranked)[2] if ranked else None


def read_table(records: Iterator[Record], file_name: str, manner: Manner) -> Table:
    """Read the lines of a table.

    Args:
        records: rows with something in them, each with its number.
        file_name: name shown in findings.
        manner: how its cells are to be read.
    """
    table = Table()
    first = list(islice(records, HEADER_WITHIN))
    header = _find_header(first, file_name, table, manner.said)
    if header is None:
        return table
    columns, at = header
    reader = _TableReader(columns, first[at][1], Where(file=file_name), manner, table)
    for number, cells in chain(first[at + 1 :], records):
        reader.take(number, cells)
    reader.end()
    table.interpreted = table.interpreted or at > 0 or not columns.plain or bool(reader.notes.found)
    return table


def _find_header(
    first: Sequence[Record], file_name: str, table: Table, said: Mapping[str, str]
) -> tuple[Columns, int] | None:
    """The first row that reads as a header; else what the best one lacks is said."""
    index = header_among(first, said)
    if index is None:
        return None
    number, cells = first[index]
    columns, findings = read_header(cells, Where(file=file_name, line=number), said)
    table.findings += findings
    if columns is None:
        return None
    table.header_found, table.said = True, columns.said
    return columns, index


def _lacking(findings: Sequence[Finding]) -> int:
    return sum(finding.code == "take-off-missing-column" for finding in findings)


class _TableReader:
    """Takes the rows below the header one by one."""

    def __init__(
        self,
        columns: Columns,
        header: Sequence[str],
        where: Where,
        manner: Manner,
        table: Table,
    ) -> None:
        self._columns = columns
        self._header = header
        self._manner = manner
        self._table = table
        self._where = where
        self._section = ""
        self._above = ""
        self._seen: dict[str, int] = {}
        self.notes = Notes()

    def take(self, number: int, cells: Sequence[str]) -> None:
        """One row: a heading, a total, a repeated header or a line."""
        if list(cells) == list(self._header) or not self._speaks(cells):
            return
        where = replace(self._where, line=number)
        texts = [self._cell(cells, key) for key in ("element", "material", "line_id", "features")]
        if not self._cell(cells, "unit") and any(_is_total(text) for text in texts):
            self.notes.say("take-off-total-passed-over", where)
            return
        if "element" not in self._columns.positions and self._is_heading(cells):
            self._section = next(text for text in texts if text)
            return
        reader = LineReader(self._columns, cells, where, self._manner, self.notes)
        values = reader.read(self._element(number, where), self._line_id(number, where))
        self._table.findings += reader.findings
        if values is not None:
            self._above = values["element"]
            self._add({**values, "file_line": number}, where)

    def end(self) -> None:
        self._table.findings += self.notes.findings()

    def _add(self, values: dict[str, Any], where: Where) -> None:
        line_id = values["line_id"]
        first = self._seen.get(line_id)
        if first is not None and "element" not in self._columns.positions:
            # numbering that begins anew in every section
            values["line_id"] = f"{line_id} ({where.line})"
            self.notes.say("take-off-numbering-again", where, line_id=line_id, made=values["line_id"])
        elif first is not None:
            at = replace(where, object=line_id, field="line_id")
            self._table.findings.append(
                FINDINGS.make("take-off-duplicate-line-id", at, line_id=line_id, first=first)
            )
            return
        self._seen[values["line_id"]] = where.line or 0
        if values["source"] is None and self._manner.sheet:
            values["source"] = f"{self._manner.sheet}!{where.line}"
        self._table.lines.append(values)

    def _element(self, number: int, where: Where) -> str:
        """What stands for a blank element: the merged cell above, the section's heading, or a word for none."""
        at = self._columns.positions.get("element")
        if at is not None:
            return self._above if (number, at) in self._manner.merged else ""
        if self._section:
            self.notes.say("take-off-element-from-heading", where, element=self._section)
            return self._section
        self.notes.say("take-off-element-unassigned", where, element=UNASSIGNED)
        return UNASSIGNED

    def _line_id(self, number: int, where: Where) -> str:
        if "line_id" in self._columns.positions:
            return ""
        self.notes.say("take-off-lines-numbered", where, made=f"R{number}")
        return f"R{number}"

    def _cell(self, cells: Sequence[str], key: str) -> str:
        index = self._columns.positions.get(key)
        return cells[index].strip() if index is not None and index < len(cells) else ""

    def _amount(self, cells: Sequence[str]) -> bool:
        return any(cells[one.position].strip() for one in self._columns.amounts if one.position < len(cells))

    def _speaks(self, cells: Sequence[str]) -> bool:
        known = any(self._cell(cells, key) for key in self._columns.positions)
        return known or self._amount(cells) or any(cell.strip() for cell in cells[self._columns.width :])

    def _is_heading(self, cells: Sequence[str]) -> bool:
        return not self._amount(cells) and not self._cell(cells, "unit")


def _is_total(text: str) -> bool:
    return plain_words(text) in _TOTALS
