"""The figures shown of a model are those worked out by hand; what cannot be known is None."""

from __future__ import annotations

import json

import pytest

from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.placement import place
from energyplus_runs.simulation.quantities_surfaces import built_surfaces
from energyplus_runs.simulation.summary import ModelSummary, summarise
from energyplus_runs.simulation.tokens import tokenise, write
from tests.energyplus_runs.simulation.intake_models import BOX, examined, replaced, schema, the

# A schedule for gains to refer to.
ALWAYS = "Schedule:Constant,On,,1;\n"


def _summary(text: str) -> ModelSummary:
    """What is shown of a model, also of one that the engine would stop at."""
    model = Model(tokenise(text).objects, schema())
    return summarise(model, place(model))


def test_areas_of_a_box() -> None:
    summary = _summary(BOX)
    zone = summary.zones[0]
    assert zone.floor_area_m2 == pytest.approx(60.0)  # 10 x 6
    assert zone.volume_m3 == pytest.approx(180.0)  # 10 x 6 x 3
    assert summary.exterior_wall_area_m2 == pytest.approx(96.0)  # 2 x (10 + 6) x 3
    assert summary.exterior_roof_area_m2 == pytest.approx(60.0)
    assert summary.window_area_m2 == pytest.approx(6.0)  # 4 x 1.5
    assert summary.window_to_wall_ratio == pytest.approx(0.0625)  # 6 / 96
    assert summary.skylight_area_m2 == 0.0
    assert summary.surfaces == {"floor": 1, "roof": 1, "wall": 4, "window": 1}


def test_net_areas_of_constructions() -> None:
    solid, glazed = _summary(BOX).constructions
    assert (solid.name, solid.layers) == ("Solid", ("Concrete",))
    assert solid.area_m2 == pytest.approx(210.0)  # walls 96 - 6, floor 60, roof 60
    assert glazed.area_m2 == pytest.approx(6.0)


def test_multipliers_count_once_each() -> None:
    text = replaced("Zone,Room;", "Zone,Room,0,0,0,0,1,3;\nZoneList,All,Room;\nZoneGroup,G,All,2;")
    summary = _summary(replaced(",,,,1,4,", ",,,,2,4,", text))
    assert summary.zones[0].multiplier == 6  # 3 x 2
    assert summary.zones[0].floor_area_m2 == pytest.approx(60.0)
    assert summary.floor_area_m2 == pytest.approx(360.0)  # 60 x 6
    assert summary.exterior_wall_area_m2 == pytest.approx(576.0)  # 96 x 6
    assert summary.window_area_m2 == pytest.approx(72.0)  # 6 x 2 x 6
    assert summary.constructions[0].area_m2 == pytest.approx(1224.0)  # (210 - 6) x 6


def test_declared_area_and_volume_go_first() -> None:
    zone = _summary(replaced("Zone,Room;", "Zone,Room,0,0,0,0,1,1,3,170,58,,,Yes;")).zones[0]
    assert (zone.floor_area_m2, zone.volume_m3) == (58.0, 170.0)


def test_a_zone_outside_the_total_is_not_counted() -> None:
    text = replaced("Zone,Room;", "Zone,Room;\nZone,Plenum,0,0,0,0,1,1,,50,40,,,No;")
    assert _summary(text).floor_area_m2 == pytest.approx(60.0)


def test_a_zone_without_floor_leaves_the_total_unknown() -> None:
    summary = _summary(replaced("Zone,Room;", "Zone,Room;\nZone,Void;"))
    assert summary.zones[1].floor_area_m2 is None
    assert summary.zones[1].volume_m3 is None
    assert summary.floor_area_m2 is None


def test_an_open_zone_has_no_volume() -> None:
    kept = [item for item in tokenise(BOX).objects if "Top" not in item.fields]
    assert _summary(write(kept)).zones[0].volume_m3 is None


def test_an_inner_wall_seen_from_both_sides_is_one_wall() -> None:
    pair = (
        "Zone,Hall;\n"
        "BuildingSurface:Detailed,A,Wall,Solid,Room,,Surface,B,NoSun,NoWind,,4, 4,0,3, 4,0,0, 4,6,0, 4,6,3;\n"
        "BuildingSurface:Detailed,B,Wall,Solid,Hall,,Surface,A,NoSun,NoWind,,4, 4,6,3, 4,6,0, 4,0,0, 4,0,3;\n"
        "InternalMass,Shelf,Solid,Hall,,5;\n"
    )
    solid = _summary(BOX + pair).constructions[0]
    assert solid.interior_area_m2 == pytest.approx(23.0)  # 6 x 3 once, and 5 of internal mass
    assert solid.exterior_area_m2 == pytest.approx(210.0)


@pytest.mark.parametrize("other_side", ["Adiabatic,", "Surface,Top"])
def test_a_ceiling_without_heat_flow_counts_for_half_as_in_the_take_off(other_side: str) -> None:
    text = replaced("Top,Roof,Solid,Room,,Outdoors,,", f"Top,Ceiling,Solid,Room,,{other_side},", BOX)
    model = Model(tokenise(text).objects, schema())
    built = {surface.name: surface for surface in built_surfaces(model, place(model).surfaces)}
    assert _summary(text).constructions[0].interior_area_m2 == pytest.approx(30.0)  # 10 x 6 / 2
    assert built["Top"].built_m2 == pytest.approx(30.0)


def test_a_surface_towards_a_zone_is_the_floor_of_that_zone() -> None:
    # The attic is drawn without a floor: the ceiling of the room below stands for it.
    text = replaced("Zone,Room;", "Zone,Room;\nZone,Attic;")
    text = replaced("Top,Roof,Solid,Room,,Outdoors,,", "Top,Ceiling,Solid,Room,,Zone,Attic,", text)
    attic = _summary(text).zones[1]
    assert attic.floor_area_m2 == pytest.approx(60.0)
    assert attic.volume_m3 is None


def test_densities_of_use() -> None:
    gains = (
        "Space,Studio,Room,,,,Workshop;\n"
        "People,P,Room,On,Area/Person,,,20,0.3,,On;\n"
        "Lights,L1,Room,On,Watts/Area,,8;\nLights,L2,Room,On,LightingLevel,120;\n"
        "ElectricEquipment,E,Room,On,Watts/Person,,,100;\n"
    )
    use = _summary(BOX + ALWAYS + gains).uses[0]
    assert use.space_types == ("Workshop",)
    assert use.people_per_m2 == pytest.approx(0.05)  # 1 / 20
    assert use.lighting_w_per_m2 == pytest.approx(10.0)  # 8 + 120 / 60
    assert use.equipment_w_per_m2 == pytest.approx(5.0)  # 100 x 0.05


def test_no_gain_given_is_not_zero() -> None:
    use = _summary(BOX).uses[0]
    assert (use.people_per_m2, use.lighting_w_per_m2, use.equipment_w_per_m2) == (None, None, None)


def test_gains_through_lists_reach_their_zones() -> None:
    gains = "ZoneList,All,Room;\nLights,L,All,On,Watts/Area,,7;\n"
    assert _summary(BOX + ALWAYS + gains).uses[0].lighting_w_per_m2 == pytest.approx(7.0)


def test_gains_of_a_hostile_number_are_not_worked_out_and_cost_no_time() -> None:
    # 2,000 zones in one list times 3,000 lights on it would be six million densities to add up
    zones = "".join(f"Zone,Z{number};\n" for number in range(2000))
    everywhere = f"ZoneList,All,Room,{','.join(f'Z{number}' for number in range(2000))};\n"
    lights = "".join(f"Lights,L{number},All,On,Watts/Area,,7;\n" for number in range(3000))
    people = "People,P,All,On,People/Area,,0.1,,0.3,,On;\n"
    first = _summary(BOX + ALWAYS + zones + everywhere + lights + people).uses[0]
    assert (first.lighting_w_per_m2, first.people_per_m2) == (None, pytest.approx(0.1))


def test_the_first_group_of_a_zone_counts() -> None:
    text = replaced("Zone,Room;", "Zone,Room;\nZoneList,All,Room;\nZoneGroup,G,All,2;\nZoneGroup,H,All,5;")
    assert _summary(text).zones[0].multiplier == 2


def test_a_million_storeys_are_refused() -> None:
    finding = the(examined(replaced("Zone,Room;", "Zone,Room,0,0,0,0,1,1e300;")), "value-out-of-range")
    assert finding.where.field == "Multiplier"


def test_a_figure_beyond_every_number_is_not_known() -> None:
    # 60 m2 of floor in a zone that says 1e308 m2, a thousand times: more than a double holds
    summary = _summary(replaced("Zone,Room;", "Zone,Room,0,0,0,0,1,1000,,,1e308;"))
    assert summary.to_json()["floor_area_m2"] is None
    assert json.dumps(summary.to_json(), allow_nan=False)


def test_everything_that_burns_is_listed() -> None:
    burners = (
        "Boiler:HotWater,Kettle,NaturalGas,autosize,0.8,,,autosize,0,1,1,In,Out;\n"
        "Boiler:HotWater,Clean,Electricity,autosize,0.9,,,autosize,0,1,1,In2,Out2;\n"
        "GasEquipment,Hob,Room,On,EquipmentLevel,500;\n"
        "OtherEquipment,Stove,Propane,Room,On,EquipmentLevel,500;\n"
        "OtherEquipment,People heat,,Room,On,EquipmentLevel,500;\n"
    )
    found = {(item.type_name, item.name, item.fuel) for item in _summary(BOX + ALWAYS + burners).combustion}
    assert found == {
        ("Boiler:HotWater", "Kettle", "NaturalGas"),
        ("GasEquipment", "Hob", "NaturalGas"),
        ("OtherEquipment", "Stove", "Propane"),
    }


def test_photovoltaics_with_what_is_known_of_their_size() -> None:
    panels = (
        "PhotovoltaicPerformance:Simple,Cells,0.5,Fixed,0.2;\n"
        "Generator:Photovoltaic,Roof PV,Top,PhotovoltaicPerformance:Simple,Cells,Decoupled,1,1;\n"
        "Generator:PVWatts,Yard PV,,4000,Standard,FixedOpenRack,0.14;\n"
    )
    roof, yard = _summary(BOX + panels).photovoltaics
    assert (roof.surface, roof.rated_dc_power_w) == ("Top", None)
    assert roof.active_area_m2 == pytest.approx(30.0)  # half of 10 x 6
    assert (yard.active_area_m2, yard.rated_dc_power_w) == (None, 4000.0)


def test_systems_and_thermostats() -> None:
    plant = (
        "Fan:SystemModel,F1,,In,Out,autosize,Discrete,0.2,500;\n"
        "ZoneControl:Thermostat,Stat,Room,Always,ThermostatSetpoint:SingleCooling,Cool;\n"
    )
    summary = _summary(BOX + plant)
    assert [(item.type_name, item.count) for item in summary.systems] == [("Fan:SystemModel", 1)]
    assert [(item.name, item.zone) for item in summary.thermostats] == [("Stat", "Room")]
    assert summary.object_counts["BuildingSurface:Detailed"] == 6


def test_a_summary_is_plain_json() -> None:
    data = json.loads(json.dumps(_summary(BOX).to_json()))
    assert data["floor_area_m2"] == pytest.approx(60.0)
    assert data["zones"][0]["name"] == "Room"


def test_a_surface_that_has_no_place_leaves_exterior_areas_unknown() -> None:
    flat = "BuildingSurface:Detailed,Flat,Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,3, 0,0,0, 1,0,0, 2,0,0;\n"
    summary = _summary(BOX + flat)
    assert summary.exterior_wall_area_m2 is None
    assert summary.window_to_wall_ratio is None
