"""Schedules that stand in a file attached to the model: whether the file holds what the object says of it.

Source: EnergyPlus 25.2 Input Output Reference, Schedule:File. That rows must be of one width and no cell blank was
seen with the engine.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from energyplus_runs.simulation.attachments import Attached, Attachment, is_usable_name, looked_up_by
from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.model_view import Model, ModelObject
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.tokens import MAX_FINDINGS, object_label
from standard_site.lib.findings import Finding, Where

_MOST_VALUES = 2_000_000  # of all schedules together: 228 of a year of hours
_MOST_READING = 64 * 1024 * 1024  # characters gone through, a file counted as often as it is read
_SEPARATORS = {"comma": ",", "semicolon": ";", "space": " ", "tab": "\t"}


@dataclass(frozen=True, slots=True)
class FileSchedule:
    """The values of a schedule from a file, one for every `minutes` [min] from the beginning of the year."""

    minutes: int
    values: array[float]


@dataclass(frozen=True, slots=True)
class ScheduleFiles:
    """The files a model names, the schedules in them by lower-case name, and what is wrong with either."""

    used: tuple[Attachment, ...] = ()
    schedules: Mapping[str, FileSchedule] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What one Schedule:File asks of its file: `rows` after the first `skip`, of which the column at `index`."""

    item: ModelObject
    key: str
    separator: str
    skip: int
    index: int
    rows: int
    minutes: int


def read_schedule_files(model: Model, attached: Attached) -> ScheduleFiles:
    """Find and check the file of every Schedule:File; never more than MAX_FINDINGS findings."""
    reader = _Reader(attached)
    for item in model.of("Schedule:File"):
        reader.take(item)
    findings = list(islice(reader.findings(), MAX_FINDINGS))
    used = tuple(Attachment(name, attached.texts[key]) for name, key in sorted(reader.used.items()))
    return ScheduleFiles(used, reader.schedules, tuple(findings))


class _Reader:
    """Collects what the objects ask for, then goes through each file once for each way of reading it."""

    def __init__(self, attached: Attached) -> None:
        self.texts = attached.texts
        self.used: dict[str, str] = {}
        self.schedules: dict[str, FileSchedule] = {}
        self.wanted: dict[tuple[str, str, int], list[_Wanted]] = defaultdict(list)
        self.problems: list[Finding] = []

    def take(self, item: ModelObject) -> None:
        name = item.text("file_name")
        if not name:
            return  # said as a required field that is missing
        key = looked_up_by(name)
        if not is_usable_name(name):
            self._note(item, "file_name", "schedule-file-name", file=name)
        elif key not in self.texts:
            self._note(item, "file_name", "schedule-file-missing", file=name)
        else:
            self.used[name] = key
            self._want(item, key)

    def _want(self, item: ModelObject, key: str) -> None:
        column, skip = item.number("column_number"), item.number("rows_to_skip_at_top")
        hours, minutes = (
            parse_number(item.effective(which)) for which in ("number_of_hours_of_data", "minutes_per_item")
        )
        if column is None or skip is None or not 1 <= column <= 10_000 or not 0 <= skip <= 100_000:
            return  # said as a value that is missing or out of range
        if hours is None or minutes is None or not 0 < hours <= 8784:
            return  # said as a value that is no number or none of those to choose from
        if minutes < 1 or 60 % minutes:
            self._note(
                item, "minutes_per_item", "schedule-file-minutes", minutes=item.text("minutes_per_item")
            )
            return
        separator = _SEPARATORS.get(item.effective("column_separator").lower(), ",")
        rows = int(hours * 60 / minutes)
        wanted = _Wanted(item, key, separator, int(skip), int(column) - 1, rows, int(minutes))
        self.wanted[key, separator, int(skip)].append(wanted)

    def findings(self) -> Iterator[Finding]:
        yield from self.problems
        values = sum(each.rows for group in self.wanted.values() for each in group)
        reading = sum(len(self.texts[key]) for key, _, _ in self.wanted)
        if values > _MOST_VALUES or reading > _MOST_READING:
            yield CATALOGUE.make("schedule-files-too-much", Where(object="Schedule:File"), values=values)
            return
        for group in self.wanted.values():
            yield from self._read(group)

    def _read(self, group: list[_Wanted]) -> Iterator[Finding]:
        """Read one file one way, for all the columns asked for."""
        first = group[0]
        lines = self.texts[first.key].split("\n")[first.skip : -1]
        most = max(each.rows for each in group)
        for wanted in group:
            if len(lines) < wanted.rows:
                yield _short(wanted, len(lines))
                return
            if len(lines) > wanted.rows:
                yield _short(wanted, len(lines), "schedule-file-rows-over")
        columns = {each.index: array("d") for each in group}
        problem = _fill(columns, lines[:most], first)
        if problem is not None:
            yield problem
            return
        for wanted in group:
            values = columns[wanted.index][: wanted.rows]
            self.schedules[wanted.item.name.lower()] = FileSchedule(wanted.minutes, values)

    def _note(self, item: ModelObject, key: str, code: str, **values: object) -> None:
        self.problems.append(CATALOGUE.make(code, field_place(item, key), type=item.spec.name, **values))


def field_place(item: ModelObject, key: str) -> Where:
    """Where a field of an object stands."""
    index = item.spec.position(key)
    field_spec = item.spec.field(index) if index is not None else None
    line = item.raw.field_line(index) if index is not None else item.raw.line
    return Where(line=line, object=object_label(item.raw), field=field_spec.title if field_spec else None)


def _fill(columns: Mapping[int, array[float]], lines: Iterable[str], first: _Wanted) -> Finding | None:
    """Take the cells of `columns` out of every line; the first thing wrong ends it."""
    width = -1
    for number, line in enumerate(lines, start=first.skip + 1):
        cells = [cell.strip() for cell in line.strip("\r").split(first.separator)]
        if len(cells) > 1 and not cells[-1]:
            cells.pop()  # a separator that ends the line begins no cell
        width = len(cells) if width < 0 else width
        if len(cells) != width:
            return _at(first, number, "schedule-file-uneven", found=len(cells), expected=width)
        if width <= max(columns):
            return _at(first, number, "schedule-file-column-missing", found=width, column=max(columns) + 1)
        if "" in cells:
            return _at(first, number, "schedule-file-blank", column=cells.index("") + 1)
        for index, values in columns.items():
            value = parse_number(cells[index])
            if value is None:
                return _at(first, number, "schedule-file-value", column=index + 1, value=cells[index])
            values.append(value)
    return None


def _at(wanted: _Wanted, line: int, code: str, **values: object) -> Finding:
    where = Where(file=wanted.item.text("file_name"), line=line, object=object_label(wanted.item.raw))
    return CATALOGUE.make(code, where, line=line, **values)


def _short(wanted: _Wanted, found: int, code: str = "schedule-file-rows-missing") -> Finding:
    where = field_place(wanted.item, "file_name")
    file = wanted.item.text("file_name")
    values = {
        "file": file,
        "found": found,
        "expected": wanted.rows,
        "skip": wanted.skip,
        "minutes": wanted.minutes,
    }
    return CATALOGUE.make(code, where, **values)
