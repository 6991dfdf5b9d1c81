"""The one exception of the simulation core: its findings tell a person what to do about it."""

from __future__ import annotations

from collections.abc import Iterable

from standard_site.lib.findings import Finding


class SimulationError(Exception):
    """A model cannot be taken further; `findings` says why, where and what to do, in both languages."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings))
