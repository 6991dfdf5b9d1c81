"""The factors used, as openEPD documents."""

from __future__ import annotations

import json

import pytest

from assessments.carbon.factor import Kind
from assessments.exports.openepd import UNKNOWN_METHOD, openepd_document, openepd_json
from tests.assessments.carbon.lives import product
from tests.assessments.exports.buildings import guesthouse


def test_every_factor_of_the_sample_comes_once_with_what_counted() -> None:
    documents = json.loads(openepd_json(guesthouse()))
    keys = [document["ext"]["island_carbon_standard"]["factor"] for document in documents]
    assert keys == list(dict.fromkeys(line.factor_key for line in guesthouse().lines))
    concrete = documents[keys.index("concrete-c30")]
    assert concrete["doctype"] == "openGenericEstimate"
    assert concrete["declared_unit"] == {"qty": 1.0, "unit": "m3"}
    assert concrete["kg_per_declared_unit"] == {"qty": 2300.0, "unit": "kg"}
    assert concrete["geography"] == ["CN"]
    assert concrete["impacts"][UNKNOWN_METHOD]["gwp"] == {"A1A2A3": {"mean": 295.0, "unit": "kgCO2e"}}


def test_uplift_counts_what_is_not_known_is_absent_and_stored_carbon_is_carbon() -> None:
    timber = product(
        "beam",
        "m3",
        80.0,
        kind=Kind.FOREIGN_GENERIC,
        uplift=0.5,
        biogenic_kgco2_per_unit=44.0,
        density_kg_per_m3=470.0,
        other_modules={"C3": 4.0, "D": -5.0},
    )
    document = openepd_document(timber)
    means = {scope: each["mean"] for scope, each in document["impacts"][UNKNOWN_METHOD]["gwp"].items()}
    assert means == {"A1A2A3": 120.0, "C3": 6.0, "D": -5.0}  # a credit is never enlarged
    assert document["kg_C_biogenic_per_declared_unit"] == {"qty": pytest.approx(12.0), "unit": "kg"}
    piece = openepd_document(product("fan", "piece", 5.0, kind=Kind.SPECIFIC))
    assert (piece["doctype"], piece["product_name"]) == ("openEPD", "fan")
    assert piece["declared_unit"]["unit"] == "item"
    assert not {"kg_per_declared_unit", "kg_C_biogenic_per_declared_unit", "valid_until"} & set(piece)
