"""Templates of equipment are written out by the engine: the run has results, and the equipment is what was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.intake import ModelFormat
from energyplus_runs.simulation.results import read_results
from energyplus_runs.simulation.runner import Status, run
from energyplus_runs.simulation.schema_index import load_schema
from energyplus_runs.simulation.tokens import tokenise
from tests.energyplus_runs.simulation.conftest import Ran, model_text
from tests.energyplus_runs.simulation.intake_models import examined, the

TEMPLATES = """HVACTemplate:Thermostat,办公室,Heat to,,Cool to,;
HVACTemplate:Zone:PTAC,Office,办公室,,,,,,Flow/Person,0.00944,,,,Always on,DrawThrough,0.7,75,0.9,SingleSpeedDX,,,,3.0,Electric;
"""


def templated() -> str:
    """The small office with its packaged air conditioner as a template instead of its parts."""
    text = model_text()
    start, end = text.index("ZoneControl:Thermostat,"), text.index("Curve:Quadratic, Cycling")
    return text[:start] + TEMPLATES + text[text.index(";", end) + 1 :]


def test_templates_are_accepted_and_said_to_be_expanded() -> None:
    intake = examined(templated())
    assert intake.accepted, [str(finding) for finding in intake.findings]
    assert "2 template objects" in the(intake, "templates-expanded").message["en"]
    assert "HVACTemplate:Zone:PTAC" in (intake.text or "")
    assert intake.summary is not None
    (pattern,) = intake.summary.patterns
    assert pattern.cooling is not None and pattern.cooling.hours == ((26.0, 8760),)


def test_templates_come_in_epjson_too() -> None:
    template = {"HVACTemplate:Thermostat": {"T": {"constant_cooling_setpoint": 26}}}
    intake = examined(json.dumps(template), "t.epJSON")
    assert intake.format is ModelFormat.EPJSON
    assert "object-type-not-allowed" not in {finding.code for finding in intake.findings}


@pytest.mark.engine
def test_a_run_writes_templates_out_and_uses_what_they_stand_for(
    engine: Engine, epw: Path, run_folder: Path, box_run: Ran
) -> None:
    text = examined(templated()).text
    assert text is not None
    outcome = run(engine, text, epw, run_folder)
    assert outcome.status is Status.FINISHED, [str(finding) for finding in outcome.findings]
    expanded = (run_folder / "eplusout.expidf").read_text(encoding="utf-8")
    objects = tokenise(expanded, load_schema(engine.schema)).objects
    types = {item.type_name.lower() for item in objects}
    assert not any(name.startswith("hvactemplate") for name in types)
    assert {
        "zonehvac:packagedterminalairconditioner",
        "coil:cooling:dx:singlespeed",
        "zonecontrol:thermostat",
    } <= types
    cooling, by_parts = (
        sum(use.kwh for use in read_results(path, 8760).end_uses if use.end_use == "cooling")
        for path in (outcome.sql, box_run.outcome.sql) if path is not None
    )  # fmt: skip
    # the same office and coefficient of performance, with the template's curves instead of flat ones
    assert cooling == pytest.approx(by_parts, rel=0.2)
