"""What has no confirmed figure is refused with a finding, never quietly left; what can be handled is, in odd models too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.idf import IdfModel, load
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.reference.building import look_at
from energyplus_runs.simulation.reference.kind import apply_reference, complete_reference
from energyplus_runs.simulation.reference.plant import limit_chillers
from energyplus_runs.simulation.reference.recipe import Facade
from energyplus_runs.simulation.reference.serving import Serving
from energyplus_runs.simulation.reference.unitary import limit_unitary
from energyplus_runs.simulation.sizes import Sizes
from energyplus_runs.simulation.treatment import Treated
from tests.energyplus_runs.simulation.preparation_models import box
from tests.energyplus_runs.simulation.reference.made import model_text, recipe, site, treatment

NO_SIZES = Sizes({})


def applied(text: str, engine: Engine, *uses: str) -> tuple[IdfModel, Treated]:
    model = load(text, engine)
    return model, apply_reference(model, site(), treatment(*(uses or ("office_whole",))))


def refused(text: str, engine: Engine, *uses: str) -> list[str]:
    with pytest.raises(SimulationError) as caught:
        applied(text, engine, *uses)
    return [finding.code for finding in caught.value.findings]


def layers(model: IdfModel, surface: str) -> tuple[str, ...]:
    """The layers of the construction a wall is built of."""
    wall = next(item for item in model.objects("BuildingSurface:Detailed") if item.name == surface)
    built = next(item for item in model.objects("Construction") if item.name == wall.get("Construction Name"))
    return built.values[1:]


def test_use_must_be_known_and_have_figures(engine: Engine) -> None:
    with pytest.raises(SimulationError) as caught:
        apply_reference(load(box(), engine), site(), treatment())
    assert [finding.code for finding in caught.value.findings] == ["reference-use-missing"]
    assert refused(box(), engine, "flats") == ["reference-use-unsupported"]
    assert refused(box(), engine, "healthcare", "storage") == ["reference-use-unsupported"] * 2
    assert refused(box(), engine, "hotel", "retail") == ["reference-use-mixed"]
    assert refused(box(), engine, "castle") == ["reference-use-unsupported"]


def test_limits_of_one_climate_zone_are_not_taken_to_another(engine: Engine) -> None:
    """A roof of 0.5 and windows of 0.44 are for hot summer and warm winter; a place in the cold zone has others."""
    cold = replace(site(), place=replace(site().place, climate_zone="cold"))
    with pytest.raises(SimulationError) as caught:
        apply_reference(load(box(), engine), cold, treatment("office_whole"))
    assert [finding.code for finding in caught.value.findings] == ["reference-climate-unsupported"]


def test_uses_with_the_same_figures_are_one_use(engine: Engine) -> None:
    model, _ = applied(box(), engine, "school", "higher_education")
    assert [item.get("Watts per Floor Area") for item in model.objects("Lights")] == ["9"]


@pytest.mark.parametrize(
    ("further", "code"),
    [
        ("Chiller:Absorption, Absorber, autosize;", "reference-type-unsupported"),
        ("ThermalStorage:Ice:Simple, Ice, IceOnCoilExternal, 1;", "reference-type-unsupported"),
        ("SolarCollector:FlatPlate:Water, Collector;", "reference-type-unsupported"),
        ("Generator:MicroTurbine, Turbine;", "reference-type-unsupported"),
        ("HVACTemplate:Zone:IdealLoadsAirSystem, Office;", "reference-type-unsupported"),
        (
            "SurfaceControl:MovableInsulation, Outside, Office south, Foam board, Always on;",
            "reference-envelope-unsupported",
        ),
        (
            "MaterialProperty:PhaseChange, Foam board, 0, -20, 0.1, 22, 18260, 22.1, 32000;",
            "reference-envelope-unsupported",
        ),
        (
            "EnergyManagementSystem:Actuator, Turner, Office south, Surface, Construction State;",
            "reference-program-unsupported",
        ),
        (
            "EnergyManagementSystem:Actuator, Blower, Office fan, Fan, Fan Pressure Rise;",
            "reference-program-unsupported",
        ),
    ],
)
def test_what_the_recipe_has_no_word_for_is_refused(engine: Engine, further: str, code: str) -> None:
    assert refused(box() + further, engine) == [code]


def test_one_finding_for_each_type_with_its_count(engine: Engine) -> None:
    further = "Chiller:Absorption, One;\nChiller:Absorption, Two;\nGenerator:MicroTurbine, Three;\n"
    with pytest.raises(SimulationError) as caught:
        applied(box() + further, engine)
    told = [finding.message["en"] for finding in caught.value.findings]
    assert len(told) == 2
    assert "Chiller:Absorption (in this model: 2)" in told[0]


def test_green_roof_is_refused(engine: Engine) -> None:
    green = box().replace("Construction, Roof, Foam board, Concrete;", "Construction, Roof, Lawn, Concrete;")
    assert refused(green + "Material:RoofVegetation, Lawn;", engine) == ["reference-construction-unsupported"]


def test_lighting_program_goes_and_thermostat_program_stays(engine: Engine) -> None:
    further = (
        "EnergyManagementSystem:Actuator, Dimmer, Office lights, Lights, Electricity Rate;\n"
        "EnergyManagementSystem:Actuator, Setter, Cool to, Schedule:Constant, Schedule Value;\n"
    )
    model, _ = applied(box() + further, engine)
    assert [item.name for item in model.objects("EnergyManagementSystem:Actuator")] == ["Setter"]


def test_construction_shared_with_the_inside_is_cloned(engine: Engine) -> None:
    shared = box().replace("Construction, Slab, Concrete;", "Construction, Slab, Foam board, Concrete;")
    shared = shared.replace("Office floor, Floor, Slab,", "Office floor, Floor, Wall,")
    model, _ = applied(shared, engine)
    surfaces = {
        item.name: item.get("Construction Name") for item in model.objects("BuildingSurface:Detailed")
    }
    assert surfaces["Office floor"] == "Wall"
    assert surfaces["Office south"] == "Wall reference wall"
    wall = next(item for item in model.objects("Construction") if item.name == "Wall")
    assert wall.values == ("Wall", "Foam board", "Concrete")


def test_massless_wall_is_light_and_set_by_its_resistance(engine: Engine) -> None:
    massless = box().replace("Construction, Wall, Foam board, Concrete;", "Construction, Wall, Panel;")
    model, _ = applied(massless + "Material:NoMass, Panel, Rough, 3, 0.9, 0.4, 0.4;", engine)
    panel = next(
        item for item in model.objects("Material:NoMass") if item.name == layers(model, "Office south")[0]
    )
    # class B by 80 m²: wall 1.5, so 1/1.5 - 0.15 = 0.51667
    assert float(panel.get("Thermal Resistance")) == pytest.approx(0.516667, abs=1e-6)
    assert panel.get("Solar Absorptance") == "0.4"


def test_bare_wall_gets_insulation_outside_with_its_own_surface(engine: Engine) -> None:
    bare = box().replace("Construction, Wall, Foam board, Concrete;", "Construction, Wall, Concrete;")
    model, _ = applied(bare, engine)
    outer, inner = layers(model, "Office south")
    added = next(item for item in model.objects("Material:NoMass") if item.name == outer)
    # 0.51667 - 0.2/1.74 = 0.40172
    assert float(added.get("Thermal Resistance")) == pytest.approx(0.401724, abs=1e-6)
    assert (added.get("Solar Absorptance"), inner) == ("0.7", "Concrete")


def test_several_insulating_layers_keep_their_proportions(engine: Engine) -> None:
    layered = box().replace(
        "Construction, Wall, Foam board, Concrete;", "Construction, Wall, Foam board, Concrete, Wool;"
    )
    wool = "Material, Wool, Rough, 0.1, 0.04, 40, 800;"
    model, _ = applied(layered + wool, engine)
    thick = {item.name: float(item.get("Thickness")) for item in model.objects("Material")}
    foam, _, board = layers(model, "Office south")
    # missing 0.40172 m²K/W in 0.15 m at 0.04 W/mK in all: 0.016069 m, a third of it foam
    assert (thick[foam], thick[board]) == pytest.approx((0.0053563, 0.0107126), abs=1e-6)


def test_complex_window_is_replaced_like_any_other(engine: Engine) -> None:
    layered = box().replace(
        "Construction, Window, Solar control glazing;", "Construction, Window, Pane, Gap, Pane;"
    )
    more = "WindowMaterial:Glazing, Pane, SpectralAverage, , 0.006;\nWindowMaterial:Gas, Gap, Air, 0.012;\n"
    model, done = applied(layered + more + "WindowProperty:StormWindow, Office window, Pane, 0.05;", engine)
    assert glass_of_the_reference(model) == ("4", "0.48", "0.6")
    assert not model.objects("WindowProperty:StormWindow")
    assert "reference-windows-kept" not in {finding.code for finding in done.findings}


def glass_of_the_reference(model: IdfModel) -> tuple[str, ...]:
    return next(
        item.values[1:]
        for item in model.objects("WindowMaterial:SimpleGlazingSystem")
        if item.name.startswith("Reference glazing")
    )


def test_turning_the_building_moves_its_windows_to_another_side(engine: Engine) -> None:
    turned = box().replace("One-zone office,              !- Name\n    0,", "One-zone office,\n    90,")
    turned = turned.replace("Counterclockwise, World;", "Counterclockwise, Relative;")
    building = look_at(load(turned, engine), recipe(), "office")
    assert building.ratios[Facade.WEST] == pytest.approx(0.3)
    assert building.ratios[Facade.SOUTH] == 0.0


def test_shade_that_needs_daylight_is_refused(engine: Engine) -> None:
    blind = (
        "WindowMaterial:Shade, Blind;\n"
        "WindowShadingControl, Control, Office, 1, InteriorShade, , MeetDaylightIlluminanceSetpoint, , , No, No, Blind, , , , , "
        "Sequential, Office window;\n"
    )
    assert refused(box() + blind, engine) == ["reference-shading-unsupported"]


def test_lights_in_unlike_proportions_are_refused(engine: Engine) -> None:
    assert (
        refused(
            box() + "Lights, More, Office, Day hours, Watts/Person, , , 50, 0, 0.4, 0.2, 0, General;", engine
        )
        == ["reference-lights-unsupported"] * 2
    )


def test_size_that_nobody_knows_is_refused(engine: Engine) -> None:
    model, _ = applied(box(), engine)
    with pytest.raises(SimulationError) as caught:
        complete_reference(model, site(), treatment("office_whole"), NO_SIZES)
    assert [finding.code for finding in caught.value.findings] == ["reference-size-unknown"] * 2


@pytest.mark.parametrize(
    ("capacity_kw", "condenser", "cop"),
    [
        (528, "WaterCooled", 4.9), (529, "WaterCooled", 5.3), (1163, "WaterCooled", 5.3), (1164, "WaterCooled", 5.7),
        (2110, "WaterCooled", 5.7), (2111, "WaterCooled", 5.9), (50, "AirCooled", 2.8), (51, "", 3.0),
    ],
)  # fmt: skip
def test_chillers_by_size(engine: Engine, capacity_kw: float, condenser: str, cop: float) -> None:
    further = f"Chiller:Electric, Machine, {condenser}, {capacity_kw * 1000}, 4;"
    model = load(box() + further, engine)
    assert not limit_chillers(model, recipe(), NO_SIZES).findings
    assert float(model.objects("Chiller:Electric")[0].get("Nominal COP")) == pytest.approx(cop, rel=1e-12)


def test_chiller_cooled_otherwise_is_refused(engine: Engine) -> None:
    model = load(box() + "Chiller:Electric, Machine, EvaporativelyCooled, 50000, 4;", engine)
    found = limit_chillers(model, recipe(), NO_SIZES).findings
    assert [finding.code for finding in found] == ["reference-chiller-unsupported"]


@pytest.mark.parametrize(("times", "eer"), [(1, 2.85), (3, 3.2)])
def test_equipment_of_a_multiplied_zone_is_classed_by_one_unit(
    engine: Engine, times: int, eer: float
) -> None:
    # The engine sizes the one unit for all: 12 kW and 0.6 m³/s are one of 12 kW, or three of 4 kW.
    text = box().replace("1, 1,                    !- Type, Multiplier", f"1, {times},")
    model = load(text, engine)
    coil = ("coil:cooling:dx:singlespeed", "office cooling coil")
    sizes = Sizes(
        {
            (*coil, "design size gross rated total cooling capacity"): 12000.0,
            (*coil, "design size rated air flow rate"): 0.6,
        }
    )
    limit_unitary(model, recipe(), sizes)
    cop = float(model.objects("Coil:Cooling:DX:SingleSpeed")[0].get("Gross Rated Cooling COP"))
    fan_w = 773.3 * 0.6
    assert (12000 - fan_w) / (12000 / cop + fan_w) == pytest.approx(eer, rel=1e-9)


def test_limit_of_machines_cooled_by_air_is_not_put_on_another_condenser(engine: Engine) -> None:
    """4.2.14 has 2.85 for condensers in air and 3.55 for those in water; water that evaporates is neither."""
    model = load(box(), engine)
    coil = model.objects("Coil:Cooling:DX:SingleSpeed")[0]
    coil.set("Condenser Type", "EvaporativelyCooled")
    done = limit_unitary(model, recipe(), NO_SIZES)
    assert [finding.code for finding in done.findings] == ["reference-condenser-unsupported"]
    assert (done.changes, coil.get("Gross Rated Cooling COP")) == ((), "3")


def test_loop_of_multiplied_zones_stands_for_as_many_units(engine: Engine) -> None:
    once = load(model_text("systems"), engine)
    text = model_text("systems").replace("Zone, Staged, 0, 0, 0, 0, 1, 1,", "Zone, Staged, 0, 0, 0, 0, 1, 5,")
    often = load(text.replace("Zone, Split, 0, 0, 0, 0, 1, 1,", "Zone, Split, 0, 0, 0, 0, 1, 7,"), engine)
    found = []
    for model in (once, often):
        serving = Serving(model)
        coils = [*model.objects("Coil:Cooling:DX:MultiSpeed"), *model.objects("Coil:Cooling:DX:SingleSpeed")]
        found.append({coil.name: (serving.ducted(coil), serving.units(coil)) for coil in coils})
        assert (
            serving.units(model.objects("Fan:VariableVolume")[0]) == found[-1]["Staged unit Cooling Coil"][1]
        )
    large = {"Large unit Cooling Coil": (True, 1)}
    assert found[0] == {"Staged unit Cooling Coil": (True, 1), "Split PTAC Cooling Coil": (False, 1), **large}
    assert found[1] == {"Staged unit Cooling Coil": (True, 5), "Split PTAC Cooling Coil": (False, 7), **large}
