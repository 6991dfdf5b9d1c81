"""From a source file to the take-off's text, saying meanwhile how far it is."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from assessments.carbon.take_off import Progress, TakeOffLimits, read_take_off
from assessments.carbon.take_off_text import repeated_lines, take_off_text
from assessments.ifc.confined import reader_installed
from assessments.ifc.findings import FINDINGS as IFC_FINDINGS
from assessments.ifc.reading import read_take_off_of
from assessments.take_off_readings.models import ReadingKind
from standard_site.lib.findings import Finding, has_errors

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


def limits() -> TakeOffLimits:
    """How much of a table a worker reads."""
    most = settings.TAKE_OFF_READING_MAX_BYTES, settings.TAKE_OFF_READING_MAX_LINES
    return TakeOffLimits(max_bytes=most[0], max_lines=most[1])


def read_table(data: bytes, name: str, said: Mapping[str, str], on_progress: Progress) -> ReadTakeOff:
    """A table or workbook; progress counts its records."""
    found = read_take_off(data, name, limits(), said, on_progress)
    findings = (*found.findings, *repeated_lines(found.lines, name))
    text = take_off_text(found.lines) if found.accepted else None
    return ReadTakeOff(text, len(found.lines), findings)


def read_ifc(source: BinaryIO, name: str, on_progress: Progress) -> ReadTakeOff:
    """An IFC model, by the confined reader; progress counts hundredths."""
    if not reader_installed():
        return ReadTakeOff(None, 0, (IFC_FINDINGS.make("ifc-not-installed"),))
    outcome = read_take_off_of(source, name, lambda percent: on_progress(percent, _PERCENT))
    lines = outcome.take_off.lines if outcome.take_off is not None else ()
    text = take_off_text(lines) if outcome.usable and not has_errors(outcome.findings) else None
    return ReadTakeOff(text, len(lines), outcome.findings)


def read_source(
    kind: str, data: bytes, name: str, said: Mapping[str, str], on_progress: Progress
) -> ReadTakeOff:
    """Read a file by its kind."""
    if kind == ReadingKind.IFC:
        return read_ifc(io.BytesIO(data), name, on_progress)
    return read_table(data, name, said, on_progress)
