"""Data sets that an organisation brings: what is read of them, what is refused and where."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.carbon.factors_dataset import COLUMNS, FINDINGS, MOST_BYTES, template_csv
from assessments.carbon.factors_gwp import climate_cells
from assessments.carbon.factors_reading import read_dataset
from assessments.carbon.factors_rows import factor_from_row
from assessments.carbon.units import Unit

FILES = Path(__file__).parent / "datasets"
TODAY = date(2026, 6, 1)
GOOD = {
    "key": "brick-a",
    "name_en": "Brick A",
    "unit": "m3",
    "a1_a3_kgco2e_per_unit": "200",
    "declaration": "EX-1",
    "publisher": "Example programme",
    "valid_until": "2030-01-01",
}


def csv_of(*rows, columns=COLUMNS):
    lines = [",".join(columns)]
    lines += [",".join(row.get(column, "") for column in columns) for row in rows]
    return "\n".join(lines).encode()


def read(data, name="set.csv", unit=None):
    return read_dataset(data, name, TODAY, unit)


def codes(read_set):
    return {finding.code for finding in read_set.findings}


def xml(name="specific_a2.xml"):
    return (FILES / name).read_bytes()


def test_csv_per_declared_quantity():
    # 500 kgCO2e and 4 700 kg for 2 m3: 250 kgCO2e/m3 and 2 350 kg/m3
    row = {**GOOD, "declared_quantity": "2", "a1_a3_kgco2e_per_unit": "500", "mass_kg_per_unit": "4700"}
    read_set = read(csv_of({**row, "c4_kgco2e_per_unit": "5", "d_kgco2e_per_unit": "-3"}))
    factor = factor_from_row(read_set.rows[0])
    assert read_set.accepted
    assert (factor.module("A1-A3"), factor.module("C4"), factor.module("D")) == (250.0, 2.5, -1.5)
    assert factor.module("C3") is None
    assert factor.mass_kg_per_unit == 2350.0
    assert factor.valid_until == date(2030, 1, 1)


def test_ilcd_counts_fossil_and_land_use_and_shows_what_is_not_assessed_as_unknown():
    factor = factor_from_row(read(xml(), "clt.xml", Unit.M3).rows[0])
    # (150 + 20 + 28 + 1.5 + 0.25 + 0.25) / 2 m3 = 100; C3 of the default scenario: 16 / 2 = 8; D: (−790 − 10) / 2
    assert factor.module("A1-A3") == pytest.approx(100.0, rel=1e-12)
    assert (factor.module("C3"), factor.module("C4"), factor.module("D")) == (8.0, 0.0, -400.0)
    assert factor.module("A4") is None
    assert factor.name == {"en": "Cross-laminated timber", "zh-hans": "正交胶合木"}
    assert (factor.kind, factor.geography, factor.year) == ("specific", "CN", 2024)
    assert factor.valid_until == date(2029, 12, 31)
    assert factor.biogenic_kgco2_per_unit is None


def test_the_parts_of_the_climate_indicator_are_kept_beside_what_counts():
    # fossil 150 + 20 + 28 and land use 1.5 + 0.25 + 0.25, of 2 m3; nothing is stated of the biogenic part
    assert factor_from_row(read(xml(), "clt.xml", Unit.M3).rows[0]).gwp_parts == {
        "a1_a3_fossil": 99.0,
        "a1_a3_luluc": 1.0,
    }
    parts = {"a1_a3_fossil": "195", "a1_a3_luluc": "5", "a1_a3_biogenic": "-80", "c_biogenic": "80"}
    cells = {f"{name}_kgco2e_per_unit": value for name, value in parts.items()}
    factor = factor_from_row(read(csv_of({**GOOD, "declared_quantity": "1", **cells})).rows[0])
    assert factor.gwp_parts == {name: float(value) for name, value in parts.items()}
    foreign = replace(factor, uplift=0.1)
    assert foreign.gwp_part("a1_a3_fossil") == pytest.approx(214.5)
    # what is taken up leaves again: an uplift on one of them alone would leave a rest
    assert foreign.gwp_part("a1_a3_biogenic") == -80.0
    assert foreign.gwp_part("c_biogenic") == 80.0
    wrong = {**GOOD, **cells, "a1_a3_luluc_kgco2e_per_unit": "50"}
    assert "factors-parts-differ" in codes(read(csv_of(wrong)))


def test_the_biogenic_part_of_the_end_is_known_where_all_of_it_is_stated():
    biogenic = {"A1-A3": -80.0, "C1": 0.0, "C2": 0.0, "C3": 79.5, "C4": 0.5}
    cells, _ = climate_cells({"fossil": {"A1-A3": 10.0}, "luluc": {"A1-A3": 1.0}, "biogenic": biogenic}, None)
    assert cells["c_biogenic_kgco2e_per_unit"] == "80.0"
    assert cells["a1_a3_biogenic_kgco2e_per_unit"] == "-80.0"
    assert cells["a1_a3_kgco2e_per_unit"] == "11.0"
    del biogenic["C2"]
    cells, _ = climate_cells({"biogenic": biogenic, "total": {"A1-A3": -69.0}}, None)
    assert "c_biogenic_kgco2e_per_unit" not in cells
    assert "a1_a3_fossil_kgco2e_per_unit" not in cells


def test_ilcd_needs_its_unit_said():
    assert codes(read(xml(), "clt.xml")) == {"factors-unit-not-said"}


def test_ilcd_of_the_first_amendment_counts_its_one_gwp_and_says_so():
    old = xml().replace(b"6a37f984-a4b3-458a-a20a-64418c145fa2", b"77e416eb-a363-4258-a04e-171d843a6460")
    for split in (b"5f635281-343e-44fb-83df-1971b155e6b6", b"4331bbdb-978a-490d-8707-eeb047f01a55"):
        old = old.replace(split, b"other")
    read_set = read(old.replace(b">-1300<", b">130<"), "old.xml", Unit.M3)
    assert factor_from_row(read_set.rows[0]).module("A1-A3") == 65.0
    assert "factors-total-only" in codes(read_set)
    negative = read(old, "old.xml", Unit.M3)
    assert "factors-negative-product" in codes(negative)
    assert factor_from_row(negative.rows[0]).module("A1-A3") is None


@pytest.mark.parametrize(("place", "kind"), [(b"CN", "local-generic"), (b"DE", "foreign-generic")])
def test_an_average_is_no_single_product(place, kind):
    average = (
        xml()
        .replace(b"specific dataset", b"average dataset")
        .replace(b'location="CN"', b'location="' + place + b'"')
    )
    assert factor_from_row(read(average, "a.xml", Unit.M3).rows[0]).kind == kind


def test_several_scenarios_without_a_default_are_not_guessed_between():
    read_set = read(xml().replace(b'epd:default="true"', b""), "clt.xml", Unit.M3)
    assert "factors-several-scenarios" in codes(read_set)
    assert factor_from_row(read_set.rows[0]).module("C3") is None


def test_openepd_reads_the_european_method():
    read_set = read((FILES / "concrete.openepd.json").read_bytes(), "c.json")
    factor = factor_from_row(read_set.rows[0])
    # (498 + 0.5) / 2 m3 = 249.25; A4 has no land use stated and stays unknown
    assert (factor.module("A1-A3"), factor.module("A4"), factor.module("C4")) == (249.25, None, 2.5)
    assert (factor.mass_kg_per_unit, factor.geography, factor.year) == (2350.0, "CN-HI", 2025)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"key": "Brick A"}, "factors-bad-key"),
        ({"key": ""}, "factors-value-missing"),
        ({"name_en": ""}, "factors-value-missing"),
        ({"name_en": "x" * 301}, "factors-text-too-long"),
        ({"unit": "bushel"}, "factors-unknown-unit"),
        ({"a1_a3_kgco2e_per_unit": "1,5"}, "factors-not-a-number"),
        ({"a1_a3_kgco2e_per_unit": "nan"}, "factors-not-a-number"),
        ({"a1_a3_kgco2e_per_unit": "1e999"}, "factors-not-a-number"),
        ({"a1_a3_kgco2e_per_unit": ""}, "factors-nothing-stated"),
        ({"declared_quantity": "0"}, "factors-not-positive"),
        ({"mass_kg_per_unit": "-1"}, "factors-not-positive"),
        ({"mass_kg_per_unit": "2000", "density_kg_per_m3": "1000"}, "factors-mass-differs"),
        ({"kind": "mine"}, "factors-unknown-kind"),
        ({"declaration": ""}, "factors-specific-without-declaration"),
        ({"valid_until": "next year"}, "factors-bad-date"),
        ({"published_on": "2031-01-01"}, "factors-dates-reversed"),
        ({"year": "2024.5"}, "factors-not-a-number"),
    ],
)
def test_each_wrong_cell_is_told_with_its_line_and_field(change, code):
    row = {**GOOD, **change}
    read_set = read(csv_of(*(dict(row),)).replace(b"1,5", b'"1,5"'))
    assert not read_set.accepted
    found = next(finding for finding in read_set.findings if finding.code == code)
    assert found.where.line == 2
    assert found.where.field is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"a1_a3_kgco2e_per_unit": "-664"}, "factors-negative-product"),
        ({"valid_until": "2026-05-31"}, "factors-expired"),
        ({"valid_until": ""}, "factors-without-validity"),
        ({"a1_a3_kgco2e_per_unit": "", "c4_kgco2e_per_unit": "1"}, "factors-without-product-stage"),
    ],
)
def test_what_is_accepted_with_a_warning(change, code):
    read_set = read(csv_of({**GOOD, **change}))
    assert read_set.accepted
    assert code in codes(read_set)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "upload-empty"),
        (template_csv(), "factors-file-empty"),
        (b"key,name_en\nx,y", "factors-column-missing"),
        (csv_of(GOOD, GOOD), "factors-key-twice"),
        (csv_of(GOOD) + b'\n"open', "factors-bad-csv"),
        (b"x" * (MOST_BYTES + 1), "factors-file-too-large"),
        (b"a\n" * 6000, "factors-too-many"),
        (b"PK\x03\x04" + b"\x00" * 50, "upload-is-a-workbook"),
        (b"<a>", "factors-bad-xml"),
        (b"<html/>", "factors-not-ilcd"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><processDataSet>&b;</processDataSet>', "factors-xml-forbidden"),
        (b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><processDataSet/>', "factors-xml-forbidden"),
        (b"<processDataSet/>", "factors-no-climate-indicator"),
        (b"<a>" * 100_000, "factors-bad-xml"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "factors-bad-xml"),
        (b"{", "factors-bad-json"),
        (b'{"declared_unit": NaN}', "factors-bad-json"),
        (b"[" * 100_000, "factors-bad-json"),
        (b"[]", "factors-not-openepd"),
        (b'{"declared_unit": {"qty": 1, "unit": "m3"}}', "factors-no-climate-indicator"),
    ],
    ids=lambda value: f"{len(value)}-bytes" if isinstance(value, bytes) else value,
)
def test_files_that_are_refused(data, code):
    read_set = read(data, "x", Unit.M3)
    assert code in codes(read_set)
    assert not read_set.accepted


@pytest.mark.parametrize("sign", [rb"\u0000", rb"\ud800"])
def test_signs_that_no_database_keeps_are_refused(sign):
    data = (FILES / "concrete.openepd.json").read_bytes().replace(b"Ready-mixed", b"Ready" + sign)
    read_set = read(data, "c.json")
    assert "factors-bad-characters" in codes(read_set)
    assert read_set.rows == ()


def test_an_impact_in_another_unit_is_refused():
    data = (FILES / "concrete.openepd.json").read_bytes().replace(b'"kgCO2e"', b'"lbCO2e"')
    assert "factors-wrong-impact-unit" in codes(read(data, "c.json"))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<", b"{", template_csv()]))
def test_no_bytes_break_the_reader(rest, start):
    read_set = read(start + rest, "x", Unit.KG)
    assert read_set.rows == () or read_set.findings is not None


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1e6), st.floats(0.01, 1e4))
def test_what_is_stated_for_more_of_it_is_the_same_per_unit(carbon, quantity):
    one = read(csv_of({**GOOD, "a1_a3_kgco2e_per_unit": repr(carbon)}))
    many = {"a1_a3_kgco2e_per_unit": repr(carbon * quantity), "declared_quantity": repr(quantity)}
    more = read(csv_of({**GOOD, **many}))
    assert factor_from_row(more.rows[0]).module("A1-A3") == pytest.approx(
        factor_from_row(one.rows[0]).module("A1-A3"), rel=1e-12, abs=1e-12
    )


@pytest.mark.parametrize(("declaration", "status"), [("EX-1", "F1"), ("", "F2")])
def test_a_figure_without_a_document_to_cite_is_a_transcription(declaration, status):
    read_set = read(csv_of({**GOOD, "kind": "local-generic", "declaration": declaration}))
    assert factor_from_row(read_set.rows[0]).source_status == status


def test_every_code_has_its_texts():
    assert all(code.startswith("factors-") for code in FINDINGS.codes())
