"""The findings this part can make, in both languages."""

from pathlib import Path

from standard_site.lib.findings import FindingCatalogue

FINDINGS = FindingCatalogue(Path(__file__).with_name("findings.toml"))
