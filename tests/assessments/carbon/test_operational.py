"""Operating carbon in both quantities, worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.carbon.operational import EnergyFactors, fuel_factors_from_rows, operating_carbon

FACTORS = EnergyFactors(0.3648, 0.5777, {"natural_gas": 0.2})


def codes(result) -> list[str]:
    return [finding.code for finding in result.findings]


def test_generation_comes_off_the_use():
    # use 1,000, own generation 300, of which 100 exported: import 800.
    # direct (1000 − 300)·0.3648 = 255.36 kgCO2; footprint of the import 800·0.5777 = 462.16 kgCO2e
    result = operating_carbon({"electricity": 1000.0}, 800.0, 300.0, FACTORS)
    assert result.direct_kgco2 == pytest.approx(255.36)
    assert result.footprint_kgco2e == pytest.approx(462.16)
    assert (result.credited_kwh, result.excess_kwh) == (300.0, 0.0)
    assert codes(result) == []


def test_generation_counts_at_most_up_to_the_use():
    result = operating_carbon({"electricity": 1000.0}, 400.0, 1500.0, FACTORS)
    assert result.direct_kgco2 == 0.0
    assert (result.credited_kwh, result.excess_kwh) == (1000.0, 500.0)
    assert result.footprint_kgco2e == pytest.approx(
        231.08
    )  # 400 · 0.5777: what is imported at night is not offset


def test_fuel_adds_direct_carbon_and_leaves_the_footprint_open():
    result = operating_carbon({"electricity": 100.0, "natural_gas": 50.0}, 100.0, 0.0, FACTORS)
    assert result.direct_kgco2 == pytest.approx(46.48)  # 100 · 0.3648 + 50 · 0.2
    assert result.footprint_kgco2e is None
    assert codes(result) == ["footprint-factor-missing"]


def test_a_fuel_that_is_not_used_needs_no_factor():
    result = operating_carbon({"electricity": 100.0, "coal": 0.0}, 100.0, 0.0, FACTORS)
    assert result.direct_kgco2 == pytest.approx(36.48)
    assert codes(result) == []


def test_a_fuel_without_a_factor_is_not_free():
    result = operating_carbon({"electricity": 100.0, "coal": 1.0}, 100.0, 0.0, FACTORS)
    assert result.direct_kgco2 is None
    assert codes(result) == ["direct-factor-missing", "footprint-factor-missing"]


def test_the_two_grid_factors_never_stand_in_for_each_other():
    only_direct = operating_carbon({"electricity": 10.0}, 10.0, 0.0, EnergyFactors(0.3648, None))
    assert (only_direct.direct_kgco2, only_direct.footprint_kgco2e) == (pytest.approx(3.648), None)
    only_footprint = operating_carbon({"electricity": 10.0}, 10.0, 0.0, EnergyFactors(None, 0.5777))
    assert (only_footprint.direct_kgco2, only_footprint.footprint_kgco2e) == (None, pytest.approx(5.777))


@pytest.mark.parametrize(
    ("carriers", "purchased", "produced"),
    [({}, 10.0, 0.0), ({"electricity": None}, 10.0, 0.0), ({"electricity": 10.0}, 10.0, None)],
)
def test_missing_energy_is_unknown(carriers, purchased, produced):
    result = operating_carbon(carriers, purchased, produced, FACTORS)
    assert result.direct_kgco2 is None
    assert result.footprint_kgco2e == pytest.approx(5.777)
    assert codes(result) == ["energy-missing"]


def test_only_rows_per_kilowatt_hour_are_taken():
    rows = [
        {"carrier": "natural_gas", "unit": "m3", "kgco2_per_unit": "2.184", "status": "F2"},
        {"carrier": "natural_gas", "unit": "kWh", "kgco2_per_unit": "0.199944", "status": "D"},
        {"carrier": "coal", "unit": "kWh", "kgco2_per_unit": "0.3", "status": "NF"},
    ]
    assert fuel_factors_from_rows(rows) == {"natural_gas": 0.199944}


energy = st.floats(0, 1e9)


@given(energy, energy, energy)
def test_more_generation_never_costs_carbon(use, produced, more):
    less = operating_carbon({"electricity": use}, use, produced, FACTORS)
    greater = operating_carbon({"electricity": use}, use, produced + more, FACTORS)
    assert 0 <= greater.direct_kgco2 <= less.direct_kgco2
