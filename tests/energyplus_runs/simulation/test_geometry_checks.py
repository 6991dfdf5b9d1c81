"""Leaking zones, windows beside their walls, walls inside out: each is found, with its figures, and sound models pass."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from energyplus_runs.simulation.enclosure import Budget, shell_of
from energyplus_runs.simulation.geometry_checks import MOST_OF_A_KIND, check_geometry
from energyplus_runs.simulation.model_view import Model
from energyplus_runs.simulation.placement import place
from energyplus_runs.simulation.polygons import Point, Polygon, rotated
from energyplus_runs.simulation.tokens import tokenise
from standard_site.lib.findings import Finding, Severity
from tests.energyplus_runs.simulation.intake_models import BOX, line_of, replaced, schema

SOUTH = "0,0,3, 0,0,0, 10,0,0, 10,0,3;"
EAST = "10,0,3, 10,0,0, 10,6,0, 10,6,3;"
SLAB = "0,0,0, 0,6,0, 10,6,0, 10,0,0;"
PANE = "3,0,2.5, 3,0,1, 7,0,1, 7,0,2.5;"
OUTDOORS = "East,Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed"
TO_WEST2 = "East,Wall,Solid,Room,,Surface,West2,NoSun,NoWind"
# A second room of 10 m x 6 m x 3 m behind the east wall of the first.
ROOM2 = """Zone,Room2;
BuildingSurface:Detailed,South2,Wall,Solid,Room2,,Outdoors,,SunExposed,WindExposed,,4,10,0,3,10,0,0,20,0,0,20,0,3;
BuildingSurface:Detailed,East2,Wall,Solid,Room2,,Outdoors,,SunExposed,WindExposed,,4,20,0,3,20,0,0,20,6,0,20,6,3;
BuildingSurface:Detailed,North2,Wall,Solid,Room2,,Outdoors,,SunExposed,WindExposed,,4,20,6,3,20,6,0,10,6,0,10,6,3;
BuildingSurface:Detailed,West2,Wall,Solid,Room2,,Surface,East,NoSun,NoWind,,4,10,6,3,10,6,0,10,0,0,10,0,3;
BuildingSurface:Detailed,Slab2,Floor,Solid,Room2,,Ground,,NoSun,NoWind,,4,10,0,0,10,6,0,20,6,0,20,0,0;
BuildingSurface:Detailed,Top2,Roof,Solid,Room2,,Outdoors,,SunExposed,WindExposed,,4,10,0,3,20,0,3,20,6,3,10,6,3;
"""
PAIR = replaced(OUTDOORS, TO_WEST2) + ROOM2
FLAT = "BuildingSurface:Detailed,F,Wall,Solid,Room,,Outdoors,,,,,3,0,0,0,1,0,0,2,0,0;"
BUILT_OF_TWO = PAIR.replace("West2,Wall,Solid", "West2,Wall,Two") + "Construction,Two,Concrete,Concrete;"
BUILT_OF_BRICK = PAIR.replace("West2,Wall,Solid", "West2,Wall,New") + "Construction,New,Brick;"

# What EnergyPlus 25.2 ends with a fatal error at, each tried.
STOPS_THE_ENGINE = {
    "zone-without-surfaces", "window-faces-other-way", "openings-larger-than-wall", "surface-without-area",
    "pair-one-way", "pair-layers-differ",
}  # fmt: skip


def found(text: str) -> list[Finding]:
    model = Model(tokenise(text).objects, schema())
    return check_geometry(model, place(model))


def only(text: str) -> Finding:
    findings = found(text)
    assert len(findings) == 1, [str(finding) for finding in findings]
    return findings[0]


def without(name: str) -> str:
    start = BOX.index(f"BuildingSurface:Detailed,{name},")
    return BOX[:start] + BOX[BOX.index(";", start) + 2 :]


@pytest.mark.parametrize("text", [BOX, PAIR], ids=["one room", "two rooms"])
def test_sound_models_pass(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "code", "figures"),
    [
        # the east wall is 6 m by 3 m: a hole of 18 m2 with 18 m around it
        (without("East"), "zone-not-enclosed", ("18.00 m²", "18.00 m of")),
        # a floor that begins 1 m late leaves a slit of 1 m x 6 m, 14 m around
        (replaced(SLAB, "1,0,0, 1,6,0, 10,6,0, 10,0,0;"), "zone-not-enclosed", ("6.00 m²", "14.00 m of")),
        (replaced("Slab,Floor,", "Slab,Wall,"), "zone-without-floor", ("Room",)),
        (BOX + "Zone,Empty;\n", "zone-without-surfaces", ("Empty",)),
        (replaced(SLAB, "10,0,0, 10,6,0, 0,6,0, 0,0,0;"), "surface-upside-down", ("tilt is 0°",)),
        (replaced(EAST, "10,6,3, 10,6,0, 10,0,0, 10,0,3;"), "surface-faces-inward", ("tilt 90°, azimuth 270°",)),
        # a window of 4 m x 1.5 m that ends 2 m beyond the wall of 10 m
        (replaced(PANE, "8,0,2.5, 8,0,1, 12,0,1, 12,0,2.5;"), "window-outside-wall", ("2.00 m", "'South'")),
        (replaced(PANE, "3,-0.3,2.5, 3,-0.3,1, 7,-0.3,1, 7,-0.3,2.5;"), "window-off-plane", ("0.30 m out",)),
        (replaced(PANE, "7,0,2.5, 7,0,1, 3,0,1, 3,0,2.5;"), "window-faces-other-way", ("180°",)),
        # six times 4 m x 1.5 m in a wall of 10 m x 3 m
        (replaced("South,,,,1,4", "South,,,,6,4"), "openings-larger-than-wall", ("36.00 m²", "30.00 m²")),
        (BOX + FLAT, "surface-without-area", ()),
        (PAIR.replace("Surface,East,", "Outdoors,,"), "pair-one-way", ("'West2'",)),
        (BUILT_OF_TWO, "pair-layers-differ", ("'Two'",)),
        (BUILT_OF_BRICK, "pair-constructions-differ", ("'New'",)),
    ],
)  # fmt: skip
def test_one_thing_wrong_with_its_figures(text: str, code: str, figures: Sequence[str]) -> None:
    finding = only(text)
    assert finding.code == code
    assert (finding.severity is Severity.ERROR) == (code in STOPS_THE_ENGINE)
    assert all(figure in finding.message["en"] for figure in figures), finding.message["en"]
    assert finding.where.line is not None


def test_a_pair_of_unequal_sides_tells_both_areas() -> None:
    findings = found(PAIR.replace("10,6,3,10,6,0,10,0,0,10,0,3", "10,3,3,10,3,0,10,0,0,10,0,3"))
    assert {finding.code for finding in findings} == {"pair-areas-differ", "zone-not-enclosed"}
    assert "18.00 m²" in findings[-1].message["en"] and "9.00 m²" in findings[-1].message["en"]


def test_a_finding_stands_on_the_line_of_its_object() -> None:
    text = replaced(PANE, "8,0,2.5, 8,0,1, 12,0,1, 12,0,2.5;")
    finding = only(text)
    assert finding.where.line == line_of(text, "FenestrationSurface:Detailed,Pane")
    assert finding.where.object == "FenestrationSurface:Detailed 'Pane'"


def test_a_wall_in_two_pieces_closes_a_room_as_well() -> None:
    lower, upper = "10,0,1.2, 10,0,0, 10,6,0, 10,6,1.2;", "10,0,3, 10,0,1.2, 10,6,1.2, 10,6,3;"
    half = f"BuildingSurface:Detailed,East b,Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,4,{upper}\n"
    assert found(replaced(EAST, lower) + half) == []


def test_many_of_a_kind_are_counted() -> None:
    findings = found(BOX + "".join(f"Zone,Z{n};\n" for n in range(50)))
    assert len(findings) == MOST_OF_A_KIND + 1
    assert f"{50 - MOST_OF_A_KIND} more" in findings[-1].message["en"]


def prism(corners: int, north_deg: float, scale_m: float) -> list[Polygon]:
    """A closed drum of `corners` walls, turned and scaled, every surface seen from outside."""
    angles = [2 * math.pi * n / corners for n in range(corners)]
    low: list[Point] = [(scale_m * math.cos(a), scale_m * math.sin(a), 0.0) for a in angles]
    high = [(x, y, scale_m) for x, y, _ in low]
    walls = [
        (low[n], low[(n + 1) % corners], high[(n + 1) % corners], high[n]) for n in range(corners)
    ]  # fmt: skip
    return [rotated(polygon, north_deg) for polygon in (tuple(reversed(low)), tuple(high), *walls)]


@given(st.integers(3, 12), st.floats(0, 360), st.floats(1, 200), st.data())
@settings(max_examples=40, deadline=None)
def test_a_closed_drum_is_closed_however_it_stands_and_a_turned_wall_is_found(
    corners: int, north_deg: float, scale_m: float, data: st.DataObject
) -> None:
    drum = prism(corners, north_deg, scale_m)
    shell = shell_of(drum, Budget())
    assert shell is not None and (shell.open_length_m, shell.inward) == (0.0, ())
    turned = data.draw(st.integers(0, len(drum) - 1))
    drum[turned] = tuple(reversed(drum[turned]))
    shell = shell_of(drum, Budget())
    assert shell is not None and (shell.open_length_m, shell.inward) == (0.0, (turned,))


def test_a_crowd_of_loose_surfaces_is_given_up() -> None:
    loose: list[Polygon] = [((n, 0, 0), (n + 0.5, 0, 0), (n + 0.5, 0, 1)) for n in range(8_000)]
    assert shell_of(loose, Budget()) is None
