"""How an action of this app says no."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from standard_site.lib.findings import FindingCatalogue, Where
from standard_site.lib.refusal import Conflict, NotAllowed, Refused

if TYPE_CHECKING:
    from rules.models import DraftFile

__all__ = ["FINDINGS", "Conflict", "EditConflict", "NotAllowed", "Refused", "conflict", "refused"]
FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))


def conflict(code: str, **values: object) -> Conflict:
    return Conflict(FINDINGS.make(code, None, **values))


def refused(code: str, where: Where | None = None, **values: object) -> Refused:
    return Refused([FINDINGS.make(code, where, **values)])


class EditConflict(Conflict):
    """Somebody else saved the file meanwhile. `theirs` is the file as it is kept now (None when it was removed), `yours` the
    text that was not kept: the page shows both, so that nothing is lost."""

    def __init__(self, code: str, path: str, theirs: DraftFile | None, yours: str) -> None:
        who = str(theirs.changed_by) if theirs is not None else ""
        super().__init__(FINDINGS.make(code, Where(file=path), path=path, who=who))
        self.theirs, self.yours = theirs, yours
