"""From a source file to the take-off's text, saying meanwhile how far it is."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from assessments.carbon.take_off import Progress
from assessments.carbon.take_off_text import take_off_text
from assessments.ifc.confined import reader_installed
from assessments.ifc.findings import FINDINGS as IFC_FINDINGS
from assessments.ifc.reading import read_take_off_of
from assessments.inputs import large_take_off_limits, take_off_of
from assessments.take_off_readings.models import ReadingKind
from standard_site.lib.findings import Finding

_IFC_ENDINGS = (".ifc", ".ifczip")
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class ReadTakeOff:
    """What came of a file: the lines in the common form as CSV, None where an error stands among the findings."""

    text: bytes | None
    lines: int
    findings: tuple[Finding, ...]


def kind_of(name: str) -> ReadingKind:
    """What a file is read as; its content is held against that by the reader."""
    return ReadingKind.IFC if name.lower().endswith(_IFC_ENDINGS) else ReadingKind.TABLE


def read_table(data: bytes, name: str, said: Mapping[str, str], on_progress: Progress) -> ReadTakeOff:
    """A table or workbook; progress counts its records."""
    found = take_off_of(data, name, said, large_take_off_limits(), on_progress)
    text = take_off_text(found.lines) if found.accepted else None
    return ReadTakeOff(text, len(found.lines), found.findings)


def read_ifc(source: BinaryIO, name: str, on_progress: Progress) -> ReadTakeOff:
    """An IFC model, by the confined reader; progress counts hundredths."""
    if not reader_installed():
        return ReadTakeOff(None, 0, (IFC_FINDINGS.make("ifc-not-installed"),))
    outcome = read_take_off_of(source, name, lambda percent: on_progress(percent, _PERCENT))
    lines = outcome.take_off.lines if outcome.take_off is not None else ()
    text = take_off_text(lines) if outcome.usable else None
    return ReadTakeOff(text, len(lines), outcome.findings)


def read_source(
    kind: str, data: bytes, name: str, said: Mapping[str, str], on_progress: Progress
) -> ReadTakeOff:
    """Read a file by its kind."""
    if kind == ReadingKind.IFC:
        return read_ifc(io.BytesIO(data), name, on_progress)
    return read_table(data, name, said, on_progress)
