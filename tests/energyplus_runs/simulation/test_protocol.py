"""The simulation protocol of an edition: what is shipped, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.preparation import STEPS
from energyplus_runs.simulation.protocol import read_protocol
from tests.energyplus_runs.simulation.preparation_models import protocol, protocol_mapping


def paths_of_refusal(change: Callable[[dict[str, Any]], object]) -> list[str | None]:
    mapping = protocol_mapping()
    change(mapping)
    with pytest.raises(SimulationError) as caught:
        read_protocol(mapping)
    assert {finding.code for finding in caught.value.findings} == {"protocol-invalid"}
    return [finding.where.field for finding in caught.value.findings]


def test_the_shipped_protocol_reads_and_takes_every_step_there_is() -> None:
    shipped = protocol()
    assert shipped.steps == tuple(key for key in STEPS if not key.startswith("standard-"))
    assert shipped.calendar.first_weekday == "Thursday"  # 1 January 2026
    assert shipped.calendar.hours == 365 * 24
    assert sum(item.days for item in shipped.calendar.holidays) == 13
    assert shipped.ground.building_surface_c == (24.0,) * 12


def test_every_value_says_what_it_rests_on() -> None:
    shipped = protocol()
    parts = (
        shipped.calendar,
        shipped.design_days,
        shipped.ground,
        shipped.mains,
        shipped.numerics,
        shipped.outputs,
    )
    for part in parts:
        assert part.basis.title
        assert part.basis.locator
        assert set(part.basis.note) == {"en", "zh-hans"}


def test_the_model_may_keep_its_own_ground() -> None:
    mapping = protocol_mapping()
    mapping["ground"]["building_surface_c"] = "keep"
    assert read_protocol(mapping).ground.building_surface_c is None


def test_a_leap_year_has_8784_hours() -> None:
    mapping = protocol_mapping()
    mapping["calendar"].update(year=2028, first_weekday="Saturday")
    assert read_protocol(mapping).calendar.hours == 8784


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda p: p.update(colour="blue"), "$"),
        (lambda p: p.pop("mains"), "$"),
        (lambda p: p.update(version=3), "$.version"),
        (lambda p: p["steps"].append("polish"), "$.steps[7]"),
        (lambda p: p["steps"].append("outputs"), "$.steps"),
        (lambda p: p["calendar"].update(year="2026"), "$.calendar.year"),
        (lambda p: p["calendar"].update(first_weekday="Sunday"), "$.calendar.first_weekday"),
        (lambda p: p["calendar"]["holidays"][0].update(start="02-30"), "$.calendar.holidays[0].start"),
        (lambda p: p["calendar"]["holidays"][0].update(days=0), "$.calendar.holidays[0].days"),
        (lambda p: p["calendar"]["holidays"].reverse(), "$.calendar.holidays"),
        (lambda p: p["calendar"]["holidays"][0].update(days=31 + 17), "$.calendar.holidays[0].days"),
        (lambda p: p["calendar"]["holidays"][3].update(start="04-04", days=2), "$.calendar.holidays"),
        (lambda p: p["calendar"]["holidays"][-1].update(start="12-31", days=2), "$.calendar.holidays"),
        (lambda p: p["design_days"].update(names=[]), "$.design_days.names"),
        (lambda p: p["ground"].update(building_surface_c=[24] * 11), "$.ground.building_surface_c"),
        (lambda p: p["ground"].update(building_surface_c=[math.nan] * 12), "$.ground.building_surface_c"),
        (lambda p: p["mains"].update(method="guess"), "$.mains.method"),
        (lambda p: p["mains"]["basis"].update(status="M"), "$.mains.basis.status"),
        (lambda p: p["numerics"].update(timestep=1), "$.numerics.timestep"),
        (lambda p: p["numerics"].update(unmet_tolerance_k=math.nan), "$.numerics.unmet_tolerance_k"),
        (lambda p: p["outputs"].update(frequencies=["Hourly"]), "$.outputs.frequencies[0]"),
    ],
)
def test_mistakes_are_named_where_they_are(change: Callable[[dict[str, Any]], object], path: str) -> None:
    assert paths_of_refusal(change) == [path]


def test_all_mistakes_are_told_at_once() -> None:
    assert len(paths_of_refusal(lambda p: (p.pop("mains"), p.update(version=3), p["steps"].clear()))) == 3
