"""Reading a bill of quantities from CSV.

Columns: `line_id, element, material, quantity, unit`, and, if known, `density_kg_per_m3, factor_key,
    origin, legs, service_life_yr, mass_kg_per_unit`. Quantities are net: waste is added in A5.3. Cells
    are kept as text: nothing in them is run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.carbon.catalogue import FINDINGS, listed
from assessments.carbon.decoding import decode_upload
from assessments.carbon.legs import Leg
from assessments.carbon.take_off_columns import Columns, header_cells, read_header
from assessments.carbon.take_off_line import LineReader
from assessments.carbon.units import Unit
from standard_site.lib.findings import Finding, Where, has_errors

_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class TakeOffLimits:
    """How much is read of one file: bytes, lines of data, characters in a cell, findings listed before
    the rest is counted."""

    max_bytes: int = 5_000_000
    max_lines: int = 20_000
    max_cell_characters: int = 500
    max_findings: int = 200


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


@dataclass(frozen=True, slots=True)
class TakeOff:
    """The lines that could be read, and what was found on the way. Any error means the file is not to be
    used."""

    lines: tuple[TakeOffLine, ...]
    findings: tuple[Finding, ...]
    encoding: str | None = None

    @property
    def accepted(self) -> bool:
        return not has_errors(self.findings)


def template_csv(language: str = "en") -> bytes:
    """An empty take-off to fill in: the header alone, UTF-8 with a byte order mark so that spreadsheets
    read Chinese right."""
    return ("\ufeff" + ",".join(header_cells(language)) + "\r\n").encode()


def read_take_off(data: bytes, file_name: str, limits: TakeOffLimits | None = None) -> TakeOff:
    """Read a bill of quantities.

    Args:
        data: the uploaded file [bytes]; UTF-8, UTF-16 with mark, or GB18030; comma, semicolon or tab
            between cells.
        file_name: name shown in findings.
        limits: how much is read.

    Returns:
        Lines and findings; a broken file gives findings, never an exception.
    """
    limits = limits or TakeOffLimits()
    decoded = decode_upload(data, file_name, limits.max_bytes)
    if decoded.finding:
        return TakeOff((), (decoded.finding,))
    # Counting line ends first refuses an oversized file before any of it is parsed.
    physical = max(decoded.text.count("\n"), decoded.text.count("\r"))
    if physical > limits.max_lines + 1:
        finding = FINDINGS.make(
            "take-off-too-many-lines", Where(file=file_name), lines=physical, most=limits.max_lines
        )
        return TakeOff((), (finding,), decoded.encoding)
    lines, findings = _read_table(decoded.text, file_name, limits)
    return TakeOff(tuple(lines), listed(findings, file_name, limits.max_findings), decoded.encoding)


def _read_table(text: str, file_name: str, limits: TakeOffLimits) -> tuple[list[TakeOffLine], list[Finding]]:
    findings: list[Finding] = []
    records = _records(text, file_name, findings)
    first = next(records, None)
    if first is None:
        return [], findings or [FINDINGS.make("upload-empty", Where(file=file_name))]
    columns, header_findings = read_header(first[1], Where(file=file_name, line=first[0]))
    findings += header_findings
    if columns is None:
        return [], findings
    lines = _read_lines(records, columns, file_name, limits, findings)
    if not lines and not has_errors(findings):
        findings.append(FINDINGS.make("take-off-no-lines", Where(file=file_name)))
    return lines, findings


def _read_lines(
    records: Iterator[tuple[int, list[str]]],
    columns: Columns,
    file_name: str,
    limits: TakeOffLimits,
    findings: list[Finding],
) -> list[TakeOffLine]:
    lines: list[TakeOffLine] = []
    seen: dict[str, int] = {}
    for number, cells in records:
        reader = LineReader(columns, cells, Where(file=file_name, line=number), limits.max_cell_characters)
        values = reader.read()
        findings += reader.findings
        if values is None:
            continue
        line = TakeOffLine(**values, file_line=number)
        if line.line_id in seen:
            where = Where(file=file_name, line=number, object=line.line_id, field="line_id")
            findings.append(
                FINDINGS.make(
                    "take-off-duplicate-line-id", where, line_id=line.line_id, first=seen[line.line_id]
                )
            )
            continue
        seen[line.line_id] = number
        lines.append(line)
    return lines


def _records(text: str, file_name: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Records with the file line each starts on; blank ones are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        findings.append(FINDINGS.make("take-off-broken-row", Where(file=file_name, line=start), reason=error))


def _delimiter(text: str) -> str:
    header = re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0]
    return max(_DELIMITERS, key=header.count)
