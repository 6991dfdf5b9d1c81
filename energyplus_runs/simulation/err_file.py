"""EnergyPlus's own account of a run, `eplusout.err`, as entries and findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from energyplus_runs.simulation.findings_run import CATALOGUE
from energyplus_runs.simulation.output_files import open_output
from standard_site.lib.findings import Finding, Where

MOST_ENTRIES = 200
"""Entries kept of each severity; the counts go on beyond it."""

_HEAD_BYTES = 32 * 2**20
_TAIL_BYTES = 2**16
_LINE_BYTES = 4096
_CLOSING_BYTES = 4096
_CONTINUATIONS = 20
_FINDINGS = 50

_ENTRY = re.compile(r"^\s*\*\*\s*(Warning|Severe|Fatal|~~~)\s*\*\*\s?(.*)$")
# The engine's last line. A message that comes again is printed once and counted here as often as it came.
_CLOSING = re.compile(
    rb"^ *\*{5,} EnergyPlus (?:Completed Successfully|Terminated)"
    rb"[^\n]*?(\d{1,9}) Warning; (\d{1,9}) Severe Errors",
    re.MULTILINE,
)
_OBJECT = re.compile(r'(?:[A-Za-z][A-Za-z0-9:_ -]*?)\s*=\s*"([^"]+)"|^\w+: [A-Z][\w:]* = ([^,\["]+)')
_SCHEMA_PATH = re.compile(r"<root>\[(?P<type>[^\]]+)\]\[(?P<object>[^\]]*)\](?:\[(?P<field>[^\]]+)\])?")

# The first pattern that fits gives the code. An entry's whole text is looked at, its continuation lines too.
_KNOWN: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern, re.IGNORECASE))
    for code, pattern in (
        ("engine-zone-not-enclosed", r"not fully enclosed"),
        (
            "engine-unknown-schedule",
            r"schedule[\w ]* ?name\s*=\s*\S.*not found|invalid [\w ]*schedule name",
        ),
        ("engine-missing-construction", r"invalid construction name|GetConstructData: Construction ="),
        ("engine-unknown-object-type", r"is not a valid Object Type"),
        ("engine-field-refused", r"^<root>\["),
        ("engine-unknown-zone", r"invalid zone[\w ]*name|zone_?or_?\w*name\s*=.*not found"),
        ("engine-node-errors", r"node connection error"),
        ("engine-temperature-out-of-bounds", r"temperature \((low|high)\) out of bounds"),
    )
)


@dataclass(frozen=True, slots=True)
class ErrEntry:
    """One message of the engine: severity `warning`, `severe` or `fatal`, its text and the lines below it."""

    severity: str
    text: str
    continuation: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        return " ".join((self.text, *self.continuation))

    def to_json(self) -> dict[str, Any]:
        return {"severity": self.severity, "text": self.text, "continuation": list(self.continuation)}


@dataclass(frozen=True, slots=True)
class ErrReport:
    """How many warnings and severe errors there were, whether the run ended fatally, and the entries kept.

    The counts are those the engine states at its end, repetitions included; of a run that never came to
    its end they are the messages printed.
    """

    warnings: int
    severe: int
    fatal: bool
    entries: tuple[ErrEntry, ...]
    findings: tuple[Finding, ...]


def read_err(path: Path) -> ErrReport:
    """Read an .err file of any size and any bytes; a missing one gives the finding `err-file-missing`."""
    file = open_output(path)
    if file is None:
        return ErrReport(0, 0, False, (), (CATALOGUE.make("err-file-missing", Where(file=path.name)),))
    with file:
        stated = _stated_counts(file)
        file.seek(0)
        return _report(_entries(_lines(file)), stated, path.name)


def _stated_counts(file: BinaryIO) -> tuple[int, int] | None:
    """Warnings and severe errors as the closing line counts them; None when there is no such line."""
    file.seek(max(0, file.seek(0, 2) - _CLOSING_BYTES))
    found = _CLOSING.findall(file.read(_CLOSING_BYTES))
    return (int(found[-1][0]), int(found[-1][1])) if found else None


def _lines(file: BinaryIO) -> Iterator[str]:
    """The head of the file and, where it is longer than that, its last lines: a fatal error comes last."""
    while file.tell() < _HEAD_BYTES and (line := file.readline(_LINE_BYTES)):
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")
    position, end = file.tell(), file.seek(0, 2)
    if position < end:
        file.seek(max(position, end - _TAIL_BYTES))
        for line in file:
            yield line[:_LINE_BYTES].decode("utf-8", errors="replace").rstrip("\r\n")


def _entries(lines: Iterable[str]) -> Iterator[ErrEntry]:
    severity, text, more = "", "", list[str]()
    for line in lines:
        found = _ENTRY.match(line)
        if found is None:
            continue
        if found[1] == "~~~":
            if len(more) < _CONTINUATIONS:
                more.append(found[2].strip())
            continue
        if severity:
            yield ErrEntry(severity, text, tuple(more))
        severity, text, more = found[1].lower(), found[2].strip(), []
    if severity:
        yield ErrEntry(severity, text, tuple(more))


def _report(entries: Iterable[ErrEntry], stated: tuple[int, int] | None, file_name: str) -> ErrReport:
    counts = {"warning": 0, "severe": 0, "fatal": 0}
    kept: list[ErrEntry] = []
    for entry in entries:
        counts[entry.severity] += 1
        if counts[entry.severity] <= MOST_ENTRIES:
            kept.append(entry)
    findings = tuple(_findings(kept, file_name))
    warnings, severe = stated or (counts["warning"], counts["severe"])
    return ErrReport(warnings, severe, counts["fatal"] > 0, tuple(kept), findings)


def _findings(entries: Iterable[ErrEntry], file_name: str) -> Iterator[Finding]:
    """Every fatal and severe entry speaks, a warning only known to change the numbers; each once."""
    said: set[str] = set()
    worst_first = sorted(entries, key=lambda entry: ("severe", "fatal", "warning").index(entry.severity))
    for entry in worst_first:
        code = _code(entry)
        if code is None or entry.whole in said or len(said) >= _FINDINGS:
            continue
        said.add(entry.whole)
        yield CATALOGUE.make(code, _where(entry, file_name), text=entry.whole)


def _code(entry: ErrEntry) -> str | None:
    known = next((code for code, pattern in _KNOWN if pattern.search(entry.whole)), None)
    if entry.severity == "fatal":
        return "engine-fatal"
    if entry.severity == "severe":
        return known if known and known != "engine-zone-not-enclosed" else "engine-severe"
    return known if known == "engine-zone-not-enclosed" else None


def _where(entry: ErrEntry, file_name: str) -> Where:
    schema = _SCHEMA_PATH.search(entry.text)
    if schema:
        return Where(file=file_name, object=schema["object"] or schema["type"], field=schema["field"])
    named = _OBJECT.search(entry.text)
    name = next((part for part in named.groups() if part), None) if named else None
    return Where(file=file_name, object=name.strip() if name else None)
