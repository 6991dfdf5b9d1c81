"""The texts of what taking in and reading an IFC file can find."""

from __future__ import annotations

from pathlib import Path

from standard_site.lib.findings import FindingCatalogue

FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))
