"""The sample guesthouse as the three views print it, beside the table and the arithmetic of docs/whole-life-views.md."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from assessments.carbon.views import View, differences
from assessments.carbon.whole_life import MODULES
from tests.assessments.exports.buildings import guesthouse

DOCS = Path(__file__).parents[3] / "docs" / "whole-life-views.md"
END = ("C2", "C3", "C4")


def printed() -> dict[str, list[str]]:
    """The rows of the sample's table by their first cell."""
    section = (
        DOCS.read_text(encoding="utf-8").split("### The sample guesthouse, side by side")[1].split("## ")[0]
    )
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return {row[0]: row[1:] for row in rows}


def in_print(value: float) -> str:
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def shown(view: View, *modules: str) -> str:
    """The counted terms of modules as the table has them."""
    terms = [term for term in view.terms if term.module in modules]
    if not any(term.counted for term in terms):
        return "not counted"
    gas = " (kgCO2)" if terms[0].gas == "kgCO2" else ""
    return in_print(view.sum_over(modules) or 0.0) + gas


def test_every_number_of_the_table_is_what_the_views_say() -> None:
    table, views = printed(), guesthouse().views
    for module in (name for name in MODULES if name not in END):
        assert table[module.replace("-", "–")] == [shown(view, module) for view in views], module
    assert table["C2–C4"] == [shown(view, *END) for view in views]
    assert table["sum"] == [in_print(view.total_kg or 0.0) for view in views]
    assert table["by area [kg/m²]"] == [in_print(view.total_kg_per_m2 or 0.0) for view in views]


def test_the_steps_between_the_views_are_the_arithmetic_a_reader_follows() -> None:
    uk, eu, cn = guesthouse().views
    steps = {step.name: step.change_kg for step in differences(uk, eu) if step.change_kg}
    assert steps == pytest.approx(
        {
            "B1": -83_480.1 / 6,
            "B2-B3": -21_600 / 6,
            # M07 to M09 once in place of twice: A1–A3 + A4 + A5.3 + C1–C4 of each
            "B4": -(6_880.179176093732 + 2_957.7455393726054 + 8_640.482307593189),
            "B6": -106_866 * 0.5777 * 10,
            "B7": -(3_854 * 0.168) * 10,
        },
        rel=1e-9,
    )
    fallen = {step.name: step.change_kg for step in differences(eu, cn) if step.change_kg}
    assert set(fallen) == {"B1", "B2-B3", "B4", "B6", "B7", *END}
    assert fallen["B6"] == pytest.approx(106_866 * 50 * (0.3648 - 0.5777), rel=1e-9)
    for before, after in ((uk, eu), (eu, cn)):
        changes = [step.change_kg or 0.0 for step in differences(before, after)]
        assert math.fsum((before.total_kg or 0.0, *changes)) == pytest.approx(after.total_kg, rel=1e-12)


def test_a_line_that_is_replaced_is_worked_out_by_hand() -> None:
    """M09: 0.418 t of aluminium frames, 2,000 km by road, wasted by 1 %, 25 years."""
    line = guesthouse().line_lives(60)["M09"]
    mass = 418.0
    every_kg = math.fsum(other.mass_kg or 0.0 for other in guesthouse().lines)
    ends = mass * (6_480 / every_kg + 0.0078 + 0.00068207)  # C1 by mass, C2 100 km, C4 like Danish profile
    made, brought = 0.418 * 20_300, 0.418 * 2_000 * 0.078
    wasted = 0.01 * (made + brought + mass * (0.0078 + 0.00068207))
    assert line.replacements == 2
    assert line.modules["B4"] == pytest.approx(2 * (made + brought + wasted + ends), rel=1e-12)
