"""Which fields switch a model off, and what is left alone: on the text alone, without a run."""

from __future__ import annotations

from typing import Any

import pytest

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.idf import IdfModel, load
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.switches import conditioning_switches, power_switches
from tests.energyplus_runs.simulation.case_models import case_of, settings
from tests.energyplus_runs.simulation.preparation_models import box, box_zh

OPENINGS = """
ZoneVentilation:DesignFlowRate, Window, Office, Always on, AirChanges/Hour, , , , 3, Natural;
ZoneVentilation:DesignFlowRate, Extract, Office, Always on, AirChanges/Hour, , , , 1, Exhaust, 50, 0.6;
ZoneVentilation:WindandStackOpenArea, Louvre, Office, 1, Always on;
OtherEquipment, Stove, None, Office, Day hours, EquipmentLevel, 100;
OtherEquipment, Burner, Propane, Office, Day hours, EquipmentLevel, 100;
"""
ACTUATOR = """
EnergyManagementSystem:Actuator, dim, Day hours, Schedule:Compact, Schedule Value;
"""


def switched(model: IdfModel, kind: str = "power", *, free_fans: bool = False) -> set[tuple[str, str]]:
    found = power_switches(model) if kind == "power" else conditioning_switches(model, free_fans=free_fans)
    return {(switch.item.name, switch.field) for switch in found}


@pytest.fixture
def office(engine: Engine) -> IdfModel:
    return load(box() + OPENINGS, engine)


def test_every_load_and_system_has_a_switch(office: IdfModel) -> None:
    assert switched(office) == {
        ("Office lights", "Schedule Name"),
        ("Office plugs", "Schedule Name"),
        ("Office cooker", "Schedule Name"),
        ("Porch light", "Schedule Name"),
        ("Extract", "Schedule Name"),
        ("Burner", "Schedule Name"),
        ("Office taps", "Flow Rate Fraction Schedule Name"),
        ("Office thermostat", "Control Type Schedule Name"),
        ("Office PTAC", "Availability Schedule Name"),
        ("Office fan", "Availability Schedule Name"),
        ("Office heating coil", "Availability Schedule Name"),
        ("Office cooling coil", "Availability Schedule Name"),
    }


def test_without_conditioning_loads_go_on_and_free_fans_as_they_are_told(office: IdfModel) -> None:
    units = {
        ("Office PTAC", "Availability Schedule Name"),
        ("Office fan", "Availability Schedule Name"),
        ("Office heating coil", "Availability Schedule Name"),
        ("Office cooling coil", "Availability Schedule Name"),
    }
    assert switched(office, "conditioning") == units
    assert switched(office, "conditioning", free_fans=True) == {*units, ("Extract", "Schedule Name")}


def test_sun_has_no_switch_and_an_engine_has_one(engine: Engine) -> None:
    engines = "ElectricLoadCenter:Generators, Standby, Diesel, Generator:InternalCombustionEngine, 5000;"
    found = switched(load(box_zh() + engines, engine))
    assert ("Standby", "Generator 1 Availability Schedule Name") in found
    assert ("光伏组", "Generator 1 Availability Schedule Name") not in found


def treated(engine: Engine, text: str, **changes: Any) -> IdfModel:
    return load(case_of(text, engine, {**settings("outage"), **changes}).prepared.text, engine)


def test_people_keep_the_schedule_that_their_lights_lose(engine: Engine) -> None:
    model = treated(engine, box())
    (people,), (lights,), (leaks,) = (
        model.objects(name) for name in ("People", "Lights", "ZoneInfiltration:DesignFlowRate")
    )
    assert people.get("Number of People Schedule Name") == "Day hours"
    assert lights.get("Schedule Name") == "Day hours but held off"
    assert leaks.get("Schedule Name") == "Always on"
    copies = {item.name for item in model.objects("Schedule:Compact")}
    assert {"Day hours", "Day hours but held off", "Outage"} <= copies
    assert people.get("Thermal Comfort Model 1 Type") == "Pierce"
    air = [item for item in model.objects("Schedule:Constant") if item.name == "Case air speed"]
    assert air[0].get("Hourly Value") == "0.1"


def test_what_had_no_schedule_is_given_the_supply(engine: Engine) -> None:
    (unit,) = treated(engine, box()).objects("ZoneHVAC:PackagedTerminalAirConditioner")
    assert unit.get("Availability Schedule Name") == "Case supply"


def test_a_copy_takes_what_the_models_own_program_gives_the_original(engine: Engine) -> None:
    model = treated(engine, box() + ACTUATOR)
    (copy,) = [
        item.name
        for item in model.objects("EnergyManagementSystem:Actuator")
        if item.get("Actuated Component Unique Name") == "Day hours but held off"
    ]
    (program,) = model.objects("EnergyManagementSystem:Program")
    assert {f"SET {copy} = 0", f"SET {copy} = dim"} <= set(program.values)


def test_a_schedule_that_is_not_there_is_named(engine: Engine) -> None:
    with pytest.raises(SimulationError) as refused:
        treated(engine, box().replace("Porch light, Always on,", "Porch light, Never written,"))
    assert [finding.code for finding in refused.value.findings] == ["case-schedule-missing"]
    assert "Never written" in refused.value.findings[0].message["zh-hans"]


def test_a_model_without_people_is_refused(engine: Engine) -> None:
    start = box().index("People,\n")
    empty = box()[:start] + box()[box().index(";", start) + 1 :]
    for case in ("outage", "free-running"):
        with pytest.raises(SimulationError) as refused:
            case_of(empty, engine, settings(case))
        assert [finding.code for finding in refused.value.findings] == ["case-without-people"]


def test_a_comfort_model_that_a_thermostat_may_need_stays(engine: Engine) -> None:
    people = box().replace(
        "0.3, autocalculate, Activity;", "0.3, autocalculate, Activity, , , , , , , , , , Fanger;"
    )
    (item,) = treated(engine, people).objects("People")
    assert (item.get("Thermal Comfort Model 1 Type"), item.get("Thermal Comfort Model 2 Type")) == (
        "Fanger",
        "Pierce",
    )
