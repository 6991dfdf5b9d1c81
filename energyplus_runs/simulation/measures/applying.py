"""Measures carried out on a model, one named step each, in the order of the catalogue; and what is built for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.idf import IdfModel, load
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.measures.base import Found
from energyplus_runs.simulation.measures.building import told_of
from energyplus_runs.simulation.measures.catalogue import Measure
from energyplus_runs.simulation.measures.choosing import Chosen, read_treatment
from energyplus_runs.simulation.measures.findings import CATALOGUE
from energyplus_runs.simulation.measures.registry import APPLIERS
from energyplus_runs.simulation.preparation import StepReport
from energyplus_runs.simulation.steps_base import Site
from energyplus_runs.simulation.steps_outputs import reduce_outputs
from energyplus_runs.simulation.treatment import Kind, Treated, Treatment
from standard_site.lib.findings import Finding, Where

_OUTPUTS = {"en": "Outputs, with the measures", "zh-hans": "输出（含改进措施）"}


@dataclass(frozen=True, slots=True)
class Improved:
    """A model after measures: its text, what each did and what was left as it is."""

    text: str
    steps: tuple[StepReport, ...]
    findings: tuple[Finding, ...]


def improve(text: str, engine: Engine, chosen: Sequence[Chosen]) -> Improved:
    """Apply measures to IDF text. Raises SimulationError when it cannot be loaded or a measure does not apply to it."""
    model = load(text, engine)
    steps, findings = _apply_all(model, chosen)
    return Improved(model.write(), steps, findings)


def apply_measures(model: IdfModel, site: Site, treatment: Treatment) -> Treated:
    """The treatment `measures`. What they add is metered too. Raises SimulationError for one that does not apply."""
    steps, findings = _apply_all(model, read_treatment(treatment))
    outputs = StepReport("measures-outputs", _OUTPUTS, reduce_outputs(model, site).changes)
    return Treated((*steps, outputs), findings)


MEASURES_KIND = Kind(apply_measures, check=read_treatment)


def _apply_all(
    model: IdfModel, chosen: Sequence[Chosen]
) -> tuple[tuple[StepReport, ...], tuple[Finding, ...]]:
    steps: list[StepReport] = []
    findings: list[Finding] = []
    for one in chosen:
        measure, applier = one.measure, APPLIERS[one.measure.key]
        found = applier.find(model, one.values)
        if not found.targets:
            raise SimulationError(_why(measure, found))
        done = applier.change(model, one.values, found)
        built = [change for part in done.built for change in told_of(measure, part)]
        steps.append(StepReport(measure.key, measure.title, (*done.changes, *built)))
        findings += found.left
    return tuple(steps), tuple(findings)


def _why(measure: Measure, found: Found) -> tuple[Finding, ...]:
    """Why a measure does not apply, the short reason first."""
    where = Where(field=measure.key)
    code = found.why or (
        "measure-nothing-better" if found.present and not found.left else "measure-nothing-found"
    )
    return (CATALOGUE.make(code, where, title=measure.title, needs=measure.needs), *found.left)
