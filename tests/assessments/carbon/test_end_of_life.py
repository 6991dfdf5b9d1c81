"""Materials treated alike at their end: what an edition's rows may say, and what of a factor they stand in for."""

from __future__ import annotations

import pytest

from assessments.carbon.end_of_life import EndOfLife, treated_like_from_rows
from assessments.carbon.factor import Factor
from assessments.carbon.transport import Transport
from assessments.factors import factors_of, parameters_of
from tests.assessments.carbon.lives import EDITION, product

PANEL = product("panel", "m2", 10.0, mass_kg_per_unit=20.0, other_modules={"C3": 4.0})
BEAM = product("beam", "kg", 1.0, other_modules={"C3": 0.1, "C4": 0.2})
BARE = product("bare", "t", 1.0, other_modules={})
PIECE = product("piece", "piece", 1.0, other_modules={"C3": 1.0, "C4": 1.0})
FACTORS = {factor.key: factor for factor in (PANEL, BEAM, BARE, PIECE)}


def row(
    like: str, c3: object = "", c4: object = "", material: str = "bare", **more: object
) -> dict[str, object]:
    return {
        "material": material, "like": like, "c3_kgco2e_per_kg": c3, "c4_kgco2e_per_kg": c4, "status": "P", **more
    }  # fmt: skip


def ends_of(factor: Factor, *rows: dict[str, object]) -> dict[str, float | None]:
    """C3 and C4 of ten units that weigh 300 kg."""
    end = EndOfLife(Transport({}, {}), None, treated_like_from_rows(rows, FACTORS))
    found = end.of(factor, 10.0, 300.0).kgco2e
    return {module: found[module] for module in ("C3", "C4")}


def test_by_mass_and_what_the_other_material_does_not_state_is_the_editions() -> None:
    # 300 kg · 4/20 kgCO2e/kg
    assert ends_of(BARE, row("panel", c4=0)) == pytest.approx({"C3": 60.0, "C4": 0.0})
    assert ends_of(BARE, row("beam")) == pytest.approx({"C3": 30.0, "C4": 60.0})
    assert ends_of(BARE) == {"C3": None, "C4": None}
    assert ends_of(BARE, row("beam", status="M")) == {"C3": None, "C4": None}


def test_a_declaration_that_stands_for_a_material_ends_like_it() -> None:
    own = product("set.bare", "t", 1.0, other_modules={}, stands_for="bare")
    assert ends_of(own, row("beam")) == pytest.approx({"C3": 30.0, "C4": 60.0})
    assert ends_of(own, row("beam", material="panel")) == {"C3": None, "C4": None}


def test_a_factor_that_states_one_of_them_speaks_for_itself() -> None:
    assert ends_of(PANEL, row("beam", material="panel")) == {"C3": 40.0, "C4": None}


@pytest.mark.parametrize(
    ("given", "c3", "c4"),
    [
        (row("panel"), 60.0, None),
        (row("beam", c3=1), 300.0, 60.0),
        (row("nobody", c4=0), None, 0.0),
        (row("piece"), None, None),  # nobody knows what a piece weighs
    ],
)
def test_what_neither_the_row_nor_the_other_material_gives_is_not_known(
    given: dict[str, object], c3: float | None, c4: float | None
) -> None:
    found = ends_of(BARE, given)
    assert (found["C3"], found["C4"]) == (pytest.approx(c3) if c3 else c3, pytest.approx(c4) if c4 else c4)


def test_the_edition_says_why_of_every_value() -> None:
    ends = parameters_of(EDITION).end_of_life
    assert ends is not None
    brick = next(factor for factor in factors_of(EDITION) if factor.key == "brick-shale-hollow")
    said = ends.of(brick, 1.0, 1_400.0)
    # like Danish facing brick, 13.207 kgCO2e/m3 of 1,800 kg
    assert said.kgco2e["C3"] == pytest.approx(1_400 * 13.207 / 1_800)
    assert "treated like dk-g0116 (P)" in said.origins["C3"].en
    assert "it goes another way (P)" in said.origins["C4"].en
