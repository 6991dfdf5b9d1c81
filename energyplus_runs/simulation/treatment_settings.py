"""Whether the settings of a treatment are those its kind takes; their form is written in scenarios.schema.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_cases import CATALOGUE
from energyplus_runs.simulation.treatment import Treatment
from standard_site.lib.findings import Where

_SCHEMA = json.loads(Path(__file__).with_name("scenarios.schema.json").read_text(encoding="utf-8"))
_FILE = "scenarios.yaml"


def check_settings(treatment: Treatment) -> Mapping[str, Any]:
    """The same treatment. Raises SimulationError with a finding for each setting that is wrong, missing or unknown."""
    kind = str(treatment["kind"])
    schema = {"$ref": f"#/$defs/{kind}", "$defs": _SCHEMA["$defs"]}
    reasons = [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(treatment)
    ]
    if not reasons and not _finite(treatment):
        reasons = ["a number is not finite"]
    if reasons:
        raise wrong(kind, reasons)
    return treatment


def wrong(kind: str, reasons: list[str]) -> SimulationError:
    """The error that says what is wrong with the settings of a treatment."""
    where = Where(file=_FILE, field="treatments")
    return SimulationError(
        [CATALOGUE.make("case-settings-invalid", where, kind=kind, reason=reason) for reason in reasons]
    )


def _finite(treatment: Treatment) -> bool:
    """YAML can write .nan and .inf, which pass every bound."""
    try:
        json.dumps(treatment, allow_nan=False)
    except ValueError:
        return False
    return True
