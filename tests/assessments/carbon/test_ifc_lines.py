"""Lines out of an IFC model's records, worked out by hand; and that no element is ever lost."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.carbon.ifc_lines import (
    FINDINGS,
    PARTS_MISSING,
    IfcTakeOff,
    evidence_csv,
    take_off_csv,
    take_off_of_model,
)
from assessments.carbon.ifc_records import Unreadable, read_records
from assessments.carbon.take_off import read_take_off
from tests.assessments.carbon.ifc_made import element, item, model, quantity, text_of

CONCRETE = [item("Concrete C30", density_kg_per_m3=2400.0)]


def of(*elements: dict[str, Any], **others: Any) -> IfcTakeOff:
    return take_off_of_model(model(*elements, **others), "house.ifc")


def told(take_off: IfcTakeOff) -> list[tuple[Any, ...]]:
    return [(line.element, line.material, line.quantity, str(line.unit)) for line in take_off.lines]


def codes(take_off: IfcTakeOff) -> set[str]:
    return {finding.code for finding in take_off.findings}


def test_a_layers_share_is_its_thickness_times_the_net_volume() -> None:
    # 0.2 + 0.05 + 0.05 = 0.3 m; 6 m3 x 0.2/0.3 = 4, x 0.05/0.3 = 1 each; the cavity makes no line
    layers = [
        item("Brick", thickness_m=0.2),
        item(None, thickness_m=0.05),
        item("Wool", thickness_m=0.05),
    ]
    wall = element(
        "w",
        form="layers",
        items=layers,
        external=True,
        quantities={"GrossVolume": 7.0, "NetVolume": 6.0, "Width": 0.3},
    )
    found = of(wall)
    assert told(found) == [
        ("External wall", "Brick", pytest.approx(4.0), "m3"),
        ("External wall", "Wool", pytest.approx(1.0), "m3"),
    ]
    assert codes(found) == {"ifc-layers-without-material"}


def test_layers_of_which_only_the_cavity_is_thick_are_said_and_in_no_line() -> None:
    layers = [item("Foil", thickness_m=0.0), item(None, thickness_m=0.05)]
    found = of(element("w", form="layers", items=layers, quantities={"NetVolume": 6.0}))
    assert (told(found), dict(found.missing)) == ([], {"ifc-not-divisible": 1})
    assert codes(found) == {"ifc-no-lines", "ifc-not-divisible"}


def test_without_a_volume_thickness_times_net_area() -> None:
    # 0.02 m x 25 m2 = 0.5 m3; the gross area of 30 m2 does not enter
    layers = [item("Plaster", thickness_m=0.02), item("Brick", thickness_m=0.1)]
    found = of(
        element("w", form="layers", items=layers, quantities={"NetSideArea": 25.0, "GrossSideArea": 30.0})
    )
    assert told(found) == [("Wall", "Brick", 2.5, "m3"), ("Wall", "Plaster", 0.5, "m3")]


def test_constituents_by_fraction_and_never_without() -> None:
    # 2 m3 x 0.99 and x 0.01
    parts = [item("Concrete", fraction=0.99), item("Steel", fraction=0.01)]
    slab: dict[str, Any] = {"kind": "IfcSlab", "form": "constituents", "quantities": {"NetVolume": 2.0}}
    found = of(element("s", items=parts, **slab), element("t", items=[item("A"), item("B")], **slab))
    assert told(found) == [("Slab", "Concrete", 1.98, "m3"), ("Slab", "Steel", 0.02, "m3")]
    assert found.missing == {"ifc-not-divisible": 1}


def test_quantities_stated_part_by_part_are_taken_as_they_are() -> None:
    stated = [
        quantity("NetVolume", 3.0),
        quantity("NetVolume", 1.0, "core"),
        quantity("NetVolume", 2.0, "skin"),
    ]
    parts = [item("Wool", name="core"), item("Gypsum", name="skin")]
    found = of(element("w", form="constituents", items=parts, quantities=stated))
    assert told(found) == [("Wall", "Gypsum", 2.0, "m3"), ("Wall", "Wool", 1.0, "m3")]
    assert (found.volumes.used, found.volumes.beside) == (2, 1)


@pytest.mark.parametrize(
    ("quantities", "expected"),
    [
        ({"NetVolume": 1.5, "NetWeight": 9.0}, (1.5, "m3")),
        ({"NetWeight": 9.0, "Length": 3.0}, (9.0, "kg")),
        ({"CrossSectionArea": 0.02, "Length": 3.0}, (pytest.approx(0.06), "m3")),
        ({"NetArea": 4.0}, (4.0, "m2")),
        ({"Length": 3.0}, (3.0, "m")),
        ({"Count": 2.0}, (2.0, "piece")),
    ],
)
def test_what_comes_nearest_to_mass_is_counted(quantities: dict[str, float], expected: object) -> None:
    (line,) = of(element("b", "IfcBeam", items=CONCRETE, quantities=quantities)).lines
    assert (line.element, line.quantity, str(line.unit)) == ("Beam", *expected)  # type: ignore[misc]
    assert line.density_kg_per_m3 == 2400.0


def test_what_lacks_something_is_listed_and_never_zero() -> None:
    found = of(
        element("a", items=CONCRETE),
        element("b", quantities={"NetVolume": 1.0}),
        element("c"),
        element("d", items=CONCRETE, quantities={"NetVolume": 0.0}),
        element("e", items=CONCRETE, quantities={"NetVolume": None}),
        element("f", items=CONCRETE, quantities=[quantity("NetVolume", 5.0, of="House rules")]),
    )
    assert found.lines == ()
    assert found.missing == {
        "ifc-no-quantity": 3,
        "ifc-no-material": 1,
        "ifc-no-quantity-no-material": 1,
        "ifc-unit-not-said": 1,
    }
    assert {"ifc-no-lines", "ifc-other-quantity-sets"} <= codes(found)


def test_the_same_quantity_twice_is_taken_only_if_one_of_them_is_possible() -> None:
    # 4 x 4 x 0.2 = 3.2 m3 is the most that fits, so 2.8 it is; without the sizes nobody can tell
    twice = [quantity("NetVolume", 3.2e9), quantity("NetVolume", 2.8)]
    sizes = [quantity("Length", 4.0), quantity("Height", 4.0), quantity("Width", 0.2)]
    found = of(
        element("a", items=CONCRETE, quantities=twice + sizes),
        element("b", items=CONCRETE, quantities=twice),
    )
    assert [line.quantity for line in found.lines] == [2.8]
    assert found.missing == {"ifc-quantity-ambiguous": 1}
    assert "ifc-quantity-contradicts" in codes(found)


def test_an_assembly_is_counted_by_its_parts_and_not_twice() -> None:
    whole = element("r", "IfcRoof", items=CONCRETE, quantities={"NetVolume": 10.0})
    part = element("s", "IfcSlab", items=CONCRETE, quantities={"NetVolume": 9.0}, whole="r")
    bare = element("t", "IfcSlab", items=CONCRETE, whole="r")
    found = of(whole, part, bare)
    assert told(found) == [("Roof", "Concrete C30", 9.0, "m3")]
    assert found.missing == {"ifc-no-quantity": 1}
    assert told(of(whole, bare)) == [("Roof", "Concrete C30", 10.0, "m3")]
    assert of(whole, bare).missing == {}


def test_parts_that_lead_round_in_a_ring_are_counted_each_for_itself() -> None:
    ring = [
        element(key, items=CONCRETE, quantities={"NetVolume": 1.0}, whole=whole)
        for key, whole in (("a", "b"), ("b", "c"), ("c", "a"))
    ]
    found = of(*ring)
    assert told(found) == [("Wall", "Concrete C30", 3.0, "m3")]
    assert "ifc-ring-of-parts" in codes(found)


def test_windows_go_by_area_and_by_their_type_where_no_material_is_named() -> None:
    # the first by its own area, the second 1.2 m x 1.5 m = 1.8 m2, the third says nothing of its size
    found = of(
        element("a", "IfcWindow", items=[item("Glass"), item("Oak")], quantities={"Area": 2.0}),
        element("b", "IfcWindow", type_name="W 12/15", overall_m=[1.2, 1.5]),
        element("c", "IfcWindow", type_name="W 12/15"),
    )
    assert told(found) == [
        ("Window", "Glass + Oak", 2.0, "m2"),
        ("Window", "W 12/15", pytest.approx(1.8), "m2"),
    ]
    assert found.missing == {"ifc-no-quantity": 1}


def test_the_same_material_of_the_same_part_is_one_line_and_each_element_stays_traceable() -> None:
    walls = [
        element(key, items=CONCRETE, quantities={"NetVolume": 0.1}, external=False) for key in "abcdefghij"
    ]
    found = of(*walls)
    assert told(found) == [("Internal wall", "Concrete C30", 1.0, "m3")]  # ten times a tenth, without error
    assert [row.line_id for row in found.evidence] == ["ifc-001"] * 10
    assert evidence_csv(found.evidence).decode("utf-8-sig").count("\r\n") == 11


def test_an_identifier_used_twice_loses_nothing() -> None:
    wall = element("same", items=CONCRETE, quantities={"NetVolume": 1.0})
    found = of(wall, wall)
    assert [line.quantity for line in found.lines] == [2.0]
    assert "ifc-same-identifier" in codes(found)


def test_names_are_no_formulas_in_a_spreadsheet() -> None:
    found = of(
        element("a", name="@SUM(A1)", items=[item("=cmd|' /C calc'!A0")], quantities={"NetVolume": 1.0})
    )
    assert ",'=cmd" in take_off_csv(found.lines).decode()
    assert ",'@SUM(A1)" in evidence_csv(found.evidence).decode()


def test_records_that_are_not_whole_are_not_taken() -> None:
    with pytest.raises(Unreadable):
        read_records(['{"kind": "refused", "code": "unreadable", "said": "no"}'])
    for lines in ([], text_of([])[:-1], ["[1]"], ["{"]):
        with pytest.raises(ValueError):
            read_records(lines)


def test_every_reason_and_note_has_its_texts() -> None:
    assert all(FINDINGS.make(code, count=1, names="a", said="b") for code in FINDINGS.codes())


KINDS = st.sampled_from(("IfcWall", "IfcSlab", "IfcWindow", "IfcMember", "IfcPump"))
VALUES = st.none() | st.floats(0.0, 1e6)
STATED = st.dictionaries(
    st.sampled_from(("NetVolume", "GrossVolume", "NetArea", "Length", "NetWeight")), VALUES
)
ITEMS = st.lists(
    st.builds(
        item,
        st.sampled_from(("Oak", "Clay", None)),
        thickness_m=st.none() | st.floats(0.0, 1.0),
        fraction=st.none() | st.sampled_from((0.0, 0.5, 1.0)),
    ),
    max_size=3,
)
FORMS = st.sampled_from(("none", "single", "layers", "constituents", "list", "profiles"))
KEYS = st.sampled_from("abcdef")
ELEMENTS = st.lists(
    st.builds(element, KEYS, KINDS, quantities=STATED, items=ITEMS, form=FORMS, whole=st.none() | KEYS),
    max_size=8,
)


@given(ELEMENTS)
def test_every_element_is_accounted_for_and_the_lines_read_back_the_same(made: list[dict[str, Any]]) -> None:
    found = of(*made)
    assert len({row.element.id for row in found.evidence}) == len(made)
    assemblies = sum(row.status == PARTS_MISSING for row in found.evidence)
    assert found.counted + sum(found.missing.values()) + assemblies == len(made)
    volumes = found.volumes
    assert volumes.in_file == volumes.used + volumes.beside + volumes.missing
    assert volumes.unattached == 0
    assert all(line.quantity > 0 for line in found.lines)
    again = read_take_off(take_off_csv(found.lines), "take-off.csv")
    assert again.lines == found.lines


@given(ELEMENTS)
def test_the_order_of_the_elements_changes_no_amount(made: list[dict[str, Any]]) -> None:
    unique = list({one["id"]: one for one in made}.values())
    forwards, backwards = told(of(*unique)), told(of(*reversed(unique)))
    assert [row[:2] + row[3:] for row in forwards] == [row[:2] + row[3:] for row in backwards]
    assert all(
        math.isclose(one[2], other[2], rel_tol=1e-12) for one, other in zip(forwards, backwards, strict=True)
    )
