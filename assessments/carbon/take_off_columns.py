"""The columns of a take-off and the names they go by in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assessments.carbon.catalogue import FINDINGS
from standard_site.lib.findings import Finding, Where

REQUIRED: Final = ("line_id", "element", "material", "quantity", "unit")
OPTIONAL: Final = (
    "density_kg_per_m3",
    "factor_key",
    "origin",
    "legs",
    "service_life_yr",
    "mass_kg_per_unit",
)
_CHINESE: Final = {
    "line_id": ("行号", "编号", "序号"),
    "element": ("构件", "部位", "构件/部位"),
    "material": ("材料", "材料名称"),
    "quantity": ("数量", "工程量"),
    "unit": ("单位",),
    "density_kg_per_m3": ("密度", "密度kg/m3"),
    "factor_key": ("因子", "碳排放因子", "因子编号"),
    "origin": ("产地", "来源地"),
    "legs": ("运输", "运输方式", "运输路程"),
    "service_life_yr": ("使用年限", "使用寿命", "使用年限年"),
    "mass_kg_per_unit": ("单位质量", "单位质量kg"),
}
_MEANING: Final = {name: key for key, names in _CHINESE.items() for name in names}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known column stands, and how many columns the header has."""

    positions: Mapping[str, int]
    width: int


def header_cells(language: str) -> tuple[str, ...]:
    """The header of an empty take-off in one language."""
    keys = REQUIRED + OPTIONAL
    return tuple(_CHINESE[key][0] for key in keys) if language.startswith("zh") else keys


def read_header(cells: Sequence[str], where: Where) -> tuple[Columns | None, list[Finding]]:
    """Where each known column stands; None with findings when a needed one is missing or one comes twice."""
    columns: dict[str, int] = {}
    findings: list[Finding] = []
    fatal = False
    for index, cell in enumerate(cells):
        key = _key(cell)
        if not key:
            continue
        if key not in REQUIRED + OPTIONAL:
            findings.append(
                FINDINGS.make("take-off-unknown-column", replace(where, field=cell.strip()), column=cell)
            )
        elif key in columns:
            fatal = True
            findings.append(FINDINGS.make("take-off-column-twice", replace(where, field=key), column=key))
        else:
            columns[key] = index
    missing = [key for key in REQUIRED if key not in columns]
    findings += [
        FINDINGS.make(
            "take-off-missing-column", replace(where, field=key), column=key, chinese=_CHINESE[key][0]
        )
        for key in missing
    ]
    return (None if missing or fatal else Columns(columns, len(cells))), findings


def _key(cell: str) -> str:
    plain = unicodedata.normalize("NFKC", cell).strip().casefold()
    chinese = re.sub(r"[\s()\[\]]", "", plain)
    return _MEANING.get(chinese, re.sub(r"[\s\-]+", "_", plain))
