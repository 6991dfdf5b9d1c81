"""How an action says no."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from standard_site.lib.findings import Finding, FindingCatalogue

FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))


class Refused(Exception):
    """The input cannot be taken; the findings say what, where, why and what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = tuple(findings)


class Conflict(Exception):
    """The thing is no longer in a state that allows this; somebody else was faster, or it is over."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


class NotAllowed(Exception):
    """The person may see the thing but not do this to it."""


def conflict(code: str, **values: object) -> Conflict:
    return Conflict(FINDINGS.make(code, None, **values))
