"""A formula's unit and its first mistake, while the rest of the draft may be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.formula_checks import Wanted, check_formula, check_unit
from rules.vocabulary import Vocabulary, vocabulary

ISLAND = Path(__file__).parents[2] / "rules" / "editions" / "island-2026-r0"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {
        path.relative_to(ISLAND).as_posix(): path.read_text(encoding="utf-8")
        for path in ISLAND.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def names(texts: dict[str, str]) -> Vocabulary:
    return vocabulary(texts)


def test_a_total_where_an_intensity_is_needed(names: Vocabulary) -> None:
    # kgCO2e against kgCO2e/m2 leaves m2, the unit of the areas; the first of them is the gross internal area.
    note = check_formula(names, "upfront_a1_a3_kgco2e", Wanted(unit="kgCO2e/m2"))
    assert note.unit == "kgCO2e"
    assert note.finding is not None
    assert note.finding.code == "formula-unit-divide"
    assert note.finding.remedy["en"].startswith("Divide by a quantity that brings the right unit: gia_m2")
    mended = check_formula(names, "upfront_a1_a3_kgco2e / gia_m2", Wanted(unit="kgCO2e/m2"))
    assert (mended.unit, mended.finding) == ("kgCO2e/m2", None)


@pytest.mark.parametrize(
    ("formula", "wanted", "code"),
    [
        ("site_eui_kwh_per_m2_yr", Wanted(unit="kWh/yr"), "formula-unit-multiply"),
        ("gia_m2", Wanted(unit="W*kg"), "formula-unit"),
        ("1 - 0.2", Wanted(unit="%", exact=True), "formula-unit-size"),
        ("site_eui", Wanted(unit="kWh/m2/yr"), "name-unknown"),
        ("gia_m2 +", Wanted(), "expression-unreadable"),
        ('works == "new"', Wanted("boolean"), None),
        ("gia_m2", Wanted("boolean"), "kind-wrong"),
        ("20", Wanted(unit="kWh/m2/yr", exact=True), None),
        ('lookup("eui_context", typology, works, 2030)', Wanted(unit="kWh/m2/yr"), "table-use-wrong"),
        ('lookup("eui_context", typology, works, 2030)', Wanted(unit="kWh/m2/yr", context=True), None),
    ],
)
def test_first_mistake(names: Vocabulary, formula: str, wanted: Wanted, code: str | None) -> None:
    finding = check_formula(names, formula, wanted).finding
    assert (finding and finding.code) == code


def test_names_survive_mistakes_elsewhere(texts: dict[str, str]) -> None:
    """One metric without a unit and a broken table take away themselves only; a broken file takes away its own names."""
    broken = {
        **texts,
        "metrics.yaml": texts["metrics.yaml"].replace(
            "  unit: m2\n  source: declared\n  above: 0\n", "  source: declared\n", 1
        ),
        "tables/materials.csv": "key\nx\n",
    }
    names = vocabulary(broken)
    assert "gia_m2" not in names.metrics
    assert "roof_area_m2" in names.metrics
    assert "upfront_carbon_limits" in names.tables
    assert "roof_area_m2" not in vocabulary({**texts, "metrics.yaml": "a: ["}).names
    assert vocabulary({}).metrics == {}


def test_units() -> None:
    assert check_unit("kgCO2e/m2") is None
    finding = check_unit("kgCO2e/sqm")
    assert finding is not None
    assert finding.code == "unit-unknown"
