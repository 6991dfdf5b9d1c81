"""The cases an edition asks for (its annex scenarios.yaml): which further runs there are, and which metrics each supplies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_preparation import CATALOGUE
from standard_site.lib.findings import Where

FILE_NAME = "scenarios.yaml"
_SCHEMA = json.loads(Path(__file__).with_name("scenarios.schema.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Case:
    """One further run of a design: how the model is treated for it, and the metrics that only it can tell."""

    key: str
    title: Mapping[str, str]
    treatments: tuple[Mapping[str, Any], ...]
    supplies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenarios:
    """All cases of an edition by key; an edition without the annex has none."""

    version: int
    cases: Mapping[str, Case]

    def needed_for(self, metrics: Iterable[str]) -> tuple[Case, ...]:
        """The cases that supply at least one of these metrics, in the order of the annex."""
        wanted = frozenset(metrics)
        return tuple(case for case in self.cases.values() if wanted.intersection(case.supplies))


NO_SCENARIOS = Scenarios(0, {})


def read_scenarios(mapping: Mapping[str, Any]) -> Scenarios:
    """The cases in a loaded scenarios.yaml.

    Raises SimulationError with a finding for each unknown or missing key and each wrong value.
    """
    findings = [
        CATALOGUE.make(
            "protocol-invalid",
            Where(file=FILE_NAME, field=error.json_path),
            reason=f"{error.json_path}: {error.message}",
        )
        for error in Draft202012Validator(_SCHEMA).iter_errors(mapping)
    ]
    if findings:
        raise SimulationError(findings)
    cases = {
        key: Case(key, entry["title"], tuple(entry["treatments"]), tuple(entry["supplies"]))
        for key, entry in mapping["cases"].items()
    }
    return Scenarios(mapping["version"], cases)
