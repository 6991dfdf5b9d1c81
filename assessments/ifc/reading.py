"""From an uploaded model to its take-off: laid out, read by the child, mapped to lines, within the limits of this service."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from assessments.carbon.ifc_lines import IfcTakeOff, take_off_of_model
from assessments.carbon.ifc_records import ModelRecords
from assessments.ifc.confined import MODEL_FILE, ReaderLimits, read_model
from assessments.ifc.findings import FINDINGS
from assessments.ifc.intake import NotAModel, unpack_model
from standard_site.lib.findings import Finding, Where, has_errors

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class IfcOutcome:
    """The take-off of a model with the records it was made of; both None where the model could not be read.

    With an error among its findings the take-off is not to be used: it says what was missing.
    """

    records: ModelRecords | None
    take_off: IfcTakeOff | None
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> bool:
        return self.take_off is not None and not has_errors(self.findings)


def read_take_off_of(
    source: BinaryIO, name: str, on_progress: Callable[[int], None] = lambda percent: None
) -> IfcOutcome:
    """Read a model to its take-off. What `on_progress` raises stops the reading and goes on to the caller."""
    settings.RUNS_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.RUNS_DIR, prefix="ifc-") as folder:
        try:
            unpack_model(source, name, Path(folder, MODEL_FILE), settings.IFC_MAX_BYTES)
        except NotAModel as refused:
            return IfcOutcome(None, None, (refused.finding,))
        trusted = settings.TRUST_MODELS_WITHOUT_SANDBOX
        reading = read_model(Path(folder), name, limits=_limits(), on_progress=on_progress, trusted=trusted)
    if reading.records is None:
        return IfcOutcome(None, None, reading.findings)
    take_off = take_off_of_model(reading.records, name)
    return IfcOutcome(reading.records, take_off, (*_too_many(take_off, name), *take_off.findings))


def _too_many(take_off: IfcTakeOff, name: str) -> tuple[Finding, ...]:
    lines, most = len(take_off.lines), settings.TAKE_OFF_READING_MAX_LINES
    if lines <= most:
        return ()
    return (FINDINGS.make("ifc-too-many-lines", Where(file=name), lines=lines, most=most),)


def _limits() -> ReaderLimits:
    seconds = settings.IFC_TIME_LIMIT_S
    return ReaderLimits(seconds, seconds, settings.IFC_MEMORY_LIMIT_MB * _MB)
