"""The annex of cases: what it says of the second edition, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from energyplus_runs.simulation.cases import check_treatments
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.outage import OutageSettings
from energyplus_runs.simulation.scenarios import Scenarios, read_scenarios
from tests.energyplus_runs.simulation.case_models import factors, scenarios_mapping, settings


def with_factors(*entries: dict[str, Any], named: str = "made-up") -> dict[str, Any]:
    mapping = scenarios_mapping()
    mapping["change_factors"] = list(entries)
    mapping["cases"]["later"] = {
        "title": {"en": "Later", "zh-hans": "未来"},
        "treatments": [{"kind": "future-climate", "factors": named}],
        "supplies": ["occupied_h_per_yr"],
        "hours": 8760,
    }
    return mapping


def refused(mapping: dict[str, Any]) -> str:
    with pytest.raises(SimulationError) as error:
        read_scenarios(mapping)
    return str(error.value)


def test_only_cases_that_a_metric_needs() -> None:
    shipped: Scenarios = read_scenarios(scenarios_mapping())
    assert [case.key for case in shipped.needed_for(["outage_set_above_30_k_h"])] == ["outage"]
    assert [case.key for case in shipped.needed_for(["occupied_h_per_yr", "gia_m2"])] == ["free-running"]
    assert shipped.needed_for(["gia_m2"]) == ()
    assert {case.hours for case in shipped.cases.values()} == {None}


def test_no_change_of_climate_is_shipped() -> None:
    assert scenarios_mapping()["change_factors"] == []


def test_factors_are_laid_into_the_treatment_that_names_them() -> None:
    given = factors(dry_bulb_mean_k=1.0)
    later = read_scenarios(with_factors(given)).cases["later"]
    assert later.treatments[0]["factors"] == given
    assert later.hours == 8760
    check_treatments(later.treatments)


@pytest.mark.parametrize("entries", [(), ("twice", "twice")])
def test_factors_must_be_there_once(entries: tuple[str, ...]) -> None:
    assert "made-up" in refused(with_factors(*(factors(dry_bulb_mean_k=1.0) for _ in entries)))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("basis", {"status": "M", "title": "?", "locator": "?", "note": {"en": "?", "zh-hans": "?"}}),
        ("monthly", {"dry_bulb_mean_k": [1.0] * 11}),
        ("monthly", {"dry_bulb_mean_k": [1.0] * 12, "dry_bulb_daily_max_k": [1.0] * 12}),
        ("monthly", {"relative_humidity_points": [1.0] * 12}),
        ("monthly", {"dry_bulb_mean_k": [1.0] * 12, "wind_speed_fraction": [-1.0] * 12}),
        ("region", ""),
    ],
)
def test_factors_without_a_source_or_a_month_are_refused(key: str, value: object) -> None:
    assert "change_factors[0]" in refused(with_factors({**factors(dry_bulb_mean_k=1.0), key: value}))


def test_settings_become_a_value_with_units() -> None:
    outage = OutageSettings.read(settings("outage"))
    assert (outage.hours, outage.clo, outage.air_m_per_s) == (168, 0.5, 0.1)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("window", "hours"), 0),
        (("window", "hours"), 167.5),
        (("window", "first_day"), "01-01"),
        (("window", "first_day"), "02-30"),
        (("window", "last_day"), "06-06"),
        (("backup", "source"), "diesel"),
        (("air_speed", "m_per_s"), 0),
        (("clothing", "clo"), float("nan")),
        (("clothing", "basis"), {}),
        (("surplus",), 1),
    ],
)
def test_wrong_settings_are_named(path: tuple[str, ...], value: object) -> None:
    treatment = settings("outage")
    inner = treatment
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(SimulationError) as error:
        check_treatments([treatment])
    assert {finding.code for finding in error.value.findings} == {"case-settings-invalid"}


def test_a_kind_nobody_knows_is_refused() -> None:
    with pytest.raises(SimulationError) as error:
        check_treatments([{"kind": "typhoon"}])
    assert error.value.findings[0].code == "treatment-unknown"
