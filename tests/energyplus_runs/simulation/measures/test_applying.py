"""What each measure does to a model, with the sums in comments; and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.idf import IdfModel, load
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.intake import IntakeLimits, examine
from energyplus_runs.simulation.measures.applying import Improved, improve
from energyplus_runs.simulation.measures.building import built_of
from energyplus_runs.simulation.measures.catalogue import measures
from energyplus_runs.simulation.measures.choosing import Chosen
from energyplus_runs.simulation.measures.surfaces import net_m2, outside
from tests.energyplus_runs.simulation.preparation_models import box, prototype

LIMITS = IntakeLimits(50_000_000, 100_000, 1_000_000)
ON_THE_BOX = tuple(key for key in measures() if key not in ("wall-insulation", "heat-pump-water"))
TANK = """
Schedule:Constant, Draw, Fraction, 0.3;
Schedule:Constant, Cold, Any number, 20;
WaterHeater:Mixed, Boiler, 0.2, Hot water, 2, 82, Cycle, 4500, 0, , , NaturalGas, 0.8, , , , , , , ,
    Zone, , Office, , 2, 1, 2, 1, 0.0001, Draw, Cold;
"""


def chosen(key: str, **values: float) -> Chosen:
    return Chosen(measures()[key], {**measures()[key].defaults(), **values})


def improved(text: str, engine: Engine, key: str, **values: float) -> tuple[Improved, IdfModel]:
    done = improve(text, engine, [chosen(key, **values)])
    return done, load(done.text, engine)


def refusal(text: str, engine: Engine, key: str, **values: float) -> set[str]:
    with pytest.raises(SimulationError) as raised:
        improve(text, engine, [chosen(key, **values)])
    return {finding.code for finding in raised.value.findings}


def changed(text: str, engine: Engine, type_name: str, field: str) -> list[str]:
    return [item.get(field) for item in load(text, engine).objects(type_name)]


def test_overhangs_are_as_deep_as_asked_and_never_shallower_than_before(engine: Engine) -> None:
    done, model = improved(box(), engine, "overhangs", projection_factor=0.4)
    [shade] = model.objects("Shading:Overhang:Projection")
    field = "Depth as Fraction of Window/Door Height"
    assert (shade.get("Window or Door Name"), shade.get(field)) == ("Office window", "0.4")
    assert changed(improved(done.text, engine, "overhangs")[0].text, engine, shade.type_name, field) == [
        "0.5"
    ]
    assert refusal(done.text, engine, "overhangs", projection_factor=0.3) == {"measure-nothing-better"}


def test_a_model_that_casts_no_shadows_gets_no_overhangs(engine: Engine) -> None:
    text = box().replace("FullExterior,", "MinimalShadowing,")
    assert refusal(text, engine, "overhangs") == {"measure-shadows-off"}


def test_glazing_keeps_what_is_better_already(engine: Engine) -> None:
    """The office has 2.6 W/m2K and 0.35: asked for 3.0 and 0.3, its windows keep 2.6 and come to 0.3."""
    done, model = improved(box(), engine, "glazing", u_w_per_m2k=3.0, shgc=0.3)
    [window] = model.objects("FenestrationSurface:Detailed")
    assert window.get("Construction Name") == "Improved glazing"
    new = model.objects("WindowMaterial:SimpleGlazingSystem")[-1]
    assert (new.get("U-Factor"), new.get("Solar Heat Gain Coefficient")) == ("2.6", "0.3")
    assert refusal(done.text, engine, "glazing", u_w_per_m2k=3.0, shgc=0.3) == {"measure-nothing-better"}


def test_insulation_is_as_thick_as_the_target_takes(engine: Engine) -> None:
    """Foam 0.05/0.04 = 1.25, concrete 0.2/1.74 = 0.115, films 0.15: 1.515 m2K/W. A U of 0.5 asks for 2: 0.485 · 0.04 W/mK =
    19.4 mm, so 20 mm, over 80 m2 of roof 1.6 m3."""
    done, model = improved(box(), engine, "roof-insulation")
    board = model.objects("Material")[-1]
    assert (board.get("Thickness"), board.get("Solar Absorptance")) == ("0.02", "0.5")
    roof = outside(model, "roof")[0]
    assert roof.get("Construction Name") == "Roof insulated"
    assert [item.get("Construction Name") for item in outside(model, "wall")] == ["Wall"] * 4
    steps = [
        {"key": step.key, "changes": [_as_kept(change) for change in step.changes]} for step in done.steps
    ]
    [built] = built_of(steps)
    assert (built.measure, built.volume_m3, built.density_kg_per_m3) == ("roof-insulation", 1.6, 20.0)
    assert refusal(done.text, engine, "roof-insulation") == {"measure-nothing-better"}


def test_a_wall_is_insulated_to_the_k_of_the_standard(engine: Engine) -> None:
    """The same foam and concrete: (2 - 1.25 - 0.115 - 0.15) · 0.04 = 19.4 mm, so 20 mm. With 19 mm the K, films counted as the
    standard does, would be 1/(1.25 + 0.115 + 0.475 + 0.15) = 0.503, above the 0.5 that was asked for."""
    _, model = improved(box(), engine, "wall-insulation", u_w_per_m2k=0.5)
    assert model.objects("Material")[-1].get("Thickness") == "0.02"


def _as_kept(change: Any) -> dict[str, Any]:
    return {"object": change.object, "field": change.field, "after": change.after}


def test_walls_count_without_their_windows_and_as_often_as_their_zones(engine: Engine) -> None:
    """South wall 30 m2 less a window of 9 m2, east and west 24 each, north 30: 99 m2; twice with a multiplier of 2."""
    model = load(box(), engine)
    assert net_m2(model, outside(model, "wall")) == pytest.approx(99)
    model.objects("Zone")[0].set("Multiplier", "2")
    assert net_m2(model, outside(model, "wall")) == pytest.approx(198)


def test_a_cool_roof_changes_the_outside_alone(engine: Engine) -> None:
    done, model = improved(box(), engine, "cool-roof")
    by_name = {item.name: item for item in model.objects("Material")}
    assert by_name["Foam board"].get("Solar Absorptance") == "0.5"
    assert by_name["Foam board cool"].get("Solar Absorptance") == "0.3"
    assert refusal(done.text, engine, "cool-roof") == {"measure-nothing-better"}


@pytest.mark.parametrize(
    ("key", "type_name", "field", "before", "after"),
    [
        ("lighting-power", "Lights", "Watts per Floor Area", "8", "5.6"),  # 8 · 0.7
        ("infiltration", "ZoneInfiltration:DesignFlowRate", "Air Changes per Hour", "0.3", "0.15"),  # · 0.5
        ("cooling-cop", "Coil:Cooling:DX:SingleSpeed", "Gross Rated Cooling COP", "3", "3.6"),  # · 1.2
    ],
)
def test_shares_and_ratios_multiply(
    engine: Engine, key: str, type_name: str, field: str, before: str, *, after: str
) -> None:
    [step] = improved(box(), engine, key)[0].steps
    [change] = step.changes
    assert (change.object, change.field, change.before) == (type_name, field, before)
    assert float(change.after or "") == pytest.approx(float(after))


def test_a_higher_set_point_brings_fans_for_the_people(engine: Engine) -> None:
    _, model = improved(box(), engine, "cooling-setpoint")
    [point] = model.objects("ThermostatSetpoint:DualSetpoint")
    assert point.get("Heating Setpoint Temperature Schedule Name") == "Heat to"
    raised = point.get("Cooling Setpoint Temperature Schedule Name")
    values = {item.name: item.get("Hourly Value") for item in model.objects("Schedule:Constant")}
    assert (values["Cool to"], values[raised]) == ("26", "28")
    fans = model.objects("ElectricEquipment")[-1]
    assert (fans.get("Schedule Name"), fans.get("Watts per Floor Area")) == ("Day hours", "2")


def test_a_set_point_made_of_weeks_and_days_is_copied_to_the_last_value(engine: Engine) -> None:
    """As the office models of the US government have it: the original serves others and stays."""
    year = """
    Schedule:Year, Cool to, Any number, All weeks, 1, 1, 12, 31;
    Schedule:Week:Compact, All weeks, AllDays, One day;
    Schedule:Day:Interval, One day, Any number, No, 08:00, 30, 24:00, 26;
    """
    text = box().replace("Schedule:Constant, Cool to, Any number, 26;", year)
    _, model = improved(text, engine, "cooling-setpoint", raise_k=1.5)
    days = [
        [item.get(f"Value Until Time {n}") for n in (1, 2)] for item in model.objects("Schedule:Day:Interval")
    ]
    assert days == [["30", "26"], ["31.5", "27.5"]]
    assert [item.get("Time 1") for item in model.objects("Schedule:Day:Interval")] == ["08:00", "08:00"]


def test_photovoltaics_fill_up_to_the_share_of_the_roof(engine: Engine) -> None:
    """80 m2 · 0.5 · 200 W/m2 = 8000 W; asked again for 0.6, 9600 W, there are 1600 W to add."""
    done, _ = improved(box(), engine, "photovoltaics")
    assert changed(done.text, engine, "Generator:PVWatts", "DC System Capacity") == ["8000"]
    assert refusal(done.text, engine, "photovoltaics") == {"measure-nothing-better"}
    more, _ = improved(done.text, engine, "photovoltaics", roof_share=0.6)
    assert changed(more.text, engine, "Generator:PVWatts", "DC System Capacity") == ["8000", "1600"]


def test_no_zone_gets_fans_twice(engine: Engine) -> None:
    """Two People objects reach the one office, by its name and by a list: fans of 2 W/m2 once, not 4 W/m2."""
    guests = "ZoneList, Everywhere, Office;\nPeople, Guests, Everywhere, Day hours, People, 2, , , 0.3, autocalculate, Activity;"
    _, model = improved(f"{box()}\n{guests}\n", engine, "cooling-setpoint")
    fans = [item for item in model.objects("ElectricEquipment") if item.name.endswith("ceiling fans")]
    assert [item.get("Watts per Floor Area") for item in fans] == ["2"]


@pytest.mark.parametrize(
    ("more", "field", "after"),
    [
        ("Chiller:ConstantCOP, Machine, 50000, 4;", "Nominal COP", 4.8),  # 4 · 1.2
        ("CoilPerformance:DX:Cooling, Machine, 10000, 0.7, 3, 0.5;", "Gross Rated Cooling COP", 3.6),
    ],
)
def test_whatever_says_how_well_it_cools_cools_better(
    engine: Engine, more: str, field: str, after: float
) -> None:
    done, _ = improved(f"{box()}\n{more}\n", engine, "cooling-cop")
    [found] = changed(done.text, engine, more.split(",", maxsplit=1)[0], field)
    assert float(found) == pytest.approx(after)


def test_a_heat_pump_takes_the_place_of_the_heater_on_its_loop(engine: Engine) -> None:
    done, model = improved(prototype("RefBldgSmallOfficeNew2004_Chicago.idf"), engine, "heat-pump-water")
    [pump] = model.objects("WaterHeater:HeatPump:PumpedCondenser")
    [tank] = model.objects("WaterHeater:Mixed")
    assert (tank.get("Heater Fuel Type"), pump.get("Tank Name")) == ("Electricity", tank.name)
    on_loops = [item.values for name in ("Branch", "PlantEquipmentList") for item in model.objects(name)]
    assert sum(pump.name in values for values in on_loops) == 2
    assert not any(tank.name in values for values in on_loops)
    assert refusal(done.text, engine, "heat-pump-water") == {"measure-nothing-better"}


@pytest.mark.parametrize(
    ("key", "more", "code"),
    [
        (
            "lighting-power",
            "EnergyManagementSystem:Actuator, dim, Office lights, Lights, Electricity Rate;",
            "measure-left-program",
        ),
        (
            "cooling-setpoint",
            "EnergyManagementSystem:Actuator, cool, Cool to, Schedule:Constant, Schedule Value;",
            "measure-left-kind",
        ),
        (
            "cool-roof",
            "MaterialProperty:MoisturePenetrationDepth:Settings, Foam board, 1,1,1,1,1,1;",
            "measure-left-kind",
        ),
        ("photovoltaics", "Generator:Photovoltaic, Panel, Office roof;", "measure-left-kind"),
        ("wall-insulation", "", "measure-nothing-better"),
        ("heat-pump-water", "", "measure-nothing-found"),
    ],
)
def test_what_cannot_be_done_is_said_and_not_passed_over(
    engine: Engine, key: str, more: str, code: str
) -> None:
    assert code in refusal(f"{box()}\n{more}\n", engine, key)


def test_what_is_left_is_told_beside_what_is_done(engine: Engine) -> None:
    second = "Lights, Desk lamps, Office, Day hours, LightingLevel, autosize;"
    done, _ = improved(f"{box()}\n{second}\n", engine, "lighting-power")
    assert [(found.code, found.where.object) for found in done.findings] == [
        ("measure-left-number", "Lights Desk lamps")
    ]


@pytest.mark.parametrize("key", ON_THE_BOX)
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_all_numbers_in_range_leave_a_model_that_is_taken_in(
    data: st.DataObject, engine: Engine, key: str
) -> None:
    values = {
        name: data.draw(st.floats(parameter.least, parameter.most))
        for name, parameter in measures()[key].parameters.items()
    }
    try:
        done = improve(box(), engine, [Chosen(measures()[key], values)])
    except SimulationError as error:  # the office may be better already
        assert {found.code for found in error.findings} == {"measure-nothing-better"}
        return
    assert examine(done.text.encode(), "box.idf", engine, LIMITS).accepted


@pytest.mark.parametrize(
    "name", ["RefBldgSmallOfficeNew2004_Chicago.idf", "RefBldgStand-aloneRetailNew2004_Chicago.idf"]
)
def test_models_of_others_take_all_that_applies_at_once(engine: Engine, name: str) -> None:
    intake = examine(prototype(name).encode("latin-1"), name, engine, LIMITS)
    assert intake.text is not None
    assert intake.summary is not None
    wanted = [chosen(key) for key, one in measures().items() if one.may_apply(intake.summary.object_counts)]
    wanted = [one for one in wanted if one.measure.key not in ("wall-insulation", "roof-insulation")]
    done = improve(intake.text, engine, wanted)
    assert [step.key for step in done.steps] == [one.measure.key for one in wanted]
    assert examine(done.text.encode(), name, engine, LIMITS).accepted
