"""An engine that is not ours reads our LCAx and comes to the same totals, by module and by element."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from functools import cache
from typing import Any

import lcax
import pytest

from assessments.carbon.whole_life import LineWholeLife
from assessments.exports.lcax import MODULE, known_modules, lcax_json
from assessments.exports.ledger import Ledger, shared_modules
from tests.assessments.exports.buildings import PERIODS, guesthouse, guesthouse_before, house, office

EVERY = pytest.mark.parametrize(
    ("building", "period"),
    [(building, period) for building in (guesthouse, guesthouse_before, house, office) for period in PERIODS],
)


@cache
def calculated(building: Any, period: int) -> dict[str, Any]:
    project = lcax.Project.loads(lcax_json(building(), period))
    return json.loads(lcax.calculate_project(project).dumps())


@EVERY
def test_the_same_total_of_every_module(building, period):
    ledger: Ledger = building()
    life = ledger.lives[period]
    ours: dict[str, float] = defaultdict(float)
    for module in known_modules(life):
        ours[MODULE[module]] += {**life.modules, **life.apart}[module]
    theirs = calculated(building, period)["results"]["gwp"]
    assert theirs == pytest.approx(dict(ours), rel=1e-9, abs=1e-9)


@EVERY
def test_the_same_total_of_every_element(building, period):
    ledger: Ledger = building()
    life = ledger.lives[period]
    counted = set(known_modules(life)) & shared_modules(life)
    lines: dict[str, list[LineWholeLife]] = defaultdict(list)
    for line in life.lines:
        lines[line.element].append(line)
    theirs = {one["name"]: one["results"]["gwp"] for one in calculated(building, period)["assemblies"]}
    for element, group in lines.items():
        ours = math.fsum(line.modules[module] for line in group for module in counted)
        assert math.fsum(theirs[element].values()) == pytest.approx(ours, rel=1e-9)


def test_what_is_not_known_is_no_module_and_is_named():
    project = json.loads(lcax_json(guesthouse_before(), 60))
    assert not {"b4", "c1", "c3", "d"} & set(project["lifeCycleModules"])
    assert project["metaData"]["notKnown"] == "B4, C1, C2, C3, C4, D1, D2"


def test_it_is_a_valid_project():
    project = lcax.Project.loads(lcax_json(house(), 60))
    assert (project.name, project.reference_study_period) == ("Timber house", 60)
    assert [assembly.name for assembly in project.assemblies] == [
        "Frame",
        "Substructure",
        "Envelope",
        "Building as a whole",
    ]
