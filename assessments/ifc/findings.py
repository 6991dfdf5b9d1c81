"""The texts of what taking in and reading an IFC file can find."""

from __future__ import annotations

from pathlib import Path

from standard_site.lib.findings import FindingCatalogue
from standard_site.lib.refusal import Conflict

FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))


def conflict(code: str, **values: object) -> Conflict:
    return Conflict(FINDINGS.make(code, None, **values))
