"""The subject of an assessment: the project's word first, the declared file's where the project says nothing."""

from __future__ import annotations

import pytest

from assessments.carbon.declared_subject import DeclaredSubject, DeclaredUse
from assessments.models import Project
from assessments.subject import differences, subject_of


def _declared(**values: object) -> DeclaredSubject:
    known: dict[str, object] = dict.fromkeys(DeclaredSubject.__dataclass_fields__)
    return DeclaredSubject(**{**known, **values})  # type: ignore[arg-type]


def _project(**values: object) -> Project:
    plain = {
        "name": "House",
        "place_key": "baoting",
        "gia_m2": 1000.0,
        "construction_start_year": 2027,
        "uses": [],
    }
    return Project(**{**plain, **values})


def test_an_area_only_the_file_gives_is_taken() -> None:
    subject = subject_of(_project(), _declared(footprint_m2=400.0, gia_m2=900.0))
    assert (subject["footprint_m2"], subject["gia_m2"], subject["roof_area_m2"]) == (400.0, 1000.0, None)


def test_without_a_file_what_is_missing_stays_missing() -> None:
    assert subject_of(_project(gia_m2=None))["gia_m2"] is None


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"gia_m2": 1004.9}, []),  # 0.49 % is rounding in a schedule of areas
        ({"gia_m2": 1005.1}, ["gia_m2"]),
        ({"place": "haikou", "construction_start_year": 2028}, ["construction_start_year", "place"]),
        ({"footprint_m2": 400.0, "uses": (DeclaredUse("hotel", 1.0),)}, []),  # the project says nothing of it
    ],
)
def test_what_the_file_says_otherwise_is_told(said: dict[str, object], fields: list[str]) -> None:
    found = differences(_project(), _declared(**said), "declared.yaml")
    assert [finding.where.field for finding in found] == fields
    assert all(finding.code == "declared-subject-differs" for finding in found)


def test_no_subject_declared_is_no_difference() -> None:
    assert differences(_project(), None, "declared.yaml") == []
