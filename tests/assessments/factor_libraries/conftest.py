"""The practice with a project under the draft edition that chooses between kinds of factor."""

import pytest
from django.conf import settings

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.models import Design, Project
from rules.actions.store import store_edition
from tests.assessments.cast import Cast, make_project

TAKE_OFF = (
    b"line_id,element,material,quantity,unit,factor_key\n"
    b"L1,Slab,Concrete C30,10,m3,\n"
    b"L2,Column,Concrete C50,10,m3,\n"
    b"L3,Wall,Coral block,10,m3,\n"
    b"L4,Slab,anything,10,m3,dk-b1433\n"
)


@pytest.fixture
def project(cast: Cast) -> Project:
    """Registered under the open edition, then put under the draft as a trial."""
    project = make_project(cast)
    project.edition = store_edition(settings.EDITIONS_DIR / "island-2026-r2")
    project.save()
    return project


@pytest.fixture
def design(cast: Cast, project: Project) -> Design:
    return add_design(cast.member, project, DesignFiles(take_off=Upload("t.csv", [TAKE_OFF])))
