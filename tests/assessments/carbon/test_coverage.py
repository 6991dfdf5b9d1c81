"""Which part of a building an element is, and which parts a take-off says nothing of."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.carbon.coverage import PARTS, coverage_of, part_of
from assessments.carbon.life_cycle import upfront_carbon
from tests.assessments.carbon.rows import library, parameters
from tests.assessments.carbon.rows import line as line_of


@pytest.mark.parametrize(
    ("element", "part"),
    [
        ("Substructure 基础", "substructure"),
        ("Ground floor slab", "substructure"),
        ("独立基础", "substructure"),
        ("地下室外墙", "substructure"),  # not an external wall of the envelope
        ("Frame 结构", "frame"),
        ("Upper floors", "frame"),
        ("现浇框架梁", "frame"),
        ("Envelope 围护", "envelope"),
        ("External walls: cladding", "envelope"),
        ("屋面", "envelope"),
        ("Roof slab", "envelope"),
        ("Partitions 隔墙", "partitions"),
        ("内墙", "partitions"),
        ("Finishes 装修", "finishes"),
        ("内墙涂料", "finishes"),  # paint on an inner wall
        ("Services 机电", "services"),
        ("给排水", "services"),
        ("External_works", "external_works"),
        ("室外给排水", "external_works"),  # not the building's own pipes
        ("Wall", None),  # may be of the envelope or a partition
        ("Unassigned", None),
        ("轴线A-B", None),
        ("Frame / Roof", None),  # of two parts
        ("石膏板", None),
        ("Crooftop", None),  # "roof" is no word of its own in it
        ("", None),
    ],
)
def test_words_of_both_languages_tell_the_part(element, part):
    assert part_of(element) == part


def upfront(lines):
    return upfront_carbon(lines, library(), parameters(), 100.0)


def line(material, quantity, unit, line_id, element):
    return replace(line_of(material, quantity, unit, line_id), element=element)


@given(st.text(max_size=40))
def test_any_text_is_a_part_or_unknown(text):
    assert part_of(text) in (*PARTS, None)


def test_parts_without_lines_are_told_and_shares_are_of_what_is_known():
    lines = [
        line("Concrete C30", 10, "m3", "A1", element="Frame"),
        line("Concrete C30", 30, "m3", "A2", element="Foundations"),
        line("no such material", 1, "m3", "A3", element="Frame"),
        line("no such material", 1, "m3", "A4", element="Roof"),
        line("Concrete C30", 10, "m3", "A5", element="Wall"),
    ]
    found = {part.key: part for part in coverage_of(upfront(lines).lines)}
    assert tuple(found) == (*PARTS, None)
    # 10 of 50 m3 of the same concrete; the line without a factor is counted, not weighed
    frame = found["frame"]
    assert (frame.lines, frame.unknown_lines, frame.share) == (2, 1, pytest.approx(0.2))
    assert found["substructure"].share == pytest.approx(0.6)
    assert (found["envelope"].lines, found["envelope"].a1_a3_kgco2e, found["envelope"].share) == (
        1,
        None,
        None,
    )
    assert found["services"].lines == 0
    assert found[None].elements == ("Wall",)


def test_a_take_off_that_is_understood_has_no_row_of_unknown_parts():
    found = coverage_of(upfront([line("Concrete C30", 1, "m3", "A1", element="Frame")]).lines)
    assert [part.key for part in found] == list(PARTS)
    assert coverage_of(())[0].lines == 0
