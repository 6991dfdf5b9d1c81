"""Measures in real runs of the small office."""

from __future__ import annotations

from pathlib import Path

import pytest

from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.measures.choosing import treatment_of
from energyplus_runs.simulation.results import Results, read_results
from energyplus_runs.simulation.runner import run
from tests.energyplus_runs.simulation.case_models import STATION, case_of
from tests.energyplus_runs.simulation.measures.test_applying import TANK, chosen
from tests.energyplus_runs.simulation.preparation_models import box

pytestmark = pytest.mark.engine


def _simulated(text: str, engine: Engine, folder: Path) -> Results:
    outcome = run(engine, text, STATION.epw.path, folder, trusted=True)
    assert outcome.sql is not None, outcome.findings
    return read_results(outcome.sql)


def _kwh(results: Results, end_use: str, carrier: str) -> float:
    return sum(one.kwh for one in results.end_uses if (one.end_use, one.carrier) == (end_use, carrier))


def test_heat_pump_fans_and_sun_are_metered_as_they_must_be(engine: Engine, tmp_path: Path) -> None:
    """One run before and one with three measures.

    Gas at 0.8 becomes electricity at 3: what the water takes is the same, so that electricity is near gas · 0.8 / 3. Fans of
    2 W/m2 turn with the people: the day's hours are 8 · 0.1 + 10 · 1 + 6 · 0.1 = 11.4 h, over 80 m2 and 365 days 665.8 kWh; the
    plugs of 10 W/m2 at the same hours take five times that. The sun's electricity was in no meter before.
    """
    before = _simulated(case_of(box() + TANK, engine).prepared.text, engine, tmp_path / "before")
    asked = [chosen("cooling-setpoint"), chosen("heat-pump-water"), chosen("photovoltaics")]
    case = case_of(box() + TANK, engine, treatment_of(asked))
    after = _simulated(case.prepared.text, engine, tmp_path / "after")
    gas = _kwh(before, "water_systems", "natural_gas")
    assert _kwh(after, "water_systems", "natural_gas") == 0
    hot_water = _kwh(after, "water_systems", "electricity") + (
        _kwh(after, "fans", "electricity") - _kwh(before, "fans", "electricity")
    )
    assert 0.7 * gas * 0.8 / 3 < hot_water < 1.1 * gas * 0.8 / 3
    plugs = [_kwh(results, "interior_equipment", "electricity") for results in (before, after)]
    assert plugs[0] == pytest.approx(5 * 665.76)
    assert plugs[1] - plugs[0] == pytest.approx(665.76)
    assert before.photovoltaic_kwh is None
    assert after.photovoltaic_kwh is not None
    assert after.photovoltaic_kwh > 0
    assert [step.key for step in case.prepared.steps][-4:] == [
        "cooling-setpoint",
        "heat-pump-water",
        "photovoltaics",
        "measures-outputs",
    ]
