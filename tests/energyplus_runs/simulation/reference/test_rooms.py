"""Six rooms with six systems: the reference building as EnergyPlus itself reports it in its tables."""

from __future__ import annotations

import math

import pytest

from energyplus_runs.simulation.numerals import parse_number
from tests.energyplus_runs.simulation.reference.made import Made, recipe
from tests.energyplus_runs.simulation.reference.unchanged import untouched

pytestmark = pytest.mark.engine


def test_walls_and_roofs_have_the_k_of_their_class(rooms: Made) -> None:
    opaque = rooms.table("EnvelopeSummary", "Opaque Exterior")
    # D: concrete 0.2 m 1.96 + foam 1.25·sqrt(2π·0.04·30·1400/86400) = 1.25·0.350 = 0.44, in all 2.40: light.
    # With 0.3 m of concrete 2.94 + 0.44 = 3.38, and without foam 2.94: heavy. K -> R: 1/0.8 - 0.15 = 1.10 m²K/W.
    wanted = {"multi": 0.8, "split": 1.5, "staged": 1.5, "chilled": 0.8, "ideal": 1.5}
    for room, k in wanted.items():
        for side in ("south", "east", "north", "west"):
            u = float(opaque[f"{room} {side}"]["U-Factor no Film"])
            assert u == pytest.approx(1 / (1 / k - 0.15), rel=0.005)
            assert float(opaque[f"{room} {side}"]["U-Factor with Film"]) == pytest.approx(k, rel=0.005)
        assert float(opaque[f"{room} roof"]["U-Factor no Film"]) == pytest.approx(1 / 1.85, rel=0.005)


def test_wall_that_is_better_bare_is_kept_and_told(rooms: Made) -> None:
    # 0.3 m of aerated block: R 1.667 > 1/1.5 - 0.15 = 0.517; D = 1.667·sqrt(2π·0.18·500·1000/86400) = 4.26: heavy
    opaque = rooms.table("EnvelopeSummary", "Opaque Exterior")
    assert float(opaque["large south"]["U-Factor no Film"]) == pytest.approx(0.6, rel=1e-6)
    kept = [finding for finding in rooms.findings if finding.code == "reference-construction-kept"]
    assert [finding.where.object for finding in kept] == ["Block wall"]


def test_ground_floor_is_untouched(rooms: Made) -> None:
    opaque = rooms.table("EnvelopeSummary", "Opaque Exterior")
    assert {row["Construction"] for name, row in opaque.items() if name.endswith(" floor")} == {"SLAB"}


def test_windows_have_u_and_solar_gain_of_their_side(rooms: Made) -> None:
    # South 6·9 of 180 m², 0.30: 4.0 and 0.44. East 6 of 144 m²: 5.2 and 0.52. Roof lights: 3.0 and 0.30.
    # North 2 of 180 m², no limit: 5.2 with the 0.35 of the design.
    panes = rooms.table("EnvelopeSummary", "Exterior Fenestration")
    wanted = {
        "multi window": (4.0, 0.44), "split window": (4.0, 0.44), "ideal east window": (5.2, 0.52),
        "multi north window": (5.2, 0.35), "chilled roof light": (3.0, 0.3), "ideal roof light": (3.0, 0.3),
    }  # fmt: skip
    for name, (u, shgc) in wanted.items():
        assert float(panes[name]["Glass U-Factor"]) == pytest.approx(u, rel=0.005)
        assert float(panes[name]["Glass SHGC"]) == pytest.approx(shgc, abs=0.005)
    assert float(panes["multi window"]["Glass Visible Transmittance"]) == pytest.approx(0.6, abs=0.005)
    assert {row["Frame Area"] for name, row in panes.items() if name in wanted} == {"0"}


def test_roof_lights_shrink_to_a_fifth_of_the_roof(rooms: Made) -> None:
    # 48 + 56 = 104 of 480 m² are 21.7 %; 20 % are 96 m², each light in proportion
    panes = rooms.table("EnvelopeSummary", "Exterior Fenestration")
    areas = [float(panes[f"{room} roof light"]["Glass Area"]) for room in ("chilled", "ideal")]
    assert areas == pytest.approx([48 * 96 / 104, 56 * 96 / 104], rel=1e-9)


def test_shading_that_the_limit_counts_in_is_gone_and_the_rest_stands(rooms: Made) -> None:
    model = rooms.reference
    assert not model.objects("Shading:Overhang")
    assert [item.name for item in model.objects("Shading:Fin")] == ["North fin"]  # its window has no limit
    assert [item.name for item in model.objects("Shading:Building:Detailed")] == ["Neighbour"]
    assert [item.name for item in model.objects("WindowShadingControl")] == ["Split blind"]  # it is inside


def test_lights_have_the_density_of_an_office(rooms: Made) -> None:
    lights = rooms.table("LightingSummary", "Interior Lighting")
    for room in ("multi", "large", "staged", "chilled", "ideal"):
        assert float(lights[f"{room} lights"]["Lighting Power Density"]) == pytest.approx(9, rel=1e-9)
    # 480 W on 80 m² are 6 W/m² beside 2 W/m²: three quarters and one of 9
    pair = [float(lights[f"split {name}"]["Lighting Power Density"]) for name in ("lights", "desk lights")]
    assert pair == pytest.approx([6.75, 2.25], rel=1e-9)
    assert not rooms.reference.objects("Daylighting:Controls")


def test_nothing_generates(rooms: Made) -> None:
    starts = ("generator:", "electricloadcenter:", "photovoltaic")
    assert not [name for name in rooms.reference.type_names() if name.startswith(starts)]


def test_split_and_packaged_units_are_rated_at_their_eer(rooms: Made) -> None:
    ratings = rooms.table("EquipmentSummary", "DX Cooling Coil Standard Ratings 2017")
    assert float(ratings["split ptac cooling coil"]["Standard Rating Net COP"]) == pytest.approx(
        3.2, rel=0.005
    )
    # 50 kW less 773.3·3 W of fan: 47.7 kW, ducted
    assert float(ratings["large unit cooling coil"]["Standard Rating Net COP"]) == pytest.approx(
        2.55, rel=0.005
    )


def test_coils_have_the_nominal_efficiency_of_the_recipe(rooms: Made) -> None:
    coils = rooms.table("EquipmentSummary", "Cooling Coils")
    for name, eer, flow in _coils(rooms):
        capacity = float(coils[name]["Nominal Total Capacity"])
        fan = 773.3 * flow
        cop = capacity / ((capacity - fan) / eer - fan)
        assert float(coils[name]["Nominal Efficiency"]) == pytest.approx(cop, rel=0.002)


def _coils(rooms: Made) -> list[tuple[str, float, float]]:
    """Name, EER, rated air flow [m³/s]; the design's large unit is given 3 m³/s."""
    split = rooms.sizes.of(
        "Coil:Cooling:DX:SingleSpeed", "split ptac cooling coil", "Design Size Rated Air Flow Rate"
    )
    staged = rooms.sizes.of(
        "Coil:Cooling:DX:MultiSpeed", "staged unit cooling coil", "Design Size Speed 2 Rated Air Flow Rate"
    )
    assert split is not None
    assert staged is not None
    return [
        ("split ptac cooling coil", 3.2, split),
        ("large unit cooling coil", 2.55, 3.0),
        ("staged unit cooling coil", 3.2, staged),
    ]


def test_speeds_of_one_coil_keep_their_proportions(rooms: Made) -> None:
    before, after = (
        model.objects("Coil:Cooling:DX:MultiSpeed")[0] for model in (rooms.design, rooms.reference)
    )
    titles = [f"Speed {speed} Gross Rated Cooling COP" for speed in (1, 2)]
    ratios = [float(after.get(title)) / float(before.get(title)) for title in titles]
    assert ratios[0] == pytest.approx(ratios[1], rel=1e-12)


def test_multi_split_has_the_limit_as_its_weighted_part_load_mean(rooms: Made) -> None:
    unit = rooms.reference.objects("AirConditioner:VariableRefrigerantFlow")[0]
    name = unit.get("Cooling Energy Input Ratio Modifier Function of Low Part-Load Ratio Curve Name")
    curve = next(item for item in rooms.reference.objects("Curve:Cubic") if item.name == name)
    a, b, c, d = (
        float(curve.get(title))
        for title in ("Coefficient1 Constant", "Coefficient2 x", "Coefficient3 x**2", "Coefficient4 x**3")
    )
    cop = float(unit.get("Gross Rated Cooling COP"))
    weights = {1.0: 0.012, 0.75: 0.328, 0.5: 0.397, 0.25: 0.263}
    mean = math.fsum(w * x * cop / (a + b * x + c * x * x + d * x**3) for x, w in weights.items())
    assert mean == pytest.approx(4.0, rel=1e-9)  # up to 28 kW


def test_air_cooled_chiller_leaves_the_fans_of_its_condenser_out(rooms: Made) -> None:
    # 9 kW, air-cooled: 2.80 with fans of 0.03 W/W apart, 1/(1/2.8 - 0.03) = 3.0568
    plant = rooms.table("EquipmentSummary", "Central Plant")
    assert float(plant["chiller"]["Reference Efficiency"]) == pytest.approx(3.0568, rel=1e-4)
    assert float(plant["boiler"]["Reference Efficiency"]) == pytest.approx(0.75, rel=1e-9)


def test_large_fan_moves_air_at_the_limit_and_small_ones_as_designed(rooms: Made) -> None:
    # 3 m³/s are 10800 m³/h; 0.27·3600 = 972 W per m³/s
    fans = rooms.table("EquipmentSummary", "Fans")
    assert float(fans["large unit supply fan"]["Rated Power Per Max Air Flow Rate"]) == pytest.approx(
        972, rel=1e-9
    )
    assert float(fans["multi vrf supply fan"]["Delta Pressure"]) == 75


def test_ideal_loads_take_the_system_efficiency_of_the_trade_off(rooms: Made) -> None:
    loads = rooms.reference.objects("ZoneHVAC:IdealLoadsAirSystem")[0]
    values = {item.name: item.get("Hourly Value") for item in rooms.reference.objects("Schedule:Constant")}
    assert values[loads.get("Cooling Fuel Efficiency Schedule Name")] == "2.5"
    assert values[loads.get("Heating Fuel Efficiency Schedule Name")] == "0.75"


def test_everything_else_is_the_same_field_by_field(rooms: Made) -> None:
    assert untouched(rooms.design_text, rooms.reference_text, rooms.engine) == []


def test_every_change_is_told(rooms: Made) -> None:
    assert [step.key for step in rooms.steps] == [
        "reference-generation", "reference-skylights", "reference-opaque", "reference-windows", "reference-shading",
        "reference-lights", "reference-unitary", "reference-multi-split", "reference-chillers", "reference-boilers",
        "reference-ideal-loads", "reference-fans",
    ]  # fmt: skip
    assert all(step.changes and set(step.title) == {"en", "zh-hans"} for step in rooms.steps)
    boiler = rooms.changes("reference-boilers")[0]
    told = boiler.object, boiler.name, boiler.field, parse_number(boiler.before or ""), boiler.after
    assert told == ("Boiler:HotWater", "Boiler", "Nominal Thermal Efficiency", 0.9, "0.75")


def test_reviewer_hears_what_stays_as_designed(rooms: Made) -> None:
    assert rooms.codes() == {
        "reference-sides", "reference-as-designed", "reference-hard-sized", "reference-construction-kept",
    }  # fmt: skip
    sides = next(finding for finding in rooms.findings if finding.code == "reference-sides")
    assert "Class A by 480 m²" in sides.message["en"]
    assert "北 0.01，东 0.04，南 0.30，西 0.00" in sides.message["zh-hans"]
    assert recipe().as_designed >= {"coil:heating:electric", "pump:constantspeed"}
