"""What a back-test says when it cannot be made or ends without a result."""

from __future__ import annotations

from pathlib import Path

from standard_site.lib.findings import FindingCatalogue
from standard_site.lib.refusal import Conflict, Refused

FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))


def refused(code: str, **values: object) -> Refused:
    return Refused([FINDINGS.make(code, None, **values)])


def conflict(code: str, **values: object) -> Conflict:
    return Conflict(FINDINGS.make(code, None, **values))
