"""openEPD: the factors that a building was worked out with, one document each, for programs that read declarations.

A factor counts here as it counted there: with the uplift of another country's data, without what is not known. The method of
impact assessment behind a generic factor is not known, and the form has a name for that.
"""

from __future__ import annotations

import json
from typing import Any, Final

from assessments.carbon.factor import MODULES, PRODUCT, Factor, Kind
from assessments.carbon.units import KG_PER_T, Unit
from assessments.exports.ledger import Ledger

FORMAT_VERSION: Final = "0.1"
UNKNOWN_METHOD: Final = "Unknown LCIA"
_CARBON_IN_CO2: Final = 12 / 44
_UNIT: Final = {Unit.PIECE: "item"}
_KG: Final = {Unit.KG: 1.0, Unit.T: KG_PER_T}
_SCOPE: Final = {PRODUCT: "A1A2A3"}


def openepd_json(ledger: Ledger) -> bytes:
    """All factors of the ledger as a list of documents, in the order they first come."""
    documents = [openepd_document(factor) for factor in ledger.factors]
    return json.dumps(documents, ensure_ascii=False, indent=1, allow_nan=False).encode()


def openepd_document(factor: Factor) -> dict[str, Any]:
    """One factor; what is not known of it is absent."""
    specific = factor.kind is Kind.SPECIFIC
    mass = factor.mass_kg_per_unit or _KG.get(factor.unit) or _mass_of_a_cubic_metre(factor)
    stored = factor.biogenic_kgco2_per_unit
    given: dict[str, Any] = {
        "doctype": "openEPD" if specific else "openGenericEstimate",
        "openepd_version": FORMAT_VERSION,
        "product_name" if specific else "name": factor.name["en"],
        "declared_unit": {"qty": 1.0, "unit": _UNIT.get(factor.unit, factor.unit.value)},
        "kg_per_declared_unit": None if mass is None else {"qty": mass, "unit": "kg"},
        "kg_C_biogenic_per_declared_unit": None
        if stored is None
        else {"qty": stored * _CARBON_IN_CO2, "unit": "kg"},
        "geography": [factor.geography] if factor.geography else None,
        "valid_until": factor.valid_until.isoformat() if factor.valid_until else None,
        "impacts": {UNKNOWN_METHOD: {"gwp": _scopes(factor)}},
        "ext": {
            "island_carbon_standard": {
                "factor": factor.key,
                "name_zh_hans": factor.name.get("zh-hans"),
                "source": factor.source,
                "source_status": factor.source_status,
                "year": factor.year,
            }
        },
    }
    return {key: value for key, value in given.items() if value is not None}


def _mass_of_a_cubic_metre(factor: Factor) -> float | None:
    return factor.density_kg_per_m3 if factor.unit is Unit.M3 else None


def _scopes(factor: Factor) -> dict[str, dict[str, Any]]:
    counted = {name: factor.module(name) for name in MODULES}
    return {
        _SCOPE.get(name, name): {"mean": value, "unit": "kgCO2e"}
        for name, value in counted.items()
        if value is not None
    }
