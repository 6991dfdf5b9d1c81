"""What a run can end with besides what preparation and the engine find."""

from __future__ import annotations

from pathlib import Path

from standard_site.lib.findings import FindingCatalogue

FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))
