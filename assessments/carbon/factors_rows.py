"""Reading one factor from a row of an edition's table of materials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from assessments.carbon.factor import GWP_PARTS, MODULES, Factor, Kind
from assessments.carbon.rows import active, number_or_none, text, text_or_none
from assessments.carbon.units import Unit, to_unit


def factor_from_row(row: Mapping[str, object]) -> Factor:
    """The factor of a row; columns that only later editions have may be absent.

    Raises:
        ValueError: the row cannot be read, which is an error of the edition.
    """
    return Factor(
        key=text(row, "key"),
        name={"en": text(row, "name_en"), "zh-hans": text(row, "name_zh")},
        unit=_unit(row),
        kgco2e_per_unit=number_or_none(row, "kgco2e_per_unit"),
        modules=_modules(row),
        density_kg_per_m3=number_or_none(row, "density_kg_per_m3"),
        waste_key=text_or_none(row, "waste_key"),
        source=text(row, "source"),
        source_status=text(row, "status"),
        usable=active(row),
        other_modules=_other_modules(row),
        biogenic_kgco2_per_unit=number_or_none(row, "biogenic_kgco2_per_unit"),
        gwp_parts=_gwp_parts(row),
        mass_kg_per_unit=number_or_none(row, "mass_kg_per_unit"),
        geography=text_or_none(row, "geography"),
        year=_year(row),
        valid_until=_day(row),
        kind=Kind(text_or_none(row, "kind") or Kind.LOCAL_GENERIC),
        service_life_key=text_or_none(row, "service_life_key"),
        stands_for=text_or_none(row, "stands_for"),
        remarks=tuple((text_or_none(row, "remark") or "").split()),
    )


def _unit(row: Mapping[str, object]) -> Unit:
    unit = to_unit(text(row, "unit"))
    if unit is None:
        raise ValueError(f"factor {row.get('key')}: unit {row.get('unit')!r} is not known")
    return unit


def _modules(row: Mapping[str, object]) -> frozenset[str]:
    modules = frozenset(re.findall(r"[A-D]\d(?:\.\d)?(?:-[A-D]\d)?", text(row, "modules")))
    if not modules:
        raise ValueError(f"factor {row.get('key')}: modules {row.get('modules')!r} name none")
    return modules


def _other_modules(row: Mapping[str, object]) -> dict[str, float]:
    stated = {name: number_or_none(row, f"{name.lower()}_kgco2e_per_unit") for name in MODULES}
    return {name: value for name, value in stated.items() if value is not None}


def _gwp_parts(row: Mapping[str, object]) -> dict[str, float]:
    stated = {name: number_or_none(row, f"{name}_kgco2e_per_unit") for name in GWP_PARTS}
    return {name: value for name, value in stated.items() if value is not None}


def _year(row: Mapping[str, object]) -> int | None:
    year = number_or_none(row, "year")
    return int(year) if year is not None else None


def _day(row: Mapping[str, object]) -> date | None:
    day = text_or_none(row, "valid_until")
    return date.fromisoformat(day) if day is not None else None
