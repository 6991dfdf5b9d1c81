"""What is wrong with an edition: where, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from standard_site.lib.findings import Finding, FindingCatalogue, Severity, Where

MOST_ERRORS = 500  # more than anyone reads at once; a table of nonsense would otherwise fill the memory
FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))


@dataclass(frozen=True, slots=True)
class EditionError:
    """One mistake in an edition's files; `message` and `remedy` are in both languages."""

    file: str
    line: int | None
    code: str
    message: Mapping[str, str]
    remedy: Mapping[str, str]

    @classmethod
    def at(cls, file: str, line: int | None, code: str, /, **values: object) -> EditionError:
        """The mistake `code` of findings.toml at a place, its texts filled in."""
        finding = FINDINGS.make(code, Where(file=file, line=line), **values)
        return cls(file, line, code, finding.message, finding.remedy)

    def to_finding(self) -> Finding:
        """The same as a finding; a mistake in an edition is always an error."""
        where = Where(file=self.file, line=self.line)
        return Finding(self.code, Severity.ERROR, self.message, self.remedy, where)

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.code}: {self.message['en']} {self.remedy['en']}"


class EditionErrors(Exception):
    """An edition that cannot be loaded, with every mistake that was found (`.errors`, in file and line
    order)."""

    def __init__(self, errors: Iterable[EditionError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: (error.file, error.line or 0, error.code)))
        super().__init__("\n".join(str(error) for error in self.errors))
