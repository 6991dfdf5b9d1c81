"""The standard use of a building: by how much a model departs, what is replaced, and what the two editions share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.installation import find_engine
from energyplus_runs.simulation.preparation import Prepared, prepare
from energyplus_runs.simulation.protocol import read_protocol
from energyplus_runs.simulation.protocol_basis import Mode
from energyplus_runs.simulation.standard_use import for_uses
from energyplus_runs.simulation.weather import load_places
from tests.energyplus_runs.simulation.preparation_models import ROOT, box, protocol_mapping

ENGINE, GAZETTEER = find_engine(), load_places()
BAOTING = GAZETTEER.places["baoting"]
STANDARD = ["standard-densities", "standard-setpoints", "standard-schedules"]


def draft(typology: str = "office_whole") -> dict[str, Any]:
    """The protocol of the second edition as a run of this building gets it."""
    path = ROOT / "rules" / "editions" / "island-2026-r1" / "protocol.yaml"
    return for_uses(yaml.safe_load(path.read_text(encoding="utf-8")), [{"typology": typology}])


def prepared(mapping: dict[str, Any], text: str = "", steps: list[str] | None = None) -> Prepared:
    station = GAZETTEER.station_of(BAOTING)
    return prepare(text or box(), ENGINE, BAOTING, station, read_protocol(mapping), steps=steps)


def departures(done: Prepared) -> dict[str | None, tuple[str | None, str | None]]:
    changes = [change for step in done.steps for change in step.changes if change.action == "departs"]
    return {change.field: (change.before, change.after) for change in changes}


def test_checking_changes_nothing_that_the_first_edition_made() -> None:
    """The summary reports apart, which the draft asks for more of, both editions prepare the very same text."""
    mapping = draft()
    mapping["outputs"]["reports"] = protocol_mapping()["outputs"]["reports"]
    assert prepared(mapping).text == prepared(protocol_mapping()).text


def test_a_check_says_by_how_much_the_model_departs() -> None:
    """80 m² and 8 people are 10 m²/person, as the standard; 10 W/m² are not 15; 8 × 0.1 + 10 × 1 + 6 × 0.1 = 11.4 h."""
    done = prepared(draft(), steps=STANDARD)
    assert departures(done) == {
        "equipment_w_per_m2": ("10 W/m²", "15 W/m²"),
        "heating_setpoint_c": ("19 °C", "20 °C"),
        "people_full_hours_per_weekday": ("11.4 h", "9.45 h"),
    }
    assert {step.mode for step in done.steps} == {Mode.CHECK}
    told = [finding.message["en"] for finding in done.findings if finding.code == "departs-from-standard"]
    assert told[0] == "Electric equipment: the model has 10 W/m², the standard use 15 W/m² (-33 %)."
    # a temperature is no share of another: 19 - 20 = -1 K
    assert told[1] == "Heating set-point: the model has 19 °C, the standard use 20 °C (-1.0 K)."


def test_a_value_that_was_not_read_is_not_compared() -> None:
    done = prepared(draft("hotel"), steps=["standard-setpoints"])
    assert [finding.code for finding in done.findings] == ["standard-value-unknown"]


@pytest.mark.parametrize("uses", [["storage"], ["hotel", "retail"], []])
def test_without_one_standard_use_nothing_is_compared(uses: list[str]) -> None:
    mapping = for_uses(draft(), [{"typology": use} for use in uses])
    done = prepared(mapping, steps=["standard-densities"])
    assert departures(done) == {}
    assert [finding.code for finding in done.findings] == ["standard-use-unknown"]


def mode_of(mapping: dict[str, Any], key: str, mode: str) -> dict[str, Any]:
    next(step for step in mapping["steps"] if step["key"] == key)["mode"] = mode
    return mapping


def test_densities_can_be_replaced_and_then_do_not_depart() -> None:
    done = prepared(mode_of(draft("hotel"), "standard-densities", "replace"))
    fields = {(change.object, change.field): change.after for change in done.steps[7].changes}
    assert fields[("People", "Floor Area per Person")] == "25"
    assert fields[("ElectricEquipment", "Watts per Floor Area")] == "15"
    again = prepared(draft("hotel"), done.text, ["standard-densities"])
    assert departures(again) == {}


def test_a_density_is_never_counted_twice() -> None:
    text = (
        box()
        + "\nElectricEquipment, More plugs, Office, Day hours, Watts/Area, , 10, , 0, 0.3, 0, General;\n"
    )
    with pytest.raises(SimulationError) as caught:
        prepared(mode_of(draft(), "standard-densities", "replace"), text)
    assert [finding.code for finding in caught.value.findings] == ["standard-not-replaceable"]


def test_a_kept_step_leaves_the_models_own() -> None:
    done = prepared(mode_of(draft(), "mains-temperatures", "keep"))
    kept = next(step for step in done.steps if step.key == "mains-temperatures")
    assert (kept.mode, kept.changes) == (Mode.KEEP, ())
    assert "CorrelationFromWeatherFile" in done.text


@pytest.mark.parametrize(
    "change",
    [
        lambda p: mode_of(p, "calendar", "keep"),
        lambda p: mode_of(p, "ground-temperatures", "check"),
        lambda p: mode_of(p, "standard-setpoints", "replace"),
        lambda p: mode_of(p, "outputs", "drop"),
        lambda p: p["steps"].append({"key": "location", "mode": "replace", "basis": p["steps"][0]["basis"]}),
        lambda p: p.pop("standard_use"),
        lambda p: p.update(departures=["calendar"]),
        lambda p: p["standard_use"]["quantities"]["equipment_w_per_m2"].pop("basis"),
        lambda p: p["standard_use"]["quantities"]["equipment_w_per_m2"]["basis"].update(status="M"),
        lambda p: p.update(version=1),
    ],
)
def test_a_protocol_with_a_mistake_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    mapping = draft()
    change(mapping)
    with pytest.raises(SimulationError) as caught:
        read_protocol(mapping)
    assert {finding.code for finding in caught.value.findings} == {"protocol-invalid"}
