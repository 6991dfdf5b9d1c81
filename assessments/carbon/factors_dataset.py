"""A data set of carbon factors as an organisation brings it: the columns every form of file is read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assessments.carbon.factor import GWP_PARTS, MODULES, PRODUCT, Kind
from standard_site.lib.findings import Finding, FindingCatalogue, has_errors

FINDINGS: Final = FindingCatalogue(Path(__file__).with_name("factors.toml"))

COUNTRY: Final = "CN"
MOST_BYTES: Final = 5_000_000
MOST_ROWS: Final = 5_000
MOST_CHARACTERS: Final = 300
MOST_FINDINGS: Final = 200

MODULE_COLUMNS: Final = {name: f"{name.lower().replace('-', '_')}_kgco2e_per_unit" for name in MODULES}
"""The column of each module in the file, as `a1_a3_kgco2e_per_unit`."""

PART_COLUMNS: Final = {name: f"{name}_kgco2e_per_unit" for name in GWP_PARTS}
"""The column of each part of the climate indicator, as `a1_a3_fossil_kgco2e_per_unit`."""

REQUIRED: Final = ("key", "name_en", "unit", MODULE_COLUMNS[PRODUCT])
COLUMNS: Final = (
    *("key", "name_en", "name_zh", "unit", "declared_quantity"),
    *MODULE_COLUMNS.values(),
    *PART_COLUMNS.values(),
    *("biogenic_kgco2_per_unit", "mass_kg_per_unit", "density_kg_per_m3"),
    *("kind", "geography", "year", "declaration", "publisher", "published_on", "valid_until", "indicators"),
    *("stands_for", "service_life_key", "waste_key"),
)
"""The columns of the template; all but `REQUIRED` may be left out."""

Row = Mapping[str, str | float | None]
"""One factor as a row of an edition's table of materials, with `declaration, publisher, published_on, indicators`
besides; what is not known is absent."""


@dataclass(frozen=True, slots=True)
class ReadDataset:
    """The factors that could be read, as rows, and what was found. Any error means the file is not to be used."""

    form: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> bool:
        return not has_errors(self.findings)


def generic_kind(geography: str) -> str:
    """The kind of an average: local where it is of the country that the editions are for."""
    return Kind.LOCAL_GENERIC if geography.startswith(COUNTRY) else Kind.FOREIGN_GENERIC


def template_csv() -> bytes:
    """An empty data set to fill in: the header alone, UTF-8 with a byte order mark."""
    return ("\ufeff" + ",".join(COLUMNS) + "\r\n").encode()
