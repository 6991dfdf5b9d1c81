"""LCAx: the open JSON form of a building's life cycle, one assembly per element and one product per line.

LCAx multiplies what a product states per unit by its quantity and adds up; it has no waste rates and no service-life rule. So
A4, A5.3 and B4 are written per unit as the method of the edition makes them. A module that is not known of the whole building
is left out of the list of modules and named in the meta data: the form would otherwise read it as zero.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from assessments.carbon.units import Unit
from assessments.carbon.whole_life import LineWholeLife, WholeLife
from assessments.exports.ledger import Ledger, LedgerLine, beside_lines, shared_modules

FORMAT_VERSION: Final = "3.8.0"
MODULE: Final = {
    "A1-A3": "a1a3",
    "A4": "a4",
    "A5.2": "a5",
    "A5.3": "a5",
    "B1": "b1",
    "B2-B3": "b2",
    "B4": "b4",
    "B5": "b5",
    "B6": "b6",
    "B7": "b7",
    "C1": "c1",
    "C2": "c2",
    "C3": "c3",
    "C4": "c4",
    "D1": "d",
    "D2": "d",
}
"""Where our modules stand in LCAx: A5.2 and A5.3 in A5, B2 and B3 together in B2, D1 and D2 in D."""

_UNIT: Final = {
    Unit.M3: "m3",
    Unit.M2: "m2",
    Unit.M: "m",
    Unit.KG: "kg",
    Unit.T: "tones",
    Unit.PIECE: "pcs",
}
_LONGEST_LIFE_YR: Final = 1000
"""The form asks every product for a service life; this stands where none is known, and B4 is then left out."""


def lcax_json(ledger: Ledger, period_yr: int) -> str:
    """The building over one study period [yr] as an LCAx project."""
    return json.dumps(lcax_project(ledger, period_yr), ensure_ascii=False, indent=1, allow_nan=False)


def lcax_project(ledger: Ledger, period_yr: int) -> dict[str, Any]:
    """The same as plain values."""
    life = ledger.lives[period_yr]
    known = known_modules(life)
    names = sorted({MODULE[module] for module in known})
    return {
        "id": _identity(ledger.name, str(period_yr)),
        "name": ledger.name,
        "description": None,
        "comment": None,
        "location": {"country": "chn", "city": None, "address": None},
        "owner": None,
        "formatVersion": FORMAT_VERSION,
        "lciaMethod": "EN15978",
        "classificationSystems": None,
        "referenceStudyPeriod": period_yr,
        "lifeCycleModules": names,
        "impactCategories": ["gwp"],
        "assemblies": [*_elements(ledger, life, known), _whole_building(ledger.name, life, known)],
        "results": None,
        "projectInfo": None,
        "projectPhase": "technical_design",
        "softwareInfo": {
            "lcaSoftware": "island-carbon-standard",
            "lcaSoftwareVersion": None,
            "goalAndScopeDefinition": ledger.edition,
            "calculationType": None,
        },
        "metaData": {"notKnown": ", ".join(_unknown(life, known))},
    }


def known_modules(life: WholeLife) -> tuple[str, ...]:
    """The modules that can be written: LCAx has one A5 and one D, so both halves have to be known."""
    values = {**life.modules, **life.apart}
    lost = {MODULE[module] for module, value in values.items() if value is None}
    return tuple(module for module in values if MODULE[module] not in lost)


def _unknown(life: WholeLife, known: Iterable[str]) -> list[str]:
    return [module for module in (*life.modules, *life.apart) if module not in set(known)]


def _elements(ledger: Ledger, life: WholeLife, known: tuple[str, ...]) -> list[dict[str, Any]]:
    lines = {line.line_id: line for line in life.lines}
    by_line = tuple(module for module in known if module in shared_modules(life))
    groups: dict[str, list[LedgerLine]] = {}
    for line in ledger.lines:
        groups.setdefault(line.element, []).append(line)
    return [
        _assembly(
            ledger.name,
            element,
            [_product(ledger.name, line, lines[line.line_id], by_line) for line in group],
        )
        for element, group in groups.items()
    ]


def _assembly(building: str, name: str, products: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "assembly",
        "id": _identity(building, "assembly", name),
        "name": name,
        "description": None,
        "comment": None,
        "quantity": 1.0,
        "unit": "pcs",
        "classification": None,
        "products": products,
        "results": None,
        "metaData": None,
    }


def _product(
    building: str, line: LedgerLine, life: LineWholeLife, by_line: tuple[str, ...]
) -> dict[str, Any]:
    amount, unit = (line.amount, line.unit) if line.amount is not None else (life.quantity, life.unit)
    impacts = {
        MODULE[module]: value / amount if amount else 0.0
        for module in by_line
        if (value := life.modules[module]) is not None
    }
    if "a1a3" in impacts and (product := line.per_unit["A1-A3"]) is not None:
        impacts["a1a3"] = product
    return _product_of(
        _identity(building, "line", line.line_id),
        f"{line.line_id} {line.material}",
        (amount, _UNIT[Unit(unit)]),
        impacts,
        line.service_life_yr,
        line.source,
    )


def _whole_building(building: str, life: WholeLife, known: tuple[str, ...]) -> dict[str, Any]:
    """What no single line has a part in: the site, use, operation, and what was declared beside the lines."""
    impacts: dict[str, float] = {}
    for module in known:
        rest = beside_lines(life, module)
        impacts[MODULE[module]] = impacts.get(MODULE[module], 0.0) + rest
    product = _product_of(
        _identity(building, "building"), "Building as a whole", (1.0, "pcs"), impacts, None, ""
    )
    return _assembly(building, "Building as a whole", [product])


def _product_of(  # noqa: PLR0913, PLR0917
    identity: str,
    name: str,
    quantity: tuple[float, str],
    impacts: Mapping[str, float],
    service_life_yr: float | None,
    source: str,
) -> dict[str, Any]:
    data = {
        "type": "EPD",
        "id": _identity(identity, "data"),
        "name": name,
        "declaredUnit": quantity[1],
        "source": {"name": source, "url": None} if source else None,
        "comment": None,
        "conversions": None,
        "impacts": {"gwp": dict(impacts)},
        "metaData": None,
    }
    return {
        "type": "product",
        "id": identity,
        "name": name,
        "description": None,
        "referenceServiceLife": max(1, round(service_life_yr or _LONGEST_LIFE_YR)),
        "impactData": [data],
        "quantity": quantity[0],
        "unit": quantity[1],
        "transport": None,
        "results": None,
        "metaData": None,
    }


def _identity(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(names)))
