"""Headings that an organisation explained once: remembered, used, told, forgotten."""

import pytest

from assessments.actions.designs import DesignFiles, KnownTakeOff, Upload, add_design
from assessments.inputs import design_take_off
from assessments.models import RememberedHeading, TakeOffBasis
from assessments.refusal import Conflict, NotAllowed, Refused
from assessments.take_off_headers.remembering import forget_heading, remember, visible_headings

BILL = b"Stuff used,How much,Measured in\nConcrete C30,12.5,m3\n"
COLUMNS = {"material": "Stuff used", "quantity": "How much", "unit": "Measured in"}


def bill(data=BILL, **more):
    return DesignFiles(take_off=Upload("bill.csv", [data]), **more)


def codes(findings):
    return [finding["code"] if isinstance(finding, dict) else finding.code for finding in findings]


def refused(cast, project, files):
    with pytest.raises(Refused) as caught:
        add_design(cast.member, project, files)
    return codes(caught.value.findings)


def test_what_headings_mean_is_said_once_and_used_from_then_on(cast, project):
    assert "take-off-missing-column" in refused(cast, project, bill())
    first = add_design(cast.member, project, bill(columns=COLUMNS))
    again = add_design(cast.member, project, bill())
    for design in (first, again):
        assert "take-off-columns-said" in codes(design.findings)
        assert design.take_off_columns == {
            "stuff used": "material",
            "how much": "quantity",
            "measured in": "unit",
        }
        (line,) = design_take_off(design).lines
        assert (line.material, line.quantity, line.unit) == ("Concrete C30", 12.5, "m3")
    rows = visible_headings(cast.member)
    assert {(row.shown, row.column, row.said_by) for row in rows} == {
        (heading, column, cast.member) for column, heading in COLUMNS.items()
    }


def test_a_design_is_read_as_it_was_when_the_headings_are_forgotten(cast, project):
    design = add_design(cast.member, project, bill(columns=COLUMNS))
    for row in visible_headings(cast.member):
        forget_heading(cast.member, row)
    assert len(design_take_off(design).lines) == 1
    assert not visible_headings(cast.member).exists()
    assert "take-off-missing-column" in refused(cast, project, bill())
    with pytest.raises(Conflict):
        forget_heading(cast.member, RememberedHeading.objects.first())


def test_what_a_refused_file_said_is_not_remembered(cast, project):
    broken = BILL.replace(b"12.5", b"much")
    assert "value-not-a-number" in refused(cast, project, bill(broken, columns=COLUMNS))
    assert not RememberedHeading.objects.exists()


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"price": "Stuff used"}, "heading-column-unknown"),
        ({"material": "Stuf used"}, "heading-not-there"),
        ({"material": "Stuff used", "element": "STUFF  used"}, "heading-twice"),
        ({"material": "x" * 501}, "heading-too-long"),
        ({"material": "\ufdfa" * 28}, "heading-too-long"),  # one sign, written out as eighteen when compared
    ],
)
def test_headings_that_cannot_be_meant_are_refused(cast, project, columns, code):
    assert code in refused(cast, project, bill(columns=columns))


def test_columns_without_a_take_off_are_refused(cast, project):
    files = DesignFiles(declared=Upload("d.yaml", [b"{}"]), columns=COLUMNS)
    assert "heading-without-file" in refused(cast, project, files)


def test_saying_something_else_forgets_what_was_said(cast, project):
    organisation = project.organisation
    remember(cast.member, organisation, {"material": "Stuff used"})
    assert remember(cast.member, organisation, {"material": " STUFF used"}) == []  # the same again
    remember(cast.member, organisation, {"element": "Stuff used"})
    assert [row.column for row in visible_headings(cast.member)] == ["element"]
    assert RememberedHeading.objects.filter(forgotten_by=cast.member).count() == 1


def test_other_organisations_neither_see_nor_use_nor_forget_it(cast, project):
    (row,) = remember(cast.member, project.organisation, {"material": "Stuff used"})
    assert not visible_headings(cast.stranger).exists()
    with pytest.raises(NotAllowed):
        remember(cast.stranger, project.organisation, {"unit": "Stuff used"})
    with pytest.raises(NotAllowed):
        forget_heading(cast.stranger, row)


def test_a_file_taken_in_again_is_read_as_it_was_and_nothing_is_remembered_anew(cast, project):
    design = add_design(cast.member, project, bill(columns=COLUMNS))
    for row in visible_headings(cast.member):
        forget_heading(cast.member, row)
    known = KnownTakeOff(design.take_off, "bill.csv", TakeOffBasis.DECLARED, [], design.take_off_columns)
    again = add_design(cast.member, project, DesignFiles(known_take_off=known))
    assert again.take_off_columns == design.take_off_columns
    assert [line.material for line in design_take_off(again).lines] == ["Concrete C30"]
    assert not visible_headings(cast.member).exists()
