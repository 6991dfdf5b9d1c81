"""Two texts of one model compared: what cancels out, what is told, where it ends."""

from __future__ import annotations

from energyplus_runs.simulation.model_diff import model_diff

BEFORE = "Version,25.2;\nTimestep,4;\nZone,A;\nZone,B;\n"


def test_comments_order_and_layout_are_no_difference() -> None:
    assert model_diff(BEFORE, "Zone,\n  B; !- Name\nZone,A;\nTimestep,4;\nVersion,25.2;\n").lines == ()


def test_a_changed_field_is_told_with_its_object() -> None:
    lines = model_diff(BEFORE, BEFORE.replace("Timestep,4", "Timestep,6")).lines
    assert lines == ("--- Timestep", "+++ Timestep", "@@ -1,2 +1,2 @@", " Timestep,", "-  4;", "+  6;")


def test_twins_are_counted() -> None:
    lines = model_diff("Zone,A;\nZone,A;\n", "Zone,A;\n").lines
    assert [line for line in lines if line.startswith("-  ")] == ["-  A;"]


def test_a_long_difference_ends_and_says_how_much_is_left_out() -> None:
    many = "".join(f"Zone,Z{number};\n" for number in range(4000))
    diff = model_diff(many, "", most_lines=100)
    assert len(diff.lines) == 100
    # Two heads and, of 4,000 objects of two lines with 3,999 empty ones between them, 11,999 lines
    assert diff.left_out == 2 + 11_999 - 100
