"""What burns: the model's word, the declaration's word, and what counts when they differ."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.carbon.declared import read_declared
from assessments.combustion import combustion_of
from tests.assessments.results import results

GAS = b"- {name: Cooker, service: cooking, energy: natural_gas, count: 2, capacity_kw: 5}\n"
ELECTRIC = b"- {name: Cooker, service: cooking, energy: electricity, count: 2, capacity_kw: 5}\n"
GENERATOR = b"- {name: Set, service: power, energy: diesel, count: 1, capacity_kw: 50, emergency: true}\n"


def model(objects: int | None) -> dict[str, Any] | None:
    return None if objects is None else {"combustion": [{}] * objects}


@pytest.mark.parametrize(
    ("in_model", "equipment", "count", "source", "contradicted"),
    [
        (None, None, None, "declared", False),  # nobody says anything
        (0, None, None, "declared", False),  # a kitchen need not be in a model
        (3, None, 3, "simulated", False),  # the model shows it
        (None, ELECTRIC, 0, "declared", False),
        (0, ELECTRIC, 0, "declared", False),
        (0, GAS, 2, "declared", False),
        (1, GAS, 2, "declared", False),  # two declared, one of them modelled
        (2, GAS, 2, "declared", False),
        (3, GAS, 3, "simulated", True),
        (1, ELECTRIC, 1, "simulated", True),
        (0, GENERATOR, 0, "declared", False),  # an emergency set is left out
        (1, b"[]\n", 1, "simulated", True),
        (0, b"[]\n", 0, "declared", False),
    ],
)
def test_who_is_believed(
    in_model: int | None, equipment: bytes | None, count: int | None, source: str, contradicted: bool
) -> None:
    said = None if equipment is None else read_declared(b"equipment:\n  " + equipment, "d.yaml")
    assert said is None or said.accepted, said.findings
    found = combustion_of(None, model(in_model), said)
    assert (found.count, found.source) == (count, source)
    assert [finding.code for finding in found.findings] == (
        ["combustion-contradicts-model"] if contradicted else []
    )


def test_the_contradiction_says_both_numbers() -> None:
    said = read_declared(b"equipment: []\n", "d.yaml")
    (finding,) = combustion_of(None, model(4), said).findings
    assert "0 place(s)" in finding.message["en"]
    assert "4 object(s)" in finding.message["en"]
    assert finding.where.field == "equipment"


def test_fuel_is_what_the_meters_say() -> None:
    burnt = combustion_of(
        results(carriers={"electricity": 5.0, "propane": 2.0, "diesel": 0.5, "biomass": 9.0}), None, None
    )
    assert burnt.fuel_kwh == 2.5  # biomass is no fossil fuel
    assert [origin.ref for origin in burnt.fuel_origins] == ["propane:facility", "diesel:facility"]
    assert combustion_of(results(carriers={"electricity": 5.0}), None, None).fuel_kwh == 0.0
    assert combustion_of(None, None, None).fuel_kwh is None
