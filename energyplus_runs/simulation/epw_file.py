"""An EPW file hour by hour: its quantities as columns of numbers, and the file again with columns replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_preparation import CATALOGUE
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.weather_text import split_lines
from standard_site.lib.findings import Where

_ENCODING = "latin-1"
_HEADER_LINES = 8
_HOURS_OF_A_YEAR = (8760, 8784)
_COMMENTS = 5  # line COMMENTS 1, counted from 0

Values = NDArray[np.float64]


class Column(IntEnum):
    """Columns of an EPW data row, counted from 0. Source: EnergyPlus Auxiliary Programs, EPW data dictionary."""

    MONTH = 1
    DAY = 2
    HOUR = 3
    DRY_BULB_C = 6
    DEW_POINT_C = 7
    RELATIVE_HUMIDITY_PERCENT = 8
    PRESSURE_PA = 9
    EXTRATERRESTRIAL_HORIZONTAL_WH_M2 = 10
    SKY_INFRARED_WH_M2 = 12
    GLOBAL_HORIZONTAL_WH_M2 = 13
    DIRECT_NORMAL_WH_M2 = 14
    DIFFUSE_HORIZONTAL_WH_M2 = 15
    WIND_SPEED_M_S = 21
    OPAQUE_SKY_COVER_TENTHS = 23


# From here on a value is EPW's mark for a missing one.
_MISSING = {
    Column.DRY_BULB_C: 99.9,
    Column.DEW_POINT_C: 99.9,
    Column.RELATIVE_HUMIDITY_PERCENT: 999.0,
    Column.PRESSURE_PA: 999999.0,
    Column.EXTRATERRESTRIAL_HORIZONTAL_WH_M2: 9999.0,
    Column.SKY_INFRARED_WH_M2: 9999.0,
    Column.GLOBAL_HORIZONTAL_WH_M2: 9999.0,
    Column.DIRECT_NORMAL_WH_M2: 9999.0,
    Column.DIFFUSE_HORIZONTAL_WH_M2: 9999.0,
    Column.WIND_SPEED_M_S: 999.0,
    Column.OPAQUE_SKY_COVER_TENTHS: 99.0,
}


@dataclass(frozen=True, slots=True)
class EpwFile:
    """The eight header lines and the hourly rows of one year, as text."""

    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def hours(self) -> int:
        return len(self.rows)

    def numbers(self, column: Column) -> Values:
        """One column. Raises SimulationError when a value is missing or no number."""
        values = [parse_number(row[column].strip()) for row in self.rows]
        known = [value for value in values if value is not None and value < _MISSING.get(column, np.inf)]
        if len(known) != len(values):
            raise _invalid(f"{len(values) - len(known)} hours have no {column.name.lower()}")
        return np.array(known)

    def has(self, column: Column) -> bool:
        """Whether every hour has a value in this column."""
        try:
            self.numbers(column)
        except SimulationError:
            return False
        return True

    def month_of_hours(self) -> NDArray[np.int64]:
        return self.numbers(Column.MONTH).astype(np.int64)

    def replaced(self, columns: Mapping[Column, Sequence[str]], comment: str) -> bytes:
        """The file with these columns as written here, and a comment put before the first one of its header."""
        rows = [list(row) for row in self.rows]
        for column, texts in columns.items():
            for row, text in zip(rows, texts, strict=True):
                row[column] = text
        header = [list(line) for line in self.header]
        header[_COMMENTS] = [header[_COMMENTS][0], comment, *header[_COMMENTS][1:]]
        return "".join(",".join(line) + "\n" for line in (*header, *rows)).encode(_ENCODING)


def parse_epw(data: bytes) -> EpwFile:
    """Read the bytes of an EPW file. Raises SimulationError unless it holds the hours of one year."""
    lines = [tuple(line.split(",")) for line in split_lines(data.decode(_ENCODING))]
    header, rows = tuple(lines[:_HEADER_LINES]), tuple(lines[_HEADER_LINES:])
    if len(rows) not in _HOURS_OF_A_YEAR or any(len(row) <= max(Column) for row in rows):
        raise _invalid(f"{len(rows)} hourly rows instead of 8760 or 8784, or rows too short")
    return EpwFile(header, rows)


def _invalid(reason: str) -> SimulationError:
    return SimulationError([CATALOGUE.make("weather-data-invalid", Where(), reason=reason)])
