"""The workbook, worked out again from its given cells alone, gives what the service says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments.carbon.whole_life import MODULES, OF_A_LINE
from assessments.exports.ledger import Ledger
from assessments.exports.workbook import total_name, workbook
from tests.assessments.exports.buildings import PERIODS, guesthouse, guesthouse_before, house, office
from tests.assessments.exports.spreadsheet import Spreadsheet

BUILDINGS = pytest.mark.parametrize("building", [office, house, guesthouse, guesthouse_before])


@BUILDINGS
def test_every_total_is_worked_out_again(building):
    ledger: Ledger = building()
    sheet = Spreadsheet(workbook(ledger))
    for period in PERIODS:
        for module in MODULES:
            said = ledger.lives[period].modules[module]
            found = sheet.named(total_name(module, period))
            assert found == ("not known" if said is None else pytest.approx(said, rel=1e-9)), module
    assert sheet.formulas > 3 * len(ledger.lines)


def test_nothing_of_the_sample_is_unknown_and_no_rounding_stands_beside_its_lines():
    sheet = Spreadsheet(workbook(guesthouse()))
    for period in PERIODS:
        assert all(isinstance(sheet.named(total_name(module, period)), int | float) for module in MODULES)
        beside = {
            module: sheet.named(f"Beside_{module.replace('-', '_').replace('.', '_')}_{period}yr")
            for module in OF_A_LINE
        }
        # the lines hold every one of them but what escapes of the refrigerants: 15 % of 27,826.7
        assert {module: value for module, value in beside.items() if value} == {
            "C1": pytest.approx(4_174.005)
        }


@BUILDINGS
def test_every_view_is_worked_out_again(building):
    ledger: Ledger = building()
    sheet = Spreadsheet(workbook(ledger))
    for view in ledger.views:
        key = view.recipe.key.upper()
        for name, said in (
            ("A1_A5_kg_per_m2", view.upfront_kg_per_m2),
            ("Total_kg_per_m2", view.total_kg_per_m2),
            ("Total_kg_per_m2_yr", view.total_kg_per_m2_yr),
        ):
            found = sheet.named(f"{key}_{name}")
            assert found == ("not known" if said is None else pytest.approx(said, rel=1e-9)), (key, name)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "＝"])
def test_no_text_becomes_a_formula(start):
    evil = f"{start}HYPERLINK(1)"
    line = replace(house().lines[0], material=evil, element=evil)
    ledger = replace(house(), name=evil, lines=(line, *house().lines[1:]))
    sheet = Spreadsheet(workbook(ledger))
    for address in ("Lines!B3", "Lines!C3", "Building!B1"):
        name, cell = address.split("!")
        found = sheet.book[name][cell]
        assert (found.data_type, str(found.value)[0]) == ("s", "'")


def test_a_line_named_like_a_formula_stays_text():
    assert Spreadsheet(workbook(house())).book["Lines"]["A5"].value == "'=E1"
