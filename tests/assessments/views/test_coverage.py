"""The parts of the building on a design's page."""

import pytest
from django.urls import reverse
from django.utils import translation

from assessments.actions.designs import DesignFiles, Upload, add_design
from tests.assessments.cast import Cast
from tests.assessments.views.conftest import Browse

BILL = (
    b"line_id,element,material,quantity,unit\n"
    b"L1,Foundations,Concrete C30,10,m3\n"
    b"L2,Roof,no such thing,1,m2\n"
    b"L3,Wall,Concrete C30,10,m3\n"
)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Parts of the building", "External works", "no lines", "Part not told", "not known", "50%")),
        ("zh-hans", ("建筑组成部分", "室外工程", "没有行", "未能归类", "未知", "50%")),
    ],
)
def test_parts_with_lines_and_without_are_shown(browse: Browse, cast: Cast, project, language, words) -> None:
    design = add_design(cast.member, project, DesignFiles(take_off=Upload("bill.csv", [BILL])))
    with translation.override(language):
        address = reverse("assessments:design", args=[design.pk])
    shown = browse(cast.member).get(address, headers={"accept-language": language}).text
    for word in words:
        assert word in shown
