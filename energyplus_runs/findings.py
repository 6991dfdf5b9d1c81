"""What a run can end with besides what preparation and the engine find."""

from __future__ import annotations

from pathlib import Path

from standard_site.lib.findings import FindingCatalogue
from standard_site.lib.storage import StorageAway, is_full

FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))


def code_of(error: Exception) -> str:
    """What is said of an accident: the operator's disk or storage, else a defect of ours."""
    if is_full(error):
        return "run-no-room"
    return "run-storage-away" if isinstance(error, StorageAway) else "run-defect"
