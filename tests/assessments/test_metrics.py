"""What is known of a design: which source a metric comes from, and what a doubtful one leaves open."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from assessments.carbon.declared import Declared
from assessments.carbon.declared_sections import Metric
from assessments.carbon.take_off import read_take_off
from assessments.factors import upfront_of
from assessments.inputs import declared_of
from assessments.metrics import Known, Sources, gather
from assessments.presentation.declared import declared_yaml
from energyplus_runs.simulation.results import Results
from rules.engine.subject import MetricNumber
from tests.rules.editions import island

TAKE_OFF = (
    b"line_id,element,material,quantity,unit,factor_key,legs\nA1,Frame,rebar,2,t,steel-rebar,road:100\n"
)


def declared(**metrics: Metric) -> Declared:
    return Declared(None, metrics, None, None, ())


def known(said: Declared | None) -> Known:
    upfront = upfront_of(read_take_off(TAKE_OFF, "take_off.csv"), island(), 100.0, said)
    return gather(Sources(island(), said, upfront, None, None, "hainan"))


def photovoltaic(*types: str, made_kwh: float | None, converted_kwh: float | None) -> MetricNumber:
    numbers = {field.name: None for field in fields(Results)}
    nothing: dict[str, Any] = {
        **numbers,
        "simulated_hours": 8760.0,
        "end_uses": (),
        "carriers": {},
        "carriers_joules": {},
    }
    made = {
        "produced_electricity_kwh": 90.0,
        "photovoltaic_kwh": made_kwh,
        "power_conversion_kwh": converted_kwh,
    }
    run = Results.from_json({**nothing, "findings": (), **made})
    summary = {"object_counts": dict.fromkeys(types, 1), "combustion": []}
    found = gather(Sources(island(), None, None, run, summary, "hainan")).values.get(
        "photovoltaic_kwh_per_yr"
    )
    return None if found is None else found.value


def test_site_activity_may_be_declared_in_a_file() -> None:
    file = b"metrics: {upfront_a5_2_kgco2e: {value: 5, unit: tCO2e, evidence: site diary}}"
    read = declared_of(file, "declared.yaml", island())
    assert read.findings == ()
    found = known(read).values["upfront_a5_2_kgco2e"]
    assert (found.value, found.unit, found.source) == (5.0, "tCO2e", "declared")


def test_what_meters_read_is_stated_in_the_file_and_keeps_its_name() -> None:
    file = b"metrics: {metered_import_kwh_per_yr: {value: 7, unit: MWh/yr, evidence: bills}}"
    read = declared_of(file, "declared.yaml", island())
    assert read.findings == ()
    found = known(read).values["metered_import_kwh_per_yr"]
    assert (found.value, found.unit, found.source) == (7.0, "MWh/yr", "metered")


def test_the_file_to_fill_in_asks_a_building_for_its_own_values_alone() -> None:
    asked = declared_yaml(island())
    assert "# base_water_m3_per_yr:" in asked
    assert "# metered_months:" in asked
    assert "# mains_water_m3_per_yr:" in asked  # of buildings and of communities
    assert "# population_persons:" not in asked


def test_site_activity_is_the_editions_default_where_nothing_is_declared() -> None:
    found = known(None).values["upfront_a5_2_kgco2e"]
    assert (found.value, found.source) == (4000.0, "take_off")  # 100 m2 · 40 kgCO2e/m2


@pytest.mark.parametrize(
    ("value", "unit", "kgco2e"),
    [
        (5.0, "tCO2e", 5000.0),
        (0.0, "kgCO2e", 0.0),
        (5.0, "kgCO2", None),  # another quantity, never taken for it
        (5.0, None, None),
        (-5.0, "kgCO2e", None),
        (True, "kgCO2e", None),
    ],
)
def test_a_declared_site_activity_is_taken_in_its_unit_or_not_at_all(
    value: Any, unit: str | None, kgco2e: float | None
) -> None:
    said = declared(upfront_a5_2_kgco2e=Metric(value, unit, "site diary"))
    upfront = upfront_of(read_take_off(TAKE_OFF, "take_off.csv"), island(), 100.0, said)
    assert upfront is not None
    assert upfront.a5_2 == kgco2e  # the default never stands in for what was declared
    assert (upfront.total is None) == (kgco2e is None)


@pytest.mark.parametrize(
    ("types", "made_kwh", "converted_kwh", "kwh"),
    [
        (("Generator:Photovoltaic", "ElectricLoadCenter:Inverter:Simple"), 100.0, -4.5, 95.5),
        (("Generator:Photovoltaic",), 100.0, None, 100.0),  # nothing converts: alternating current as metered
        (
            ("Generator:PVWatts", "ElectricLoadCenter:Inverter:PVWatts"),
            100.0,
            None,
            None,
        ),  # a loss nobody metered
        (("Generator:PVWatts", "ElectricLoadCenter:Inverter:PVWatts"), 1.0, -3.0, 0.0),
        (("Generator:WindTurbine", "ElectricLoadCenter:Inverter:Simple"), None, -4.5, 0.0),
    ],
)
def test_what_the_sun_made_is_counted_after_the_inverter(
    types: tuple[str, ...], made_kwh: float | None, converted_kwh: float | None, kwh: float | None
) -> None:
    assert photovoltaic(*types, made_kwh=made_kwh, converted_kwh=converted_kwh) == kwh
