"""Headings that our words do not know, and what people said of them."""

import pytest

from assessments.carbon.take_off import TakeOffLimits, read_take_off, table_head
from assessments.carbon.take_off_columns import heading_key
from tests.assessments.carbon.test_take_off_layouts import as_workbook, said, saved

ROWS = [
    ["Guesthouse", None, None, None],
    ["Stuff used", "How much", "Measured in", "Remark"],
    ["Concrete C30", 12.5, "m3", "slab"],
    ["Brick wall", 3, "m2", ""],
]
SAID = {"stuff used": "material", "how much": "quantity", "measured in": "unit"}
AS_TEXT = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in ROWS).encode()
BOTH = pytest.mark.parametrize("data", [AS_TEXT, saved(as_workbook(ROWS))], ids=["text", "workbook"])


def codes(take_off):
    return [finding.code for finding in take_off.findings]


@BOTH
def test_a_refusal_names_the_columns_it_saw(data):
    refused = read_take_off(data, "bill")
    assert codes(refused).count("take-off-missing-column") == 3  # material, quantity, unit
    finding = next(one for one in refused.findings if one.code == "take-off-missing-column")
    assert "Stuff used, How much, Measured in, Remark" in finding.message["en"]
    assert "Stuff used, How much, Measured in, Remark" in finding.message["zh-hans"]


@BOTH
def test_headings_are_read_as_people_said_and_that_is_told(data):
    take_off = read_take_off(data, "bill", said=SAID)
    assert take_off.accepted
    assert said(take_off) == ["Unassigned|Concrete C30|12.5|m3", "Unassigned|Brick wall|3|m2"]
    assert take_off.said == (
        ("Stuff used", "material"),
        ("How much", "quantity"),
        ("Measured in", "unit"),
    )
    told = next(one for one in take_off.findings if one.code == "take-off-columns-said")
    assert "Stuff used → material" in told.message["en"]
    assert "Stuff used → material" in told.message["zh-hans"]


@BOTH
def test_the_head_of_a_table_is_its_likeliest_row_with_the_rows_below(data):
    head = table_head(data, "bill", TakeOffLimits())
    assert (head.line, head.header) == (2, ("Stuff used", "How much", "Measured in", "Remark"))
    assert head.rows == (("Concrete C30", "12.5", "m3", "slab"), ("Brick wall", "3", "m2", ""))


def test_what_people_said_goes_before_our_words():
    data = b"material,Kind,quantity,unit\nlot 7,Brick,2,m3\n"
    assert said(read_take_off(data, "bill")) == ["Unassigned|lot 7|2|m3"]
    assert said(read_take_off(data, "bill", said={"kind": "material"})) == ["Unassigned|Brick|2|m3"]


def test_a_heading_said_to_be_a_quantity_keeps_the_unit_in_its_brackets():
    data = "Stuff,Poured (m³)\nConcrete,2\n".encode()
    words = {"stuff": "material", heading_key("Poured (m³)"): "volume"}
    assert said(read_take_off(data, "bill", said=words)) == ["Unassigned|Concrete|2|m3"]


def test_two_headings_said_to_be_one_column_are_refused():
    take_off = read_take_off(
        b"A,B,quantity,unit\nx,y,1,m3\n", "bill", said={"a": "material", "b": "material"}
    )
    assert "take-off-column-twice" in codes(take_off)


def test_what_was_said_of_other_headings_changes_nothing():
    data = b"material,quantity,unit\nBrick,2,m3\n"
    assert read_take_off(data, "bill", said=SAID) == read_take_off(data, "bill")


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04broken", b"\n\n"])
def test_what_cannot_be_read_has_no_head(data):
    assert table_head(data, "bill", TakeOffLimits()) is None


def test_headings_are_remembered_without_case_width_and_blanks():
    assert heading_key("  Item   TEXT（m³） ") == heading_key("item text(m3)")
