"""Measures as somebody chose them: `[{"key": …, "parameters": {…}}]`, every parameter given, each measure once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.measures.catalogue import Measure, Parameter, measures
from energyplus_runs.simulation.measures.findings import CATALOGUE
from standard_site.lib.findings import Finding, Where

KIND = "measures"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One measure with a number for each of its parameters, in their units."""

    measure: Measure
    values: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        return {"key": self.measure.key, "parameters": dict(self.values)}


def treatment_of(chosen: Sequence[Chosen]) -> dict[str, Any]:
    """The treatment that applies measures, self-contained."""
    return {"kind": KIND, "measures": [one.to_json() for one in chosen]}


def read_treatment(treatment: Mapping[str, Any]) -> tuple[Chosen, ...]:
    """The measures of a treatment. Raises SimulationError with a finding for each mistake."""
    if set(treatment) != {"kind", "measures"}:
        raise SimulationError([_malformed("the treatment has other members than kind and measures")])
    return read_chosen(treatment["measures"])


def read_chosen(given: object) -> tuple[Chosen, ...]:
    """In the order of the catalogue, which is the order of application. Raises SimulationError with all mistakes."""
    if not isinstance(given, list | tuple) or not given:
        raise SimulationError([_malformed("measures is no list with an entry")])
    findings: list[Finding] = []
    chosen: dict[str, Chosen] = {}
    for entry in given:
        one = _read(entry, findings)
        if one is not None and one.measure.key in chosen:
            where = Where(field=one.measure.key)
            findings.append(CATALOGUE.make("measure-twice", where, title=one.measure.title))
        elif one is not None:
            chosen[one.measure.key] = one
    if findings:
        raise SimulationError(findings)
    return tuple(chosen[key] for key in measures() if key in chosen)


def _read(entry: object, findings: list[Finding]) -> Chosen | None:
    if not isinstance(entry, Mapping) or set(entry) != {"key", "parameters"}:
        findings.append(_malformed("an entry is no mapping with key and parameters"))
        return None
    measure, parameters = measures().get(str(entry["key"])), entry["parameters"]
    if measure is None:
        known = ", ".join(measures())
        where = Where(field="key")
        findings.append(CATALOGUE.make("measure-unknown", where, measure=entry["key"], known=known))
        return None
    if not isinstance(parameters, Mapping):
        findings.append(_malformed("parameters is no mapping"))
        return None
    mistakes = [*_mistakes(measure, parameters)]
    findings += mistakes
    if mistakes:
        return None
    return Chosen(measure, {name: float(parameters[name]) for name in measure.parameters})


def _mistakes(measure: Measure, given: Mapping[str, Any]) -> Iterator[Finding]:
    for name in given:
        if name not in measure.parameters:
            where, known = Where(field=f"{measure.key}.{name}"), ", ".join(measure.parameters)
            values = {"title": measure.title, "parameter": name, "known": known}
            yield CATALOGUE.make("measure-parameter-unknown", where, **values)
    for name, parameter in measure.parameters.items():
        if name not in given:
            yield _wrong("measure-parameter-missing", measure, parameter, "")
        elif not _is_within(parameter, given[name]):
            yield _wrong("measure-parameter-outside", measure, parameter, given[name])


def _is_within(parameter: Parameter, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return parameter.least <= value <= parameter.most


def _wrong(code: str, measure: Measure, parameter: Parameter, value: object) -> Finding:
    unit = "" if parameter.unit == "1" else parameter.unit
    return CATALOGUE.make(
        code,
        Where(field=f"{measure.key}.{parameter.key}"),
        title=measure.title,
        parameter=parameter.title,
        value=value,
        least=f"{parameter.least:g}",
        most=f"{parameter.most:g}",
        unit=unit,
    )


def _malformed(reason: str) -> Finding:
    return CATALOGUE.make("measures-malformed", Where(field="measures"), reason=reason)
