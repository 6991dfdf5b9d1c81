"""The empty take-off as a workbook: filled in it reads, and nothing in it is a formula."""

import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from assessments.carbon.take_off import read_take_off
from assessments.carbon.take_off_columns import OPTIONAL, REQUIRED, header_cells
from assessments.exports.take_off_template import template_workbook

ROW = ["A1", "Frame", "Concrete C30", 12.5, "m3"]


def made(language):
    with translation.override(language):
        return template_workbook(language)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_filled_template_reads_without_a_word_said(language):
    book = load_workbook(io.BytesIO(made(language)))
    book.worksheets[0].append(ROW)
    out = io.BytesIO()
    book.save(out)
    take_off = read_take_off(out.getvalue(), "take-off.xlsx")
    assert [finding.code for finding in take_off.findings] == ["take-off-sheet-chosen"]
    assert [(line.material, line.quantity, line.unit) for line in take_off.lines] == [
        ("Concrete C30", 12.5, "m3")
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_columns_are_those_of_the_csv_and_each_has_a_note(language):
    lines, notes = load_workbook(io.BytesIO(made(language))).worksheets
    assert tuple(cell.value for cell in lines[1]) == header_cells(language)
    rows = list(notes.iter_rows(min_row=2, values_only=True))
    assert tuple(row[0] for row in rows) == header_cells(language)
    assert len(rows) == len(REQUIRED + OPTIONAL)
    assert all(row[2] for row in rows)


def test_the_notes_are_in_the_readers_language():
    english, chinese = (load_workbook(io.BytesIO(made(tag))).worksheets[1] for tag in ("en", "zh-hans"))
    for row in range(1, 14):
        assert english.cell(row, 3).value != chinese.cell(row, 3).value


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_cell_is_a_formula(language):
    for sheet in load_workbook(io.BytesIO(made(language))):
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n", "inlineStr") for cell in row)
