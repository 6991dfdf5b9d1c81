"""Text is taken apart rightly, and what is written wrongly is found on its line."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from energyplus_runs.simulation.decoding import decode
from energyplus_runs.simulation.numerals import is_not_finite, parse_number
from energyplus_runs.simulation.tokens import MAX_FINDINGS, RawObject, tokenise, write
from tests.energyplus_runs.simulation.intake_models import examined, line_of, replaced, schema, the


def test_fields_lines_and_comments() -> None:
    text = "! one; two, three\nZone, ! type; comment\n  Core_ZN, !- Name\n\n  0;  ! last; one\n"
    assert tokenise(text).objects == (RawObject("Zone", ("Core_ZN", "0"), 2, (3, 5)),)


def test_several_objects_on_one_line() -> None:
    found = tokenise("Zone,A;Zone,B;  Version,25.2;")
    assert [(item.type_name, item.fields) for item in found.objects] == [
        ("Zone", ("A",)),
        ("Zone", ("B",)),
        ("Version", ("25.2",)),
    ]
    assert found.findings == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_newline_counts_once(newline: str) -> None:
    assert tokenise(newline.join(["! note", "Zone,", "A;"])).objects[0].field_lines == (3,)


def test_empty_fields_are_kept() -> None:
    assert tokenise("Zone,A,,;").objects[0].fields == ("A", "", "")


def test_a_comma_for_a_semicolon_before_a_type_at_the_margin() -> None:
    text = "Zone,\n    A,  !- Name\n    0,  !- North\nZone,\n    B,\n    0;\n"
    found = tokenise(text, schema())
    (finding,) = found.findings
    assert (finding.code, finding.where.line, finding.where.object) == ("missing-semicolon", 3, "Zone 'A'")
    assert [item.fields for item in found.objects] == [("A", "0"), ("B", "0")]


def test_a_semicolon_left_out_altogether() -> None:
    text = "Zone,\n  A,\n  0  !- North\n\n! next\nBuilding,\n  B;\n"
    (finding,) = tokenise(text, schema()).findings
    assert (finding.code, finding.where.line, finding.where.object) == ("missing-semicolon", 3, "Zone 'A'")


def test_a_lost_semicolon_where_nothing_is_indented() -> None:
    # The third field of Timestep does not exist, so 'Zone' there begins an object.
    (finding,) = tokenise("Timestep,4,\nZone,A;\n", schema()).findings
    assert (finding.code, finding.where.line, finding.where.object) == (
        "missing-semicolon",
        1,
        "Timestep '4'",
    )


def test_a_type_name_may_be_a_field() -> None:
    text = (
        "Branch,\n  B,  !- Name\n  ,\n  Pump:VariableSpeed,\n  P,\n  In,\n  Out;\nLights,\n  Zone,\n  Zone;\n"
    )
    found = tokenise(text, schema())
    assert found.findings == ()
    assert len(found.objects) == 2


def test_the_file_ends_inside_an_object() -> None:
    found = tokenise("Version,25.2;\nZone,\n  A,\n  0\n! end\n")
    (finding,) = found.findings
    assert (finding.code, finding.where.line, finding.where.object) == ("missing-semicolon", 4, "Zone 'A'")


def test_a_comma_left_out() -> None:
    found = tokenise("Zone,\n  A\n  0,\n  0;\n")
    (finding,) = found.findings
    assert (finding.code, finding.where.line) == ("missing-comma", 2)


@pytest.mark.parametrize(
    "text", ["##include secret.imf\nZone,A;", "  ##set1 x[] 1\nZone,A;", "Zone,##include x;"]
)
def test_macro_commands_are_found(text: str) -> None:
    assert [finding.code for finding in tokenise(text).findings] == ["macro-line"]


def test_control_characters_are_found() -> None:
    (finding,) = tokenise("Version,25.2;\nZone,A\x1b[2J;\n").findings
    assert (finding.code, finding.where.line) == ("control-character", 2)


def test_an_object_without_its_type() -> None:
    assert [finding.code for finding in tokenise("\n, A;").findings] == ["object-without-type"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Zone,A;\n" * 11, "too-many-objects"),
        ("Schedule:Compact,S\n" + ",1\n" * 20_002 + ";", "object-too-long"),
        ("! " + "x" * 100_001, "line-too-long"),
        ("\n" * 1_000_001, "too-many-lines"),
        ("a\n" * 200, "missing-comma"),
    ],
)
def test_limits(text: str, code: str) -> None:
    assert code in [finding.code for finding in tokenise(text, None, 10).findings]


def test_findings_end_before_they_flood() -> None:
    assert len(tokenise("Zone,\n A\n B;\n" * 1000).findings) == MAX_FINDINGS


_NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn"), exclude_characters=",;!#")
).map(lambda text: text.strip(" \t"))
_OBJECTS = st.builds(
    lambda kind, fields: RawObject(kind, tuple(fields), 1, ()),
    _NAMES.filter(bool),
    st.lists(_NAMES | st.sampled_from(["客厅", "厨房（一层）", ""]), max_size=6),
)


@given(st.lists(_OBJECTS, max_size=6))
def test_what_is_written_is_read_back(objects: list[RawObject]) -> None:
    found = tokenise(write(objects))
    assert found.findings == ()
    assert [(item.type_name, item.fields) for item in found.objects] == [
        (item.type_name, item.fields) for item in objects
    ]


@given(st.text() | st.text(alphabet="Zone,;!#\n \tA0"))
def test_no_text_breaks_the_reader(text: str) -> None:
    for index in (None, schema()):
        for item in tokenise(text, index).objects:
            assert len(item.fields) == len(item.field_lines)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Zone,客厅;".encode(), "utf-8"),
        (codecs.BOM_UTF8 + "Zone,客厅;".encode(), "utf-8"),
        ("Zone,客厅;".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "Zone,客厅;".encode("utf-16-be"), "utf-16"),
        ("Zone,客厅;".encode("gb18030"), "gb18030"),
        ("Zone,主卧室;! 南向房间\nZone,厨房;".encode("gbk"), "gb18030"),
    ],
)
def test_chinese_text_in_every_usual_encoding(data: bytes, encoding: str) -> None:
    decoded, _ = decode(data)
    assert decoded.encoding == encoding
    assert "室" in decoded.text or "客厅" in decoded.text


def test_western_text_is_not_taken_for_chinese() -> None:
    decoded, notes = decode("Zone,Café; ! 21 °C, señal".encode("cp1252"))
    assert decoded.text == "Zone,Café; ! 21 °C, señal"
    assert [finding.code for finding in notes] == ["encoding-assumed"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b" \r\n\t ", "file-empty"),
        (b"PK\x03\x04rest of a zip", "file-of-another-kind"),
        (b"%PDF-1.7", "file-of-another-kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "file-of-another-kind"),
        (b"Zone,\x00A;", "file-not-text"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8x", "file-not-text"),
        (codecs.BOM_UTF8 + b"\xff\xfe", "file-not-text"),
    ],
)
def test_what_is_no_text(data: bytes, code: str) -> None:
    decoded, notes = decode(data)
    assert decoded.encoding is None
    assert [finding.code for finding in notes] == [code]


def test_a_zip_named_idf_is_called_a_zip() -> None:
    finding = the(examined(b"PK\x03\x04...", "house.idf"), "file-of-another-kind")
    assert "ZIP" in finding.message["en"]
    assert "ZIP" in finding.message["zh-hans"]
    assert finding.where.file == "house.idf"


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1.0), ("+5", 5.0), (".5", 0.5), ("2.", 2.0), ("-1.5E-3", -0.0015), ("007", 7.0)],
)
def test_numbers_the_engine_takes(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "1_000", "１２", "1.5D3", "0x10", "nan", "1e999", "1 2", "."])
def test_what_the_engine_takes_for_text(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["nan", "-NaN", "inf", "+Infinity", "1e999"])
def test_numbers_that_are_not_finite(text: str) -> None:
    assert is_not_finite(text)


def test_a_lost_semicolon_in_a_whole_model() -> None:
    text = replaced("Zone,Room;", "Zone,Room,\n  0,\n  0,")
    intake = examined(text)
    finding = the(intake, "missing-semicolon")
    assert not intake.accepted
    assert finding.where.line == line_of(text, "Zone,Room") + 2
    assert finding.where.object == "Zone 'Room'"
