"""Units: a closed vocabulary in which carbon dioxide, its equivalent and kilograms never mix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.quantities import ONE, UnknownUnitError, convert, factor, parse_unit


@pytest.mark.parametrize(
    ("value", "from_unit", "to_unit", "expected"),
    [
        (1500, "kg", "t", 1.5),
        (1, "MWh", "kWh", 1000),
        (3.6, "GJ", "kWh", 1000),  # 3.6e9 J / 3.6e6 J
        (55540, "kgCO2/TJ", "kgCO2/kWh", 0.199944),  # 55,540 · 3.6e6 / 1e12
        (0.4, "1", "%", 40),
        (2, "tCO2e", "kgCO2e", 2000),
        (480, "kW", "W", 480000),
        (1, "ha", "m2", 10000),
        (1, "intersection/km2", "intersection/mi2", 2.589988110336),  # a mile is 1,609.344 m
        (4, "day", "h", 96),
        (130, "GtCO2", "tCO2", 130e9),
    ],
)
def test_conversions(value: float, from_unit: str, to_unit: str, expected: float) -> None:
    assert convert(value, from_unit, to_unit) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kgCO2", "kgCO2e"),
        ("kgCO2e", "kg"),
        ("kgCO2", "kg"),
        ("kWh/yr", "kW"),  # a year is counted, never converted into hours
        ("m2", "m"),
        ("person", "1"),
        ("degC", "K"),  # a temperature is no difference of temperatures
        ("month", "yr"),
        ("night", "day"),
    ],
)
def test_kinds_that_never_mix(one: str, other: str) -> None:
    with pytest.raises(ValueError, match="cannot be turned into"):
        factor(one, other)


@pytest.mark.parametrize(
    "text", ["kgCO2eq", "kgco2e", "", "m2 + m2", "3*m", "2", "m**9**9", "__import__", "m2;", "公斤"]
)
def test_units_outside_the_vocabulary(text: str) -> None:
    with pytest.raises(UnknownUnitError):
        parse_unit(text)


@given(st.floats(-1e15, 1e15), st.sampled_from(["t", "g", "kg"]))
def test_there_and_back(value: float, unit: str) -> None:
    assert convert(convert(value, "kg", unit), unit, "kg") == pytest.approx(value, rel=1e-14)


def test_products_and_quotients_know_their_dimensions() -> None:
    per_area = parse_unit("kgCO2e").per(parse_unit("m2"))
    assert per_area.same_size(parse_unit("kgCO2e/m2"))
    assert per_area.times(parse_unit("m2")).same_size(parse_unit("kgCO2e"))


@pytest.mark.parametrize("text", ["*".join(["m2"] * 1000), "(" * 900 + "m" + ")" * 900, "m/0"])
def test_a_unit_that_cannot_be_worked_out_is_unknown(text: str) -> None:
    with pytest.raises(UnknownUnitError):
        parse_unit(text)


def test_no_product_of_units_runs_over() -> None:
    grown = parse_unit("*".join(["GtCO2"] * 13))
    for _ in range(10):
        grown = grown.times(grown)
    assert not ONE.per(ONE.per(grown)).same_size(ONE)
