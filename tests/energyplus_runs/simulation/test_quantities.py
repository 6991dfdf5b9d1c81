"""Quantities out of an energy model are those worked out by hand; order, splitting and multipliers act as they must."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.placement import place
from energyplus_runs.simulation.quantities import MaterialQuantity, ModelQuantities, quantities
from energyplus_runs.simulation.tokens import RawObject, tokenise
from tests.energyplus_runs.simulation.intake_models import BOX, replaced, schema

# Beside the room (10 m x 6 m x 3 m, window 4 m x 1.5 m) a store of 5 m x 6 m x 3 m, counted three times: 3 by a group of
# zones. The wall between them is a pair of surfaces, with a door of 1 m x 2 m drawn on either side.
STORE = """Zone,Store;
ZoneList,Stores,Store;
ZoneGroup,Row,Stores,3;
Material,Brick,Rough,0.1,0.7,1600,900;
Material:NoMass,Wool,Rough,2;
Material:AirGap,Cavity,0.18;
Construction,Partition,Brick,Cavity,Wool;
Construction,PartitionBack,Wool,Cavity,Brick;
Construction,Leaf,Wool;
BuildingSurface:Detailed,A,Wall,Partition,Room,,Surface,B,NoSun,NoWind,,4, 10,0,3, 10,0,0, 10,6,0, 10,6,3;
BuildingSurface:Detailed,B,Wall,PartitionBack,Store,,Surface,A,NoSun,NoWind,,4, 10,6,3, 10,6,0, 10,0,0, 10,0,3;
FenestrationSurface:Detailed,DoorA,Door,Leaf,A,DoorB,,,1,4, 10,2,2, 10,2,0, 10,3,0, 10,3,2;
FenestrationSurface:Detailed,DoorB,Door,Leaf,B,DoorA,,,1,4, 10,3,2, 10,3,0, 10,2,0, 10,2,2;
BuildingSurface:Detailed,StoreTop,Ceiling,Solid,Store,,Adiabatic,,NoSun,NoWind,,4, 10,0,3, 15,0,3, 15,6,3, 10,6,3;
BuildingSurface:Detailed,StoreSlab,Floor,Solid,Store,,Adiabatic,,NoSun,NoWind,,4, 10,0,0, 10,6,0, 15,6,0, 15,0,0;
BuildingSurface:Detailed,Far,Wall,Solid,Store,,Outdoors,,SunExposed,WindExposed,,4, 15,0,3, 15,0,0, 15,6,0, 15,6,3;
InternalMass,Shelf,Partition,Stores,,5;
"""
_EAST = """BuildingSurface:Detailed,East,Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,4,
  10,0,3, 10,0,0, 10,6,0, 10,6,3;
"""
TWO_ZONES = replaced(_EAST, "") + STORE


def _objects(text: str) -> tuple[RawObject, ...]:
    tokens = tokenise(text, schema(), 1000)
    assert not tokens.findings
    return tokens.objects


def _of(objects: tuple[RawObject, ...] | str) -> ModelQuantities:
    model = Model(_objects(objects) if isinstance(objects, str) else objects, schema())
    return quantities(model, place(model))


def _areas(found: ModelQuantities) -> dict[tuple[str, str], float]:
    return {(str(one.element), one.construction): one.area_m2 for one in found.constructions}


def _material(found: ModelQuantities, element: str, name: str) -> MaterialQuantity:
    one = [item for item in found.materials if (item.element, item.material) == (element, name)]
    assert len(one) == 1, found.materials
    return one[0]


def _codes(found: ModelQuantities) -> list[str]:
    return [finding.code for finding in found.findings]


def test_two_zones_by_hand() -> None:
    assert _areas(_of(TWO_ZONES)) == pytest.approx(
        {
            # south 30 - window 6, north 30, west 18: 72 once; the far wall of the store 18 x 3 = 54
            ("External wall", "Solid"): 126.0,
            ("Roof", "Solid"): 60.0,  # 10 x 6 over the room
            ("Ground floor", "Solid"): 60.0,
            # floor and ceiling of the store, 30 each, both for half, three times: one slab of 30 for each store
            ("Intermediate floor", "Solid"): 90.0,
            # 18 - door 2 = 16; the room's half once, the store's half three times: 8 and 24
            ("Internal wall", "Partition"): 8.0,
            ("Internal wall", "PartitionBack"): 24.0,
            ("Internal door", "Leaf"): 4.0,  # 2 x (0.5 + 0.5 x 3)
            ("Window", "Glazed"): 6.0,
            ("Internal mass", "Partition"): 15.0,  # 5 in each of three stores
        }
    )


def test_layers_become_volumes_and_masses() -> None:
    found = _of(TWO_ZONES)
    wall = _material(found, "External wall", "Concrete")
    assert (wall.volume_m3, wall.mass_kg) == pytest.approx((25.2, 57960.0))  # 126 x 0.2; x 2300
    brick = _material(found, "Internal wall", "Brick")
    # (8 + 24) x 0.1 from either side of the same wall; x 1600
    assert (brick.area_m2, brick.volume_m3, brick.mass_kg) == pytest.approx((32.0, 3.2, 5120.0))


def test_what_has_no_thickness_keeps_its_area_and_is_told() -> None:
    found = _of(TWO_ZONES)
    wool = _material(found, "Internal wall", "Wool")
    assert wool.area_m2 == pytest.approx(32.0)
    assert wool.volume_m3 is None and wool.mass_kg is None
    glass = _material(found, "Window", "Glass")
    assert glass.area_m2 == pytest.approx(6.0) and glass.volume_m3 is None
    assert _codes(found) == [
        "quantities-no-thickness",
        "quantities-simple-glazing",
        "quantities-no-frame",
        "quantities-adiabatic-half",
        "quantities-internal-mass",
    ]


def test_air_is_nothing_that_is_built() -> None:
    assert "Cavity" not in {item.material for item in _of(TWO_ZONES).materials}


def test_panes_have_a_volume_and_no_density() -> None:
    pane = "WindowMaterial:Glazing,Glass,SpectralAverage,,0.006,0.8,0.07,0.07,0.9,0.08,0.08,0,0.84,0.84,0.9;"
    found = _of(replaced("WindowMaterial:SimpleGlazingSystem,Glass,2.0,0.4;", pane))
    glass = _material(found, "Window", "Glass")
    assert glass.volume_m3 == pytest.approx(0.036)  # 6 x 0.006
    assert glass.density_kg_per_m3 is None
    assert "quantities-no-density" in _codes(found)


def test_frames_take_from_the_wall_and_dividers_from_the_glass() -> None:
    framed = replaced("Pane,Window,Glazed,South,,,,1,4,", "Pane,Window,Glazed,South,,,Alu,1,4,")
    found = _of(framed + "WindowProperty:FrameAndDivider,Alu,0.05,,,5,,,,,DividedLite,0.02,1,2;\n")
    # frame (4.1 x 1.6) - (4 x 1.5) = 0.56; dividers 1 x 4 x 0.02 + 2 x 1.5 x 0.02 - 2 crossings of 0.0004 = 0.1392
    assert _material(found, "Window", "Alu").area_m2 == pytest.approx(0.6992)
    assert _areas(found)["Window", "Glazed"] == pytest.approx(5.8608)  # 6 - 0.1392
    assert _areas(found)["External wall", "Solid"] == pytest.approx(89.44)  # 96 - 6 - 0.56
    assert "quantities-frame-area" in _codes(found)


def test_shading_is_told_and_not_counted() -> None:
    shade = "Shading:Building:Detailed,Neighbour,,4, 0,-9,9, 0,-9,0, 10,-9,0, 10,-9,9;\n"
    plain, shaded = _of(BOX), _of(BOX + shade)
    assert shaded.materials == plain.materials
    assert (
        "90.00 m²" in next(one for one in shaded.findings if one.code == "quantities-shading").message["en"]
    )


def test_a_ground_construction_is_a_ground_floor_whatever_is_said_of_its_other_side() -> None:
    text = replaced("Slab,Floor,Solid,Room,,Ground,", "Slab,Floor,OnSoil,Room,,Adiabatic,")
    found = _of(text + "Construction:FfactorGroundFloor,OnSoil,0.9,60,32;\n")
    assert _areas(found)["Ground floor", "OnSoil"] == pytest.approx(60.0)
    assert _material(found, "Ground floor", "OnSoil").volume_m3 is None


def test_declared_conditions_on_the_other_side_count_in_full() -> None:
    text = replaced("Slab,Floor,Solid,Room,,Ground,,", "Slab,Floor,Solid,Room,,OtherSideCoefficients,Soil,")
    assert _areas(_of(text))["Ground floor", "Solid"] == pytest.approx(60.0)


def test_a_wall_that_names_itself_is_half_like_an_adiabatic_one() -> None:
    text = replaced("West,Wall,Solid,Room,,Outdoors,,", "West,Wall,Solid,Room,,Surface,West,")
    assert _areas(_of(text))["Internal wall", "Solid"] == pytest.approx(9.0)  # 6 x 3 / 2


def test_the_other_side_that_the_engine_makes_is_half_of_its_own_zone() -> None:
    attic = "Zone,Attic,0,0,0,0,1,3;\n"
    text = replaced("Top,Roof,Solid,Room,,Outdoors,,", "Top,Ceiling,Solid,Room,,Zone,Attic,") + attic
    assert _areas(_of(text))["Intermediate floor", "Solid"] == pytest.approx(120.0)  # 60 x (1 + 3) / 2


def test_a_surface_without_a_place_is_told() -> None:
    found = _of(replaced("0,0,3, 10,0,3, 10,6,3, 0,6,3;", "0,0,3, 0,0,3, 0,0,3, 0,0,3;"))
    assert "quantities-not-placed" in _codes(found)
    assert ("Roof", "Solid") not in _areas(found)


@settings(max_examples=25, deadline=None)
@given(st.permutations(_objects(TWO_ZONES)))
def test_the_order_of_objects_changes_nothing(objects: list[RawObject]) -> None:
    assert _of(tuple(objects)) == _of(TWO_ZONES)


@settings(max_examples=25, deadline=None)
@given(st.floats(min_value=0.01, max_value=9.99))
def test_a_wall_in_two_pieces_is_the_same_wall(cut_m: float) -> None:
    north = """BuildingSurface:Detailed,North,Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,4,
  10,6,3, 10,6,0, 0,6,0, 0,6,3;
"""
    head = "BuildingSurface:Detailed,{},Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,4,"
    left = f"{head.format('N1')} 10,6,3, 10,6,0, {cut_m!r},6,0, {cut_m!r},6,3;\n"
    right = f"{head.format('N2')} {cut_m!r},6,3, {cut_m!r},6,0, 0,6,0, 0,6,3;\n"
    assert _areas(_of(replaced(north, left + right))) == pytest.approx(_areas(_of(BOX)), rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 200), st.integers(1, 200))
def test_multipliers_are_times(zone: int, group: int) -> None:
    text = f"Zone,Room,0,0,0,0,1,{zone};\nZoneList,All,Room;\nZoneGroup,G,All,{group};"
    once, often = _areas(_of(BOX)), _areas(_of(replaced("Zone,Room;", text)))
    assert often == pytest.approx({key: area * zone * group for key, area in once.items()}, rel=1e-12)


def test_the_stored_form_reads_back() -> None:
    found = _of(TWO_ZONES)
    assert ModelQuantities.from_json(json.loads(json.dumps(found.to_json()))) == found
