"""`manage.py demo` on a machine that has nothing yet: everything started, the sample scored, everything ended."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from tests.flows.conftest import SCHEMA
from tests.services.conftest import Machine, installation, processes

pytestmark = [pytest.mark.services, pytest.mark.engine, pytest.mark.slow]
CASES = ["typical", "reference", "outage", "free-running"]
GIA_M2 = 2160.0  # of the sample


@pytest.fixture(scope="module")
def bare() -> Iterator[Machine]:
    with installation() as machine:
        yield machine


def demonstrated(machine: Machine) -> subprocess.CompletedProcess[str]:
    """What the demo said."""
    done = machine.manage("demo", timeout_s=600)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{machine.log()}"
    return done


def test_the_demo_ends_well_and_simulates_nothing_twice(bare: Machine) -> None:
    done = demonstrated(bare)
    written = (bare.folder / "demo" / "scorecard.json").read_text(encoding="utf-8")
    document = json.loads(written)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert document["edition"]["key"] == "island-2026-r1"
    assert [run["case"] for run in document["runs"]] == CASES
    for run in document["runs"]:
        seen = run["status"], run["simulated_hours"], run["severe"], run["cached"]
        assert seen == ("succeeded", 8760, 0, False), run
    assert document["subject"]["place"] == "baoting"
    _is_held_against_its_reference(document)
    _says_what_only_cases_tell(document)
    assert document["criteria"]
    assert all(criterion["trace"] for criterion in document["criteria"])
    assert "Rainforest guesthouse" in done.stdout
    assert str(bare.folder / "demo" / "scorecard.json") in done.stdout
    assert not processes(bare), "the demo leaves no process"

    demonstrated(bare)
    again = json.loads((bare.folder / "demo" / "scorecard.json").read_text(encoding="utf-8"))
    assert [run["cached"] for run in again["runs"]] == [True] * len(CASES)
    assert again["criteria"] == document["criteria"]
    assert not processes(bare)


def _is_held_against_its_reference(document: dict[str, Any]) -> None:
    """The saving is what both simulated years say, and the gate of a new building is decided by it."""
    years = document["energy"], document["energy"]["cases"]["reference"]
    design_kwh, reference_kwh = (sum(year["carriers"].values()) for year in years)
    metric = document["metrics"]["reference_site_eui_kwh_per_m2_yr"]
    assert metric["value"] == pytest.approx(reference_kwh / GIA_M2, rel=1e-12)
    saving = _requirement(document, "B06", "saving")
    assert saving["value"] == pytest.approx(100 * (1 - design_kwh / reference_kwh), abs=0.005)  # to 0.01 %
    assert saving["outcome"] == ("achieved" if saving["value"] >= 20 else "not_achieved")
    assert _requirement(document, "B05", "reduction")["outcome"] in ("achieved", "not_achieved")
    assert document["gate"]["outcome"] != "undetermined"


def _says_what_only_cases_tell(document: dict[str, Any]) -> None:
    """Nothing of them is missing, and no hour is counted twice."""
    values = {key: metric["value"] for key, metric in document["metrics"].items()}
    assert values["outage_set_above_30_k_h"] > 0
    assert 0 < values["comfortable_without_cooling_h_per_yr"] < values["occupied_h_per_yr"] <= 8760
    assert sum(value for key, value in values.items() if key.startswith("heat_index_")) <= 8760
    assert [_criterion(document, code)["missing"] for code in ("B05", "B06", "B11", "B12")] == [[]] * 4


def _criterion(document: dict[str, Any], code: str) -> dict[str, Any]:
    return next(dict(found) for found in document["criteria"] if found["code"] == code)


def _requirement(document: dict[str, Any], code: str, key: str) -> dict[str, Any]:
    asked = _criterion(document, code)["requirements"]
    return next(dict(found) for found in asked if found["key"] == key)
