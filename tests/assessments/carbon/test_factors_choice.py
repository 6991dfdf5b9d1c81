"""Which factor a line gets when several are for its material."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.carbon.factor import Factor, Kind
from assessments.carbon.factors import FactorLibrary
from assessments.carbon.units import Unit

DAY = date(2026, 6, 1)


def factor(key, value=100.0, kind=Kind.LOCAL_GENERIC, unit=Unit.M3, **more):
    names = {"en": key, "zh-hans": f"{key}料"}
    return Factor(key, names, unit, value, frozenset({"A1-A3"}), None, None, "s", "F2", kind=kind, **more)


GENERIC = factor("concrete")
DANISH = factor("dk", 90.0, Kind.FOREIGN_GENERIC, stands_for="concrete", uplift=0.25)
SPECIFIC = factor("epd", 200.0, Kind.SPECIFIC, stands_for="concrete", year=2024, valid_until=date(2027, 1, 1))


def library(*factors, **more):
    return FactorLibrary(factors, DAY, **more)


def test_specific_before_local_before_foreign_whichever_is_lower():
    match = library(DANISH, GENERIC, SPECIFIC).match("concrete")
    assert match.factor is SPECIFIC
    assert [(loser.factor.key, loser.why) for loser in match.losers] == [
        ("concrete", "lesser-kind"),
        ("dk", "lesser-kind"),
    ]


def test_naming_the_foreign_one_does_not_pick_it():
    assert library(DANISH, GENERIC).match("x", "dk").factor is GENERIC


def test_an_expired_declaration_gives_way():
    match = FactorLibrary([GENERIC, SPECIFIC], date(2027, 1, 2)).match("concrete")
    assert match.factor is GENERIC
    assert [(loser.factor.key, loser.why) for loser in match.losers] == [("epd", "expired")]


def test_an_expired_declaration_alone_leaves_the_line_unmatched():
    alone = replace(SPECIFIC, stands_for=None)
    match = FactorLibrary([alone], date(2027, 1, 2)).match("epd")
    assert (match.factor, match.reason, match.suggestions) == (None, "factor-expired", ("epd",))


def test_a_line_may_insist():
    chosen = library(DANISH, GENERIC, SPECIFIC, insisted={"L1": "dk"})
    match = chosen.match_line("L1", "concrete")
    assert match.factor is DANISH
    assert match.insisted
    assert [(loser.factor.key, loser.why) for loser in match.losers] == [("epd", "overridden")]
    assert chosen.match_line("L2", "concrete").factor is SPECIFIC


def test_a_factor_in_another_unit_does_not_compete():
    per_area = replace(SPECIFIC, unit=Unit.M2)
    match = library(GENERIC, per_area).match("concrete")
    assert match.factor is GENERIC
    assert match.losers[0].why == "other-unit"


def test_kilograms_and_tonnes_do():
    steel, epd = factor("steel", unit=Unit.T), replace(SPECIFIC, stands_for="steel", unit=Unit.KG)
    assert library(steel, epd).match("steel").factor is epd


def test_of_two_declarations_the_newer():
    older = replace(SPECIFIC, key="epd-old", name={"en": "o", "zh-hans": "旧"}, year=2020)
    match = library(older, GENERIC, SPECIFIC).match("concrete")
    assert match.factor is SPECIFIC
    assert ("epd-old", "older") in [(loser.factor.key, loser.why) for loser in match.losers]


def test_the_uplift_counts_and_never_enlarges_a_credit():
    foreign = replace(DANISH, other_modules={"C4": 4.0, "D": -8.0})
    # 90 · 1.25 = 112.5; 4 · 1.25 = 5; −8 stays
    assert [foreign.module(name) for name in ("A1-A3", "C4", "D", "C3")] == [112.5, 5.0, -8.0, None]
    assert foreign.stated("A1-A3") == 90.0


def test_negative_product_stage_never_counts():
    assert factor("timber", -600.0).module("A1-A3") is None


def test_modules_held_inside_one_value():
    brick = replace(GENERIC, modules=frozenset({"A1-A3", "A4"}))
    assert (brick.module("A1-A3"), brick.module("A4"), brick.module("C3")) == (100.0, 0.0, None)
    assert brick.known_modules == ("A1-A3", "A4")


@given(st.permutations([GENERIC, DANISH, SPECIFIC, replace(SPECIFIC, key="b", name={"en": "b"}, year=2020)]))
def test_the_order_of_the_library_changes_nothing(factors):
    match = library(*factors).match("concrete")
    assert match.factor is SPECIFIC
    assert {loser.factor.key for loser in match.losers} == {"concrete", "dk", "b"}


def test_a_row_that_is_not_active_has_no_module():
    assert replace(GENERIC, usable=False).module("A1-A3") is None
    assert replace(GENERIC, usable=False).stated("A1-A3") == 100.0


@pytest.mark.parametrize("kind", list(Kind))
def test_alone_every_kind_is_taken(kind):
    one = replace(GENERIC, kind=kind)
    assert library(one).match("concrete").factor is one
