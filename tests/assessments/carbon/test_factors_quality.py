"""The part of A1–A3 from product declarations and the newest data year."""

import pytest

from assessments.carbon.factor import Factor, Kind
from assessments.carbon.factors_quality import factor_quality
from assessments.carbon.units import Unit


def factor(kind=Kind.SPECIFIC, year=2024):
    return Factor(
        "f", {"en": "f"}, Unit.KG, 1.0, frozenset({"A1-A3"}), None, None, "s", "F1", kind=kind, year=year
    )


def test_the_part_of_products_and_the_newest_year():
    # 100 and 50 of products, 850 of an average: 150 of 1 000
    found = factor_quality(
        [(factor(), 100.0), (factor(year=2020), 50.0), (factor(Kind.LOCAL_GENERIC, 2019), 850.0)]
    )
    assert (found.specific_kgco2e, found.newest_year) == (150.0, 2024)
    assert found.by_kind == {Kind.SPECIFIC: 2, Kind.LOCAL_GENERIC: 1, Kind.FOREIGN_GENERIC: 0}


def test_averages_alone_have_no_part_of_products():
    assert factor_quality([(factor(Kind.LOCAL_GENERIC), 1.0)]).specific_kgco2e == 0.0


@pytest.mark.parametrize("lines", [[], [(None, None)], [(factor(), None)], [(factor(), 1.0), (None, None)]])
def test_what_is_not_known_of_a_line_is_not_known_of_the_whole(lines):
    assert factor_quality(lines).specific_kgco2e is None


def test_a_factor_without_a_year_leaves_the_newest_open():
    assert factor_quality([(factor(), 1.0), (factor(year=None), 1.0)]).newest_year is None
