"""The texts of the findings that the reference building can make."""

from __future__ import annotations

from pathlib import Path

from standard_site.lib.findings import FindingCatalogue

CATALOGUE = FindingCatalogue(Path(__file__).with_name("findings.toml"))
