"""How an action of this app says no."""

from __future__ import annotations

from pathlib import Path

from standard_site.lib.findings import FindingCatalogue
from standard_site.lib.refusal import Busy, Conflict, NotAllowed, Refused

__all__ = ["FINDINGS", "Busy", "Conflict", "NotAllowed", "Refused", "conflict"]
FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))


def conflict(code: str, **values: object) -> Conflict:
    return Conflict(FINDINGS.make(code, None, **values))
