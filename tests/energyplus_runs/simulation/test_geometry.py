"""Every surface stands where EnergyPlus itself puts it."""

from __future__ import annotations

import csv
import json
import math
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from energyplus_runs.simulation.geometry import Scene, scene
from energyplus_runs.simulation.placement import Kind
from energyplus_runs.simulation.polygons import area, enclosed_volume, local_frame, moved, rotated
from energyplus_runs.simulation.tokens import tokenise
from tests.energyplus_runs.simulation.intake_models import BOX, engine, replaced, schema

# Turned building, turned and moved zone, both vertex orders' fields, and every form that can be drawn.
TURNED = """Version,25.2;
SimulationControl,No,No,No,Yes,No;
Building,Turned,30;
GlobalGeometryRules,{rules};
RunPeriod,Year,1,1,,1,1;
Output:Surfaces:List,DetailsWithVertices;
Material,Concrete,Rough,0.2,1.7,2300,900;
WindowMaterial:SimpleGlazingSystem,Glass,2.0,0.4;
Construction,Solid,Concrete;
Construction,Glazed,Glass;
Zone,Room,20,5,7,1;
Wall:Exterior,South,Solid,Room,,180,90,0,0,0,10,3;
Wall:Exterior,East,Solid,Room,,90,90,10,0,0,6,3;
Wall:Exterior,North,Solid,Room,,0,90,10,6,0,10,3;
Wall:Adiabatic,West,Solid,Room,,270,90,0,6,0,6,3;
Roof,Top,Solid,Room,,180,0,0,0,3,10,6;
Floor:GroundContact,Slab,Solid,Room,,,,0,0,0,10,6;
Window,Pane,Glazed,South,,1,3,1,4,1.5;
Door,Gate,Solid,East,1,1,0,1,2;
BuildingSurface:Detailed,Screen,Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,4,
  0,-5,0, 0,-5,3, 4,-5,3, 4,-5,0;
FenestrationSurface:Detailed,Hatch,Window,Glazed,Screen,,,,1,4, 1,-5,1, 1,-5,2, 3,-5,2, 3,-5,1;
Window,Slot,Glazed,Screen,,1,3.2,1,0.5,0.5;
Shading:Site:Detailed,Hill,,4, 20,0,0, 20,0,5, 25,0,5, 25,0,0;
Shading:Building:Detailed,Wing,,4, 20,0,0, 20,0,5, 25,0,5, 25,0,0;
Shading:Zone:Detailed,Awning,Screen,,4, 0,-5,3, 0,-6,3, 4,-6,3, 4,-5,3;
Shading:Site,Tree,180,90,30,0,0,5,5;
Shading:Building,Mast,180,90,30,0,0,5,5;
"""


def _scene(text: str) -> Scene:
    return scene(tokenise(text).objects, schema())


def _engine_vertices(text: str, folder: Path) -> dict[str, set[tuple[float, ...]]]:
    """World vertices [m, to 1 cm] of every surface as the engine lists them in its .eio file."""
    (folder / "turned.idf").write_text(text, encoding="utf-8")
    weather = engine().root / "WeatherData" / "USA_FL_Tampa.Intl.AP.722110_TMY3.epw"
    subprocess.run(
        [engine().executable, "-w", weather, "turned.idf"], cwd=folder, capture_output=True, check=True
    )
    found = {}
    with (folder / "eplusout.eio").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if row[0] in ("HeatTransfer Surface", "Shading Surface") and not row[1].startswith("Mir-"):
                numbers = [round(float(text), 2) + 0.0 for text in row[-12:]]
                found[row[1].lower()] = {tuple(numbers[i : i + 3]) for i in (0, 3, 6, 9)}
    return found


@pytest.mark.engine
@pytest.mark.parametrize(
    "rules",
    [
        "LowerLeftCorner,Clockwise,Relative,,Relative",
        "LowerLeftCorner,Clockwise,World,,World",
    ],
)
def test_surfaces_stand_where_the_engine_puts_them(rules: str, tmp_path: Path) -> None:
    text = TURNED.format(rules=rules)
    expected = _engine_vertices(text, tmp_path)
    drawn = _scene(text)
    assert drawn.not_drawn == ()
    assert {surface.name.lower() for surface in drawn.surfaces} == set(expected)
    for surface in drawn.surfaces:
        others = expected[surface.name.lower()]
        assert len(surface.vertices) == len(others)
        for corner in surface.vertices:
            assert min(math.dist(corner, other) for other in others) < 0.02, surface.name


def test_a_wall_faces_outward_whatever_the_order_of_its_corners() -> None:
    backwards = BOX.replace("Counterclockwise", "Clockwise")
    clockwise = _scene(backwards).surfaces[0].vertices
    assert tuple(reversed(clockwise)) == _scene(BOX).surfaces[0].vertices


def test_kinds_and_zones() -> None:
    kinds = {surface.name: (surface.kind, surface.zone) for surface in _scene(BOX).surfaces}
    assert kinds["Top"] == (Kind.ROOF, "Room")
    assert kinds["Pane"] == (Kind.WINDOW, "Room")


def test_a_window_in_no_wall_is_not_drawn_and_says_why() -> None:
    text = replaced("Window,Glazed,South", "Window,Glazed,Nowhere")
    (finding,) = _scene(text).not_drawn
    assert (finding.code, finding.where.object) == (
        "not-drawn-base-missing",
        "FenestrationSurface:Detailed 'Pane'",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("3,0,2.5, 3,0,1,", "3,0,2.5, x,0,1,"), ("3,0,2.5, 3,0,1, 7,0,1, 7,0,2.5", "3,0,1, 4,0,1")],
)
def test_half_a_polygon_is_not_drawn(old: str, new: str) -> None:
    (finding,) = _scene(replaced(old, new)).not_drawn
    assert finding.code == "not-drawn-vertices"


def test_shades_given_relative_to_a_window_are_named() -> None:
    (finding,) = _scene(BOX + "Shading:Overhang,Brim,Pane,0.2,90,0.1,0.1,0.5;\n").not_drawn
    assert finding.code == "not-drawn-derived-shade"


def test_no_more_surfaces_than_the_view_can_hold() -> None:
    drawn = scene(tokenise(BOX).objects, schema(), most=5)
    assert len(drawn.surfaces) == 5
    assert [finding.code for finding in drawn.not_drawn] == ["not-drawn-limit", "not-drawn-limit"]


def test_a_scene_is_plain_json() -> None:
    data = json.loads(json.dumps(_scene(BOX).to_json(), allow_nan=False))
    assert len(data["surfaces"]) == 7
    assert data["surfaces"][0]["vertices"][0] == [0.0, 0.0, 3.0]


def test_volume_of_a_closed_and_an_open_box() -> None:
    surfaces = [surface.vertices for surface in _scene(BOX).surfaces if surface.name != "Pane"]
    assert enclosed_volume(surfaces) == pytest.approx(180.0)  # 10 x 6 x 3
    assert enclosed_volume(surfaces[:-1]) is None


_COORDINATES = st.floats(-100, 100)
_TRIANGLES = st.tuples(*[st.tuples(_COORDINATES, _COORDINATES, _COORDINATES)] * 3)


@given(_TRIANGLES, st.floats(-360, 360), st.tuples(_COORDINATES, _COORDINATES, _COORDINATES))
def test_turning_and_moving_keep_the_area(triangle, north, shift) -> None:  # type: ignore[no-untyped-def]
    assert area(moved(rotated(triangle, north), shift)) == pytest.approx(area(triangle), rel=1e-6, abs=1e-6)


@given(st.floats(0, 359))
def test_axes_of_a_wall_start_at_its_lower_left_corner(azimuth: float) -> None:
    wall = rotated([(0.0, 0.0, 2.0), (0.0, 0.0, 0.0), (4.0, 0.0, 0.0), (4.0, 0.0, 2.0)], azimuth)
    corner, (right, up) = local_frame(wall)
    assert corner == pytest.approx(wall[1], abs=1e-9)
    assert sum(a * b for a, b in zip(right, up, strict=True)) == pytest.approx(0.0, abs=1e-9)
