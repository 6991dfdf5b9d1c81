"""The Danish generic products of the draft edition: what is counted of them and what is kept out."""

import csv
from pathlib import Path

import pytest

from assessments.carbon.factors import FactorLibrary, Kind
from assessments.carbon.units import Unit

TABLES = Path(__file__).parents[3] / "rules/editions/island-2026-r2/tables"


@pytest.fixture(scope="module")
def rows():
    with (TABLES / "materials_foreign.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def library(rows):
    return FactorLibrary.from_rows(rows)


def test_all_products_are_there_in_known_units(library):
    assert len(library) == 450
    assert {factor.unit for factor in library} == {Unit.M3, Unit.M2, Unit.M, Unit.KG, Unit.PIECE}
    assert all(factor.kind is Kind.FOREIGN_GENERIC and factor.geography == "DK" for factor in library)


def test_every_row_has_names_of_its_own_in_both_languages(library):
    for language in ("en", "zh-hans"):
        assert len({factor.name[language] for factor in library}) == 450
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in factor.name["zh-hans"]) for factor in library)


def test_nothing_below_zero_counts_in_the_product_stage(library):
    assert all((factor.module("A1-A3") or 0) >= 0 for factor in library)


def test_a_ready_mixed_concrete_as_published(library):
    factor = library.get("dk-b1433")
    assert [factor.module(name) for name in ("A1-A3", "A4", "C3", "C4", "D")] == [241, None, 6.73, 4.97, -4.6]
    assert (factor.density_kg_per_m3, factor.service_life_key, factor.stands_for) == (
        2246,
        "structure",
        "concrete-c30",
    )


def test_per_thousand_kilograms_becomes_per_kilogram(library):
    # structural steel: 1 125 kgCO2e per 1 000 kg
    factor = library.get("dk-g0086")
    assert (factor.unit, factor.module("A1-A3"), factor.module("D")) == (Unit.KG, 1.125, -0.4134)


def test_sawn_timber_is_split_by_its_mass_and_moisture(library, rows):
    # spruce, 481.6 kg/m3 at 12 % moisture: dry 430 kg, stored 430 / 2 · 44/12 = 788.3333 kgCO2
    # A1–A3: −693.836 + 788.3333 = 94.4973; C3: 876.037 − 788.3333 = 87.7037
    factor = library.get("dk-g0536")
    assert factor.biogenic_kgco2_per_unit == pytest.approx(788.3333, abs=1e-4)
    assert factor.module("A1-A3") == pytest.approx(94.4973, abs=1e-4)
    assert factor.module("C3") == pytest.approx(87.7037, abs=1e-4)
    row = next(row for row in rows if row["key"] == "dk-g0536")
    assert (row["stated_a1_a3_kgco2e_per_unit"], row["stated_c3_kgco2e_per_unit"]) == ("-693.836", "876.037")


@pytest.mark.parametrize("key", ["dk-b1318", "dk-g0369", "dk-g0457", "dk-g1292"])
def test_bio_based_products_without_moisture_are_shown_and_not_counted(library, key):
    factor = library.get(key)
    assert "biogenic-netted" in factor.remarks
    assert factor.module("A1-A3") is factor.module("C3") is None


def test_figures_of_another_unit_and_of_no_process_are_left_out(library):
    # OSB per m3 carries the incineration of one kilogram; a ground probe the empty waste process
    assert library.get("dk-g1292").stated("D") is None
    assert library.get("dk-g0224").module("C3") is None
    assert library.get("dk-g0224").remarks == ("empty-waste-process",)


def test_a_mass_in_grams_is_not_taken_for_kilograms(library):
    assert library.get("dk-g0785").mass_kg_per_unit is None


def test_the_generic_factors_they_stand_for_are_in_the_edition(rows):
    with (TABLES / "materials.csv").open(encoding="utf-8", newline="") as file:
        local = {row["key"] for row in csv.DictReader(file)}
    assert {row["stands_for"] for row in rows} - {""} <= local


def test_keys_of_waste_and_service_lives_are_in_the_edition(rows):
    for name, column in (("waste_rates.csv", "waste_key"), ("service_lives.csv", "service_life_key")):
        with (TABLES / name).open(encoding="utf-8", newline="") as file:
            known = {row["key"] for row in csv.DictReader(file)}
        assert {row[column] for row in rows} - {""} <= known


def test_properties_are_densities_of_generic_materials_and_no_conductivity_of_metals():
    with (TABLES / "material_properties.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["key"]: row for row in csv.DictReader(file)}
    assert all(
        0 < float(row["density_low_kg_per_m3"]) <= float(row["density_high_kg_per_m3"])
        for row in rows.values()
    )
    # the list's figures for metals have lost their decimal point (160 000 for 160 W/(m·K))
    assert rows["aluminium-sheet-plain"]["conductivity_w_per_m_k"] == ""
    assert (rows["stone-wool"]["density_low_kg_per_m3"], rows["stone-wool"]["density_high_kg_per_m3"]) == (
        "32",
        "160",
    )


def test_both_tables_together_leave_every_name_clear(rows):
    with (TABLES / "materials.csv").open(encoding="utf-8", newline="") as file:
        local = list(csv.DictReader(file))
    together = FactorLibrary.from_rows([*local, *rows])
    for factor in together:
        for name in factor.name.values():
            found = together.match(name, suggest=False).factor
            assert found is not None
            # nine Danish rows give way to the Chinese one they stand for
            assert found.key in (factor.key, factor.stands_for)
