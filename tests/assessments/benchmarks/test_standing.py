"""Where buildings stand among others."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import benchmarks
from assessments.benchmarks.collections import collections
from assessments.benchmarks.standing import LEAST, comparable, percentile, standings
from tests.assessments.exports.buildings import guesthouse_before, office

DATA = Path(benchmarks.__file__).with_name("data")
VALUES = {"embodied": 400.0, "upfront": 500.0, "energy": 150.0}
POSITIVE = st.floats(0, 1e6)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_the_buildings_are_there():
    assert len(rows("clf_wblca_v2")) == 292
    assert len(rows("singapore_measured")) == 919
    assert len(rows("singapore_embodied")) == 16
    assert sum(bool(row["energy_kwh_per_m2_yr"]) for row in rows("singapore_operational")) == 21


def test_every_use_that_is_named_has_buildings():
    uses = tomllib.loads(Path(benchmarks.__file__).with_name("uses.toml").read_text(encoding="utf-8"))
    for collection in collections():
        assert set(uses[collection.key].values()) <= set(collection.values), collection.key


def test_a_percentile_by_hand():
    others = (100.0, 200.0, 200.0, 300.0)
    assert percentile(50.0, others) == 0
    assert percentile(200.0, others) == 50  # one below, two equal by half: (1 + 1) / 4
    assert percentile(250.0, others) == 75
    assert percentile(300.5, others) == 100


@given(st.lists(POSITIVE, min_size=1).map(sorted).map(tuple), POSITIVE, POSITIVE)
def test_more_carbon_never_stands_lower(others, one, other):
    low, high = sorted((one, other))
    assert 0 <= percentile(low, others) <= percentile(high, others) <= 100


def test_an_office_stands_among_offices():
    clf, archetype, simulated, measured = standings("office_whole", VALUES)
    assert len(clf.others) >= LEAST
    below = sum(value < 400 for value in clf.others)
    assert clf.percentile == pytest.approx(100 * below / len(clf.others))
    assert (archetype.percentile, archetype.others) == (None, (510.684,))
    assert (simulated.percentile, simulated.others) == (None, (235.666,))
    assert (len(measured.others), measured.use) == (245, "Office")


def test_few_buildings_give_no_percentile():
    hotel = standings("hotel", VALUES)[0]
    assert 0 < len(hotel.others) < LEAST
    assert (hotel.percentile, hotel.middle is None) == (None, False)
    assert "too few" in hotel.why_not.en
    assert "no buildings" in standings("house", VALUES)[0].why_not.en


def test_the_differences_are_said_in_both_languages():
    for standing in standings("office_whole", VALUES):
        assert standing.differences
        assert all(said.en and said.zh_hans for said in standing.differences)


def test_the_same_modules_are_compared():
    life = office().lives[60]
    # A1–A3 606,172 + A4 9,315.732 + B4 288,124.962 + B5 0 + C2 8,578 + C3 6,305.9 + C4 2,384 = 920,880.594; / 2,400 m2
    assert comparable(life, 2400.0, None)["embodied"] == pytest.approx(383.7002475, rel=1e-9)


def test_what_is_not_known_has_no_percentile():
    values = comparable(guesthouse_before().lives[60], 1200.0, None)
    assert values["embodied"] is None
    assert standings("office_whole", values)[0].why_not.en == "This building's value is not known."


def test_other_years_are_refused():
    with pytest.raises(ValueError, match="60 years"):
        comparable(office().lives[50], 2400.0, None)
