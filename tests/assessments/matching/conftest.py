"""A practice with a bill of free text, none of which names its factor exactly but the last line."""

import pytest

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.models import Design, Project
from tests.assessments.cast import Cast

BILL = (
    "line_id,element,material,quantity,unit,factor_key,mass_kg_per_unit\n"
    "L1,Slab,现浇商品混凝土 C30 200厚,50,m2,,\n"
    "L2,Slab,HRB400 钢筋 Φ12,2,t,,\n"
    "L3,Beam,HRB400  钢筋 φ12,500,kg,,\n"
    "L4,Window,Float glass 6 mm,100,m2,,\n"
    "L5,Column,Concrete C50,10,m3,,\n"
).encode()


def make_bill(cast: Cast, project: Project, data: bytes = BILL) -> Design:
    return add_design(cast.member, project, DesignFiles(take_off=Upload("bill.csv", [data])))


@pytest.fixture
def design(cast: Cast, project: Project) -> Design:
    return make_bill(cast, project)
