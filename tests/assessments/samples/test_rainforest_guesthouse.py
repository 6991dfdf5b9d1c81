"""The sample design is whole: its files read without errors, agree with one another and give a plausible building."""

import csv
from pathlib import Path

import pytest

from assessments.carbon.declared import read_declared
from assessments.carbon.factors import FactorLibrary
from assessments.carbon.life_cycle import UpfrontParameters, upfront_carbon, waste_rates_from_rows
from assessments.carbon.refrigerants import GwpTable, refrigerant_totals
from assessments.carbon.take_off import read_take_off
from assessments.carbon.transport import Transport
from energyplus_runs.simulation.installation import find_engine
from energyplus_runs.simulation.intake import examine

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "assessments" / "samples" / "rainforest-guesthouse"
TABLES = ROOT / "rules" / "editions" / "island-2026-r0" / "tables"


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def take_off():
    return read_take_off((SAMPLE / "take_off.csv").read_bytes(), "take_off.csv")


@pytest.fixture(scope="module")
def declared():
    return read_declared((SAMPLE / "declared.yaml").read_bytes(), "declared.yaml")


@pytest.fixture(scope="module")
def model():
    return examine((SAMPLE / "guesthouse.idf").read_bytes(), "guesthouse.idf", find_engine(None))


@pytest.fixture(scope="module")
def upfront(take_off, declared):
    transport = Transport.from_rows(rows("transport_factors.csv"), rows("default_legs.csv"))
    parameters = UpfrontParameters(transport, waste_rates_from_rows(rows("waste_rates.csv")), "default", 40.0)
    library = FactorLibrary.from_rows(rows("materials.csv"))
    return upfront_carbon(take_off.lines, library, parameters, declared.subject.gia_m2)


def quantity(take_off, line_id: str) -> float:
    return next(line.quantity for line in take_off.lines if line.line_id == line_id)


def test_all_three_files_read_without_findings(take_off, declared, model):
    assert take_off.findings == ()
    assert declared.findings == ()
    assert {finding.code for finding in model.findings} == {
        "cooling-set-point-off"
    }  # the restaurant's, at night
    assert model.accepted


def test_declared_area_agrees_with_the_model(declared, model):
    assert declared.subject.gia_m2 == pytest.approx(model.summary.floor_area_m2, rel=0.02)
    assert sum(use.gia_m2 for use in declared.subject.uses) == declared.subject.gia_m2


def test_quantities_agree_with_the_model(take_off, model):
    summary = model.summary
    opaque_m2 = summary.exterior_wall_area_m2 - summary.window_area_m2
    assert quantity(take_off, "E03") == pytest.approx(summary.window_area_m2, rel=1e-6)
    assert quantity(take_off, "E01") == pytest.approx(
        opaque_m2 * 0.24 * 0.82, rel=1e-3
    )  # 82 % of the wall is brick
    assert quantity(take_off, "S03") == pytest.approx(summary.exterior_roof_area_m2 * 0.15, rel=1e-6)
    partition = next(item for item in summary.constructions if item.name.startswith("Partition"))
    assert quantity(take_off, "P01") == pytest.approx(partition.area_m2 * 0.2 * 0.82, rel=1e-3)


def test_model_is_of_the_size_and_kind_it_says(model, declared):
    assert len(model.summary.zones) == 21
    assert model.summary.combustion == ()
    assert declared.combustion_count == 0
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in zone.name) for zone in model.summary.zones)


def test_every_material_has_its_factor_and_the_total_is_plausible(upfront, declared):
    assert upfront.unmatched == ()
    assert 400 < upfront.total / declared.subject.gia_m2 < 650


def test_upfront_carbon_is_what_the_readme_says(upfront):
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    per_m2 = {name: getattr(upfront, name) / 2160 for name in ("a1_a3", "a4", "a5_2", "a5_3", "total")}
    for value in per_m2.values():
        assert f"{value:.1f}" in text


def test_every_line_of_the_take_off_has_its_sum_in_the_readme(take_off):
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    assert [line.line_id for line in take_off.lines if f"| {line.line_id} |" not in text] == []


def test_refrigerants_are_known(declared):
    # (30.8 + 4.0 + 1.8 + 4.5) kg · 677 + 2.0 kg · 1 = 41.1 · 677 + 2 = 27,826.7 kgCO2e
    totals = refrigerant_totals(declared.refrigerants, GwpTable.from_rows(rows("refrigerants.csv")))
    assert totals.max_gwp == 677.0
    assert totals.charge_kgco2e == pytest.approx(27_826.7)
