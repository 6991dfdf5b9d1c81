"""A weather file as it arrives: bytes of anybody, turned into lines or refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from standard_site.lib.decoding import Problem, decode
from standard_site.lib.findings import Finding, FindingCatalogue, Where

CATALOGUE = FindingCatalogue(Path(__file__).with_name("findings_weather.toml"))
MOST_LINES = 20_000
MOST_LINE_CHARACTERS = 20_000  # comments of published files reach some thousands
MOST_OF_A_KIND = 10  # findings that differ in their line only; the rest is counted
_UNUSABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]"
)
_LINE_END = re.compile(r"\r\n|\n|\r")
_LEGACY = ("cp1252", "gb18030")
# A mark of UTF-8 or UTF-16, which would stand before the first word; a carriage return alone, which ends no line for the engine.
_NOT_PLAIN = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)|\r(?!\n)")


@dataclass(slots=True)
class Told:
    """Findings of one file as they are made; of many alike the first are kept and the others counted."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def say(self, code: str, line: int | None = None, column: str | None = None, **values: object) -> None:
        kind = (code, column or "")
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.counts[kind] <= MOST_OF_A_KIND:
            self.findings.append(CATALOGUE.make(code, self.where(line, column), **values))

    def where(self, line: int | None = None, column: str | None = None) -> Where:
        return Where(file=self.file, line=line, field=column)

    def all(self) -> tuple[Finding, ...]:
        return (*self.findings, *self._rest())

    def _rest(self) -> Iterator[Finding]:
        for (code, column), count in self.counts.items():
            if count > MOST_OF_A_KIND:
                left = count - MOST_OF_A_KIND
                yield CATALOGUE.make(
                    "weather-more-alike", self.where(column=column or None), kind=code, count=left
                )


def split_lines(text: str) -> list[str]:
    """The lines as the engine counts them, blank ones at the end left out. Python's own would end lines at NEL too, which is
    a byte of many a Chinese character."""
    lines = _LINE_END.split(text)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def text_of(data: bytes) -> str | None:
    """The text of a file of a station; None when it is none."""
    decoded = decode(data, legacy=_LEGACY)
    return decoded.text if decoded.problem is None else None


def lines_of(data: bytes, told: Told) -> list[str]:
    """The lines of a file; none, with a finding, when it is no text that may be shown and read."""
    decoded = decode(data, legacy=_LEGACY)
    if decoded.problem is Problem.EMPTY:
        told.say("weather-empty")
        return []
    if decoded.problem is not None:
        told.say("weather-not-text", kind=decoded.kind or "binary")
        return []
    if _NOT_PLAIN.search(data):
        told.say("weather-not-plain")
        return []
    lines = split_lines(decoded.text)
    if len(lines) > MOST_LINES:
        told.say("weather-too-many-lines", found=len(lines), most=MOST_LINES)
        return []
    for number, line in enumerate(lines, start=1):
        _check_line(number, line, told)
    return lines if not told.findings else []


def _check_line(number: int, line: str, told: Told) -> None:
    if len(line) > MOST_LINE_CHARACTERS:
        told.say("weather-line-too-long", number, found=len(line), most=MOST_LINE_CHARACTERS)
    if _UNUSABLE.search(line):
        told.say("weather-control-character", number)
