"""The labelled lines against the factors of the newest edition in force: the figures that docs/matching.md states."""

import csv
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from assessments.carbon.factor import Factor
from assessments.carbon.factors_rows import factor_from_row
from assessments.carbon.matching import Matcher, Proposal, Way
from assessments.carbon.units import Unit, to_unit

MATERIALS = Path("rules/editions/island-2026-r1/tables/materials.csv")


@dataclass(frozen=True)
class Labelled:
    text: str
    unit: Unit
    keys: frozenset[str]
    part: str
    proposals: tuple[Proposal, ...]

    @property
    def place(self) -> int:
        """Where the right factor stands, 0 for the first; 99 when it is not there."""
        keys = [one.factor.key for one in self.proposals]
        return min((keys.index(key) for key in self.keys if key in keys), default=99)


def factors() -> list[Factor]:
    with MATERIALS.open(encoding="utf-8") as file:
        return [factor_from_row(row) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def lines() -> list[Labelled]:
    matcher = Matcher(factors())
    with Path(__file__).with_name("labelled.csv").open(encoding="utf-8") as file:
        return [_labelled(row, matcher) for row in csv.DictReader(file)]


def _labelled(row: dict[str, str], matcher: Matcher) -> Labelled:
    unit = to_unit(row["unit"])
    assert unit is not None, row
    keys = frozenset() if row["key"] == "none" else frozenset(row["key"].split("|"))
    return Labelled(row["text"], unit, keys, row["part"], matcher.propose(row["text"], unit))


def test_the_list_is_what_it_says(lines: list[Labelled]) -> None:
    known = {factor.key for factor in factors()}
    assert len(lines) >= 320
    assert len({line.text for line in lines}) == len(lines)
    assert sum(not line.keys for line in lines) >= 40
    assert all(line.keys <= known for line in lines)
    for line in lines:
        odd = sha256(line.text.encode()).digest()[0] % 2
        assert line.part == ("held-out" if odd else "dev"), line.text


def test_held_out_lines_with_a_factor(lines: list[Labelled]) -> None:
    asked = [line for line in lines if line.keys and line.part == "held-out"]
    assert sum(line.place == 0 for line in asked) / len(asked) >= 0.85
    assert sum(line.place < 5 for line in asked) / len(asked) >= 0.97


def test_nothing_wrong_is_ready(lines: list[Labelled]) -> None:
    assert [line.text for line in lines if line.proposals[0].ready and line.place != 0] == []


def test_every_ready_proposal_has_a_way_between_the_units(lines: list[Labelled]) -> None:
    ready = [(line, line.proposals[0]) for line in lines if line.proposals[0].ready]
    assert len(ready) > 150
    for line, first in ready:
        assert first.way is not Way.NONE
        assert (first.way is Way.SAME) == (line.unit is first.factor.unit)
        assert (first.thickness_mm is not None) == (first.way in (Way.THICKNESS, Way.THICKNESS_AND_DENSITY))
