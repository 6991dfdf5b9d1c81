"""Workbooks as offices save them, and as nobody should send them."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from assessments.carbon.take_off import TakeOffLimits, read_take_off

HEADER = ["line_id", "element", "material", "quantity", "unit"]
GOOD = ["A1", "Frame", "Concrete C30", 12.5, "m3"]


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def book(*rows: list[object], **sheets: list[list[object]]) -> Workbook:
    workbook = Workbook()
    workbook.active.title = "Sheet1"
    for row in rows:
        workbook.active.append(row)
    for name, more in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in more:
            sheet.append(row)
    return workbook


def codes(data: bytes, **limits: int) -> list[str]:
    return [finding.code for finding in read_take_off(data, "bill.xlsx", TakeOffLimits(**limits)).findings]


def rewritten(data: bytes, part: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == part else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_line_says_where_it_stood():
    (line,) = read_take_off(saved(book(HEADER, GOOD)), "bill.xlsx").lines
    assert (line.quantity, line.source, line.file_line) == (12.5, "Sheet1!2", 2)


def test_a_wrong_cell_is_called_by_its_name():
    take_off = read_take_off(saved(book(HEADER, ["A1", "E", "M", "#REF!", "m3"])), "bill.xlsx")
    assert [(one.code, one.where.field) for one in take_off.findings] == [
        ("value-not-a-number", "quantity (Sheet1!D2)")
    ]


def test_a_date_is_no_quantity():
    assert codes(saved(book(HEADER, ["A1", "E", "M", date(2026, 1, 2), "m3"]))) == ["value-not-a-number"]


def percents(number_format, column=4):
    workbook = book(HEADER, GOOD)
    workbook.active.cell(2, column).number_format = number_format
    return saved(workbook)


@pytest.mark.parametrize("number_format", ["0%", "0.00%", "[Red]0.0 %"])
def test_a_quantity_shown_as_a_percentage_is_refused(number_format):
    (finding,) = read_take_off(percents(number_format), "bill.xlsx").findings
    assert finding.code == "take-off-percent"
    assert finding.where.field == "quantity (Sheet1!D2)"
    for language in ("en", "zh-hans"):  # 12.5 with such a format is shown as 1250 %
        assert "1250%" in finding.message[language]


@pytest.mark.parametrize("number_format", ["0.0", '0.0 "%"', "0.0 \\%"])
def test_a_sign_that_is_only_printed_makes_no_percentage(number_format):
    assert codes(percents(number_format)) == []


def test_a_percentage_in_a_text_table_is_refused():
    data = ",".join(HEADER).encode() + b"\nA1,Frame,Concrete,50 %,m3\n"
    assert codes(data) == ["take-off-percent"]


def test_numbers_kept_as_text_are_read():
    (line,) = read_take_off(saved(book(HEADER, ["A1", "E", "M", " 12.5 ", "m3"])), "bill.xlsx").lines
    assert line.quantity == 12.5


def test_a_formula_without_its_value_is_refused_and_one_with_it_read():
    without = saved(book(HEADER, ["A1", "E", "M", "=2*3", "m3"]))
    assert codes(without) == ["take-off-formula-without-value"]
    calculated = rewritten(
        without, SHEET, lambda text: text.replace(b"<v />", b"<v>6</v>").replace(b"<v></v>", b"<v>6</v>")
    )
    (line,) = read_take_off(calculated, "bill.xlsx").lines
    assert line.quantity == 6.0


def test_a_merged_element_holds_for_the_rows_it_covers():
    workbook = book(HEADER, GOOD, ["A2", None, "Steel", 1, "t"], ["A3", None, "Timber", 1, "m3"])
    workbook.active.merge_cells("B2:B3")
    take_off = read_take_off(saved(workbook), "bill.xlsx")
    assert [line.element for line in take_off.lines] == ["Frame", "Frame"]
    assert [(one.code, one.where.field) for one in take_off.findings] == [
        ("take-off-missing-value", "element (Sheet1!B4)")
    ]


def test_the_sheet_that_reads_as_a_take_off_is_chosen_and_said():
    assert codes(saved(book(["Cover"], Quantities=[HEADER, GOOD]))) == ["take-off-sheet-chosen"]


def test_of_two_take_offs_the_one_so_called_is_read_else_none():
    data = [HEADER, GOOD]
    assert codes(saved(book(*data, Other=data))) == ["take-off-several-sheets"]
    assert codes(saved(book(*data, 材料清单=data))) == ["take-off-sheet-chosen"]


def test_a_hidden_sheet_is_not_read():
    workbook = book(["Cover"], Old=[HEADER, GOOD])
    workbook["Old"].sheet_state = "hidden"
    assert "take-off-missing-column" in codes(saved(workbook))


def test_a_cell_far_away_costs_nothing():
    workbook = book(HEADER, GOOD)
    workbook.active["XFD200000"] = "x"
    assert codes(saved(workbook)) == []


def test_a_row_number_beyond_the_format_ends_the_sheet():
    data = rewritten(
        saved(book(HEADER, GOOD)), SHEET, lambda text: text.replace(b'r="2"', b'r="99999999999"')
    )
    assert codes(data) == ["take-off-no-lines"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook-old-or-locked"),
        (b"PK\x03\x04" + bytes(100), "workbook-broken"),
        (saved(book(HEADER, GOOD))[:-200], "workbook-broken"),
        (rewritten(saved(book(HEADER)), SHEET, lambda text: text[:80]), "workbook-broken"),
        (rewritten(saved(book(HEADER)), SHEET, lambda text: text.decode().encode("utf-16")), "workbook-broken"),
        (
            rewritten(
                saved(book(HEADER)),
                SHEET,
                lambda text: b'<!DOCTYPE x [<!ENTITY a "b">]>' + text,
            ),
            "workbook-entities",
        ),
    ],
    # A workbook holds the time it was made at, and a test's name must be the same in every process.
    ids=["old", "no archive", "cut off", "sheet cut off", "sheet in UTF-16", "entities"],
)  # fmt: skip
def test_what_is_no_readable_workbook_is_refused(data, code):
    assert codes(data)[-1] == code
    told_in_both_languages(data)


def told_in_both_languages(data, **limits):
    for finding in read_take_off(data, "bill.xlsx", TakeOffLimits(**limits)).findings:
        texts = (finding.message["en"], finding.message["zh-hans"], finding.remedy["zh-hans"])
        assert all(texts)
        assert len(set(texts)) == 3


def test_an_encrypted_part_is_refused():
    data = bytearray(saved(book(HEADER, GOOD)))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flags of every part, in both places
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 0x1
            place = data.find(mark, place + 4)
    assert codes(bytes(data)) == ["workbook-old-or-locked"]
    told_in_both_languages(bytes(data))


@pytest.mark.parametrize("mimetype", ["spreadsheet", "text"])
def test_an_open_document_is_refused(mimetype):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{mimetype}")
        archive.writestr("content.xml", "<office:document-content/>")
    assert codes(out.getvalue()) == ["workbook-other-archive"]
    told_in_both_languages(out.getvalue())


def test_a_bomb_of_shared_texts_is_refused():
    out = io.BytesIO(saved(book(HEADER, GOOD)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * 20_000 + b"</sst>")
    bomb = out.getvalue()
    assert codes(bomb, max_lines=1000) == ["workbook-too-large"]
    told_in_both_languages(bomb, max_lines=1000)


def test_a_sheet_that_says_it_is_a_gigabyte_is_refused_unread():
    data = bytearray(saved(book(HEADER, GOOD)))
    at = data.rindex(SHEET.encode()) - 46  # of the central directory
    data[at + 24 : at + 28] = (2**30).to_bytes(4, "little")
    assert codes(bytes(data)) == ["workbook-too-large"]
    told_in_both_languages(bytes(data))


def test_an_archive_of_other_things_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("inner.zip", saved(book(HEADER)))
    assert codes(out.getvalue()) == ["workbook-other-archive"]


@pytest.mark.parametrize("piece", [b" ", b"<c/>", b"<row/>"], ids=["blanks", "cells", "rows"])
def test_a_sheet_that_unpacks_to_too_much_is_refused(piece):
    bomb = rewritten(saved(book(HEADER, GOOD)), SHEET, lambda text: text + piece * (40_000_000 // len(piece)))
    assert codes(bomb, max_lines=1000) == ["workbook-too-large"]


def test_a_size_that_is_understated_is_found_out():
    data = bytearray(saved(book(HEADER, *([GOOD] * 200))))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(SHEET)
    at = data.rindex(SHEET.encode()) - 46  # of the central directory
    data[at + 24 : at + 28] = (info.file_size // 2).to_bytes(4, "little")
    assert codes(bytes(data)) == ["workbook-broken"]


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 5000), with_=st.binary(min_size=1, max_size=8))
def test_no_damage_raises(at, with_):
    data = saved(book(HEADER, GOOD))
    at %= len(data)
    read_take_off(data[:at] + with_ + data[at + len(with_) :], "bill.xlsx")
