"""The findings and phrases of this part, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from standard_site.lib.findings import Finding, FindingCatalogue, Severity, Where
from standard_site.lib.localised import Phrasebook

FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))
PHRASES = Phrasebook(Path(__file__).with_name("phrases.toml"))


def listed(findings: Sequence[Finding], file_name: str | None, most: int) -> tuple[Finding, ...]:
    """At most so many findings and then the number of the rest; errors first, so that none is cut off by warnings."""
    if len(findings) <= most:
        return tuple(findings)
    ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    rest = FINDINGS.make("upload-more-findings", Where(file=file_name), count=len(findings) - most)
    return (*ordered[:most], rest)
