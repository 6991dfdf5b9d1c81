"""What readings say, and the refusals made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from standard_site.lib.findings import FindingCatalogue

FINDINGS: Final = FindingCatalogue(Path(__file__).with_name("findings.toml"))
