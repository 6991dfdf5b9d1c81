"""Header layouts and unit words as offices send them, as text and as workbooks."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from assessments.carbon.take_off import read_take_off
from assessments.carbon.take_off_text import repeated_lines, take_off_text
from assessments.carbon.units import to_measure, to_unit

_ROWS = Path(__file__).with_name("layouts.tsv").read_text(encoding="utf-8").splitlines()[1:]
LAYOUTS = [row.split("\t") for row in _ROWS]


def as_workbook(rows: list[list[object]], title: str = "Sheet1") -> Workbook:
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    return workbook


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def said(take_off) -> list[str]:
    return [f"{line.element}|{line.material}|{line.quantity:.12g}|{line.unit}" for line in take_off.lines]


def test_there_are_fifty_layouts():
    assert len(LAYOUTS) == 50


@pytest.mark.parametrize(("header", "row", "read"), LAYOUTS)
def test_layouts_read_alike_as_text_and_as_workbook(header, row, read):
    # a title and a blank row above, as most offices have them
    as_text = f"Guesthouse\n\n{header}\n{row}\n".replace("|", "\t").encode()
    rows = [["Guesthouse"], [], header.split("|"), row.split("|")]
    for data in (as_text, saved(as_workbook(rows))):
        take_off = read_take_off(data, "bill")
        assert take_off.accepted, take_off.findings
        assert said(take_off) == [read]
        assert take_off.interpreted
        again = read_take_off(take_off_text(take_off.lines), "again")
        assert (said(again), again.findings, again.interpreted) == ([read], (), False)


@pytest.mark.parametrize("word", ["ton", "bushel", "m4", "0m2", "项", "kg/m3", "1000", "", "m2 m3"])
def test_units_that_mean_several_things_or_none_are_not_known(word):
    assert to_measure(word) is None


def test_a_unit_that_has_to_be_converted_is_not_taken_one_for_one():
    assert (to_unit("100m2"), to_unit("ft"), to_unit("lm")) == (None, None, "m")
    # 1 ft3 = 0.3048^3 m3; 1 yd3 = 27 ft3; 1 yd2 = 9 ft2
    assert to_measure("cf").multiple == pytest.approx(0.3048**3, rel=1e-15)
    assert to_measure("cy").multiple == pytest.approx(27 * 0.3048**3, rel=1e-15)
    assert to_measure("sy").multiple == pytest.approx(9 * 0.3048**2, rel=1e-15)


def test_the_mass_of_one_unit_follows_the_conversion():
    text = "element,material,quantity,unit,mass_kg_per_unit\nWall,Brick,2,1000块,2500\n"
    (line,) = read_take_off(text.encode(), "bill.csv").lines
    assert (line.quantity, line.mass_kg_per_unit) == (2000.0, 2.5)  # 2,500 kg of 1,000 bricks


def test_headings_name_the_element_totals_are_passed_over_and_numbers_may_begin_again():
    rows = ["Item,Description,Quantity,Unit", ",Substructure,,", "1,Concrete,4,m3", ",Total,4,"]
    rows += ["Item,Description,Quantity,Unit", ",Frame,,", "1,Steel,2,t", ",Subtotal,2,"]
    take_off = read_take_off("\n".join(rows).encode(), "bill.csv")
    assert said(take_off) == ["Substructure|Concrete|4|m3", "Frame|Steel|2|t"]
    assert [line.line_id for line in take_off.lines] == ["1", "1 (7)"]
    assert {finding.code for finding in take_off.findings} == {
        "take-off-element-from-heading", "take-off-total-passed-over", "take-off-numbering-again",
    }  # fmt: skip


def test_units_said_differently_are_refused():
    take_off = read_take_off(b"line_id,element,material,volume (m3),unit\nA,Wall,Brick,2,m2\n", "bill.csv")
    assert [finding.code for finding in take_off.findings] == ["take-off-units-differ"]


def test_a_semicolon_file_never_takes_commas_for_thousands():
    take_off = read_take_off(b"element;material;quantity;unit\nWall;Brick;1,250;kg\n", "bill.csv")
    assert "value-not-a-number" in {finding.code for finding in take_off.findings}


def test_repeated_lines_are_told_once():
    text = "line_id,element,material,quantity,unit\nA,W,B,1,m3\nB,W,B,1,m3\nC,W,B,1,m3\nD,W,B,2,m3\n"
    (finding,) = repeated_lines(read_take_off(text.encode(), "bill.csv").lines, "bill.csv")
    assert (finding.code, finding.where.object) == ("take-off-line-again", "B")
    assert finding.message["en"].startswith("2 lines")
    for language in ("en", "zh-hans"):
        assert "3, 4" in finding.message[language]


@pytest.mark.parametrize(
    "header",
    ["Description,Unit,Rate,Amount", "Description,Unit,Quantity (EUR)", "项目名称,单位,综合单价,合价"],
)
def test_money_is_never_a_quantity(header):
    take_off = read_take_off(f"{header}\nConcrete,m3,120,5000\n".encode(), "bill.csv")
    (finding,) = [one for one in take_off.findings if one.code == "take-off-missing-column"]
    assert finding.where.field == "quantity"
    assert header.split(",")[0] in finding.message["en"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_text_never_becomes_a_formula(sign):
    text = f"line_id,element,material,quantity,unit\nA,Wall,{sign}1+1,1,m3\n"
    written = take_off_text(read_take_off(text.encode(), "bill.csv").lines)
    assert f",'{sign}1+1,".encode() in written
