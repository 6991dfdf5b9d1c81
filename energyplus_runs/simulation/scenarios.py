"""The cases an edition asks for (its annex scenarios.yaml): which further runs there are, and which metrics each supplies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_preparation import CATALOGUE
from standard_site.lib.findings import Finding, Where

FILE_NAME = "scenarios.yaml"
_SCHEMA = json.loads(Path(__file__).with_name("scenarios.schema.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Case:
    """One further run of a design: how the model is treated for it, and the metrics that only it can tell.

    `hours` is what its run must return [h]; None where that is the year of the protocol's calendar.
    """

    key: str
    title: Mapping[str, str]
    treatments: tuple[Mapping[str, Any], ...]
    supplies: tuple[str, ...]
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class UnmetHours:
    """The most occupied hours [h] that rooms may miss their set-point in these cases before the run is doubted."""

    most_h: float
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenarios:
    """All cases of an edition by key; an edition without the annex has none.

    `unmet_hours` is None where the edition holds no run against any.
    """

    version: int
    cases: Mapping[str, Case]
    unmet_hours: UnmetHours | None = None

    def needed_for(self, metrics: Iterable[str]) -> tuple[Case, ...]:
        """The cases that supply at least one of these metrics, in the order of the annex."""
        wanted = frozenset(metrics)
        return tuple(case for case in self.cases.values() if wanted.intersection(case.supplies))


NO_SCENARIOS = Scenarios(0, {})


def read_scenarios(mapping: Mapping[str, Any]) -> Scenarios:
    """The cases in a loaded scenarios.yaml; a treatment that names its `factors` holds all of them afterwards.

    Raises SimulationError with a finding for each unknown or missing key and each wrong value.
    """
    findings = [
        _finding(error.json_path, error.message)
        for error in Draft202012Validator(_SCHEMA).iter_errors(mapping)
    ] or [*_factors_unknown(mapping)]
    if findings:
        raise SimulationError(findings)
    factors = {entry["key"]: entry for entry in mapping.get("change_factors", ())}
    cases = {key: _case(key, entry, factors) for key, entry in mapping["cases"].items()}
    return Scenarios(mapping["version"], cases, _unmet_hours(mapping))


def _unmet_hours(mapping: Mapping[str, Any]) -> UnmetHours | None:
    said = mapping.get("unmet_hours")
    return None if said is None else UnmetHours(float(said["most_h"]), tuple(said["cases"]))


def _case(key: str, entry: Mapping[str, Any], factors: Mapping[str, Any]) -> Case:
    treatments = tuple(
        {**treatment, "factors": factors[treatment["factors"]]} if "factors" in treatment else treatment
        for treatment in entry["treatments"]
    )
    return Case(key, entry["title"], treatments, tuple(entry["supplies"]), entry.get("hours"))


def _factors_unknown(mapping: Mapping[str, Any]) -> Iterator[Finding]:
    """Factors that a treatment names and the annex has not, or has twice."""
    keys = [entry["key"] for entry in mapping.get("change_factors", ())]
    for case, entry in mapping["cases"].items():
        for index, treatment in enumerate(entry["treatments"]):
            if "factors" in treatment and keys.count(treatment["factors"]) != 1:
                path = f"$.cases.{case}.treatments[{index}].factors"
                yield _finding(
                    path, f"one entry of change_factors must have the key {treatment['factors']!r}"
                )


def _finding(path: str, reason: str) -> Finding:
    return CATALOGUE.make("protocol-invalid", Where(file=FILE_NAME, field=path), reason=f"{path}: {reason}")
