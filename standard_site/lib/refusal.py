"""How an action says no, in every app."""

from __future__ import annotations

from collections.abc import Sequence

from standard_site.lib.findings import Finding


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


class Busy(Conflict):
    """The service has more to do than it takes; the same request may be sent again later."""

    def __init__(self, finding: Finding, retry_after_s: float) -> None:
        super().__init__(finding)
        self.retry_after_s = retry_after_s


class NotAllowed(Exception):
    """The person may see the thing but not do this to it."""
