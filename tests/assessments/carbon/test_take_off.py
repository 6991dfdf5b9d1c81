"""Reading bills of quantities: good files in every dress, and the worst ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.carbon.legs import Leg
from assessments.carbon.take_off import TakeOffLimits, read_take_off, template_csv
from assessments.carbon.units import Unit
from standard_site.lib.findings import Severity

HEADER = "line_id,element,material,quantity,unit"
GOOD = f"{HEADER}\nA1,Frame,Concrete C30,12.5,m3\n"


def read(text: str, encoding: str = "utf-8", **limits: int):
    return read_take_off(text.encode(encoding), "bill.csv", TakeOffLimits(**limits))


def codes(take_off) -> list[str]:
    return [finding.code for finding in take_off.findings]


def refused_with(text: str) -> list[str]:
    take_off = read(text)
    assert not take_off.accepted
    return codes(take_off)


def test_one_line_with_every_column():
    take_off = read(
        f"{HEADER},density_kg_per_m3,factor_key,origin,legs,service_life_yr,mass_kg_per_unit\n"
        "A1,Envelope,Window,12,m2,,window-a,national,road:60;sea:2000,30,31.5\n"
    )
    assert take_off.findings == ()
    (line,) = take_off.lines
    assert (line.line_id, line.element, line.material, line.file_line) == ("A1", "Envelope", "Window", 2)
    assert (line.quantity, line.unit, line.density_kg_per_m3) == (12.0, Unit.M2, None)
    assert (line.factor_key, line.origin, line.service_life_yr) == ("window-a", "national", 30.0)
    assert line.legs == (Leg("road", 60.0), Leg("sea", 2000.0))
    assert line.mass_kg_per_unit == 31.5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(encoding, delimiter, ending):
    cells = [["行号", "构件/部位", "材料", "数量", "单位"], ["一", "结构", "C30混凝土", "3", "立方米"]]
    text = ending.join(delimiter.join(row) for row in cells) + ending
    take_off = read(text, encoding)
    assert take_off.findings == ()
    assert [(line.material, line.quantity, line.unit) for line in take_off.lines] == [
        ("C30混凝土", 3.0, Unit.M3)
    ]


@pytest.mark.parametrize(
    ("written", "unit"),
    [("M³", "m3"), ("㎡", "m2"), ("吨", "t"), ("KG", "kg"), ("樘", "piece"), (" m ", "m")],
)
def test_units_as_people_write_them(written, unit):
    (line,) = read(f"{HEADER}\nA1,E,M,1,{written}\n").lines
    assert line.unit == unit


def test_column_names_ignore_case_and_blanks():
    assert read("Line ID,ELEMENT, Material ,Quantity,Unit\nA1,E,M,1,kg\n").accepted


def test_a_quoted_semicolon_stays_in_its_cell():
    (line,) = read(f'{HEADER.replace(",", ";")};legs\nA1;E;M;1;kg;"road:60;sea:2"\n').lines
    assert line.legs == (Leg("road", 60.0), Leg("sea", 2.0))


def test_full_width_legs_are_read():
    (line,) = read(f"{HEADER},legs\nA1,E,M,1,kg,公路：60；海运：2000\n").lines
    assert line.legs == (Leg("road", 60.0), Leg("sea", 2000.0))


def test_formula_like_text_stays_text():
    (line,) = read(f"{HEADER}\n=1+1,E,@SUM(A1),1,kg\n").lines
    assert (line.line_id, line.material) == ("=1+1", "@SUM(A1)")


def test_template_has_every_column_and_no_line():
    assert template_csv().startswith("\ufeffline_id,".encode())
    for language in ("en", "zh-hans"):
        take_off = read_take_off(template_csv(language), "template.csv")
        assert codes(take_off) == ["take-off-no-lines"]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_empty_file(data):
    assert codes(read_take_off(data, "bill.csv")) == ["upload-empty"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04rest of a workbook", "workbook-broken"),
        (b"line_id,\x00element", "upload-binary"),
        (b"line_id\xff\xff\xff\xff", "upload-encoding-unknown"),
    ],
)
def test_not_a_text_file(data, code):
    assert codes(read_take_off(data, "bill.csv")) == [code]


def test_too_many_bytes():
    assert codes(read(GOOD, max_bytes=10)) == ["upload-too-large"]


def test_missing_columns_are_named():
    take_off = read("line_id,element,material\nA1,E,M\n")
    assert [(finding.code, finding.where.field) for finding in take_off.findings] == [
        ("take-off-missing-column", "quantity"),
        ("take-off-missing-column", "unit"),
    ]
    assert "“数量”" in take_off.findings[0].message["zh-hans"]


def test_unknown_column_is_a_warning_and_a_doubled_one_an_error():
    take_off = read(f"{HEADER},remark\nA1,E,M,1,kg,x\n")
    assert take_off.accepted
    assert codes(take_off) == ["take-off-unknown-column"]
    assert refused_with(f"{HEADER},unit\nA1,E,M,1,kg,kg\n") == ["take-off-column-twice"]


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("A1,E,M,1,bushel", "take-off-unknown-unit", "unit"),
        ("A1,E,M,-1,kg", "take-off-negative-quantity", "quantity"),
        ("A1,E,M,many,kg", "value-not-a-number", "quantity"),
        ("A1,E,M,=2*3,kg", "value-not-a-number", "quantity"),
        ("A1,E,M,1_000,kg", "value-not-a-number", "quantity"),
        ("A1,E,M,0x10,kg", "value-not-a-number", "quantity"),
        ("A1,E,M,NaN,kg", "value-not-finite", "quantity"),
        ("A1,E,M,-inf,kg", "value-not-finite", "quantity"),
        ("A1,E,M,1e999,kg", "value-not-finite", "quantity"),
        ("A1,E,M,,kg", "take-off-missing-value", "quantity"),
        ("A1,E,,1,kg", "take-off-missing-value", "material"),
        ('A1,E,M,"1,5",kg', "value-not-a-number", "quantity"),
        ("A1,E,M,1,kg,,,surplus", "take-off-too-many-cells", None),
        (f"A1,E,{'x' * 501},1,kg", "take-off-cell-too-long", "material"),
    ],
)
def test_bad_cells(row, code, field):
    take_off = read(f"{HEADER}\n{row}\n")
    assert codes(take_off) == [code]
    where = take_off.findings[0].where
    assert (where.file, where.line, where.object, where.field) == ("bill.csv", 2, "A1", field)
    assert take_off.lines == ()


@pytest.mark.parametrize("column", ["density_kg_per_m3", "service_life_yr", "mass_kg_per_unit"])
@pytest.mark.parametrize("value", ["0", "-3"])
def test_optional_numbers_must_be_positive(column, value):
    assert refused_with(f"{HEADER},{column}\nA1,E,M,1,kg,{value}\n") == ["value-not-positive"]


@pytest.mark.parametrize(
    "legs",
    ["road", "road:", "road:x", ":60", "road:-1", "road:nan", "road:60,5", ";", "road 60", "road:60;sea"],
)
def test_bad_legs(legs):
    assert refused_with(f'{HEADER},legs\nA1,E,M,1,kg,"{legs}"\n') == ["take-off-bad-legs"]


def test_zero_quantity_warns():
    take_off = read(f"{HEADER}\nA1,E,M,0,kg\n")
    assert take_off.accepted
    assert codes(take_off) == ["take-off-zero-quantity"]
    assert take_off.lines[0].quantity == 0.0


def test_duplicate_line_id_names_the_first():
    take_off = read(f"{GOOD}\nA1,E,M,1,kg\n")
    assert codes(take_off) == ["take-off-duplicate-line-id"]
    assert take_off.findings[0].where.line == 4
    assert "line 2" in take_off.findings[0].message["en"]


def test_open_quotation_mark():
    assert refused_with(f'{GOOD}A2,E,"M,1,kg\n') == ["take-off-broken-row"]


def test_line_numbers_count_lines_of_the_file():
    take_off = read(f'{HEADER}\nA1,E,"two\nlines",1,kg\nA2,E,M,1,bushel\n')
    assert [finding.where.line for finding in take_off.findings] == [4]


def test_more_lines_than_the_limit_are_refused_before_they_are_read():
    text = f"{HEADER}\n" + "".join(f"L{index},E,M,1,kg\n" for index in range(102_000))
    take_off = read(text)
    assert codes(take_off) == ["take-off-too-many-lines"]


def test_twenty_thousand_lines_are_read():
    text = f"{HEADER}\n" + "".join(f"L{index},E,M,1,kg\n" for index in range(20_000))
    take_off = read(text)
    assert len(take_off.lines) == 20_000
    assert take_off.findings == ()


def test_findings_are_listed_up_to_a_limit():
    text = f"{HEADER}\n" + "".join(f"L{index},E,M,1,bushel\n" for index in range(300))
    take_off = read(text)
    assert len(take_off.findings) == 201
    assert take_off.findings[-1].code == "upload-more-findings"
    assert take_off.findings[-1].message["en"].startswith("100 ")
    assert not take_off.accepted


def test_warnings_never_push_an_error_off_the_list():
    rows = [f"L{index},E,M,0,kg\n" for index in range(300)]
    take_off = read(f"{HEADER}\n" + "".join(rows) + "Z,E,M,1,bushel\n")
    assert take_off.findings[0].severity is Severity.ERROR
    assert not take_off.accepted


@given(st.binary(max_size=300))
def test_no_bytes_raise(data):
    read_take_off(data, "bill.csv")


@given(st.text(alphabet='A1,;\t\n\r"=-. e', max_size=120))
def test_no_table_raises(text):
    read(f"{HEADER},legs,density_kg_per_m3\n{text}")
