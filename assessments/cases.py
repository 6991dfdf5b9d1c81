"""The further cases of an edition: which of them a subject needs, and how each treats the model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from assessments.refusal import FINDINGS, Refused
from energyplus_runs.models import TYPICAL, Run
from energyplus_runs.simulation.reference.annex import read_reference_building
from energyplus_runs.simulation.scenarios import NO_SCENARIOS, Case, Scenarios, read_scenarios
from rules.engine.evaluation import Subject, judge_criterion
from rules.engine.inputs import inputs_of
from rules.engine.requirements import NOT_APPLICABLE
from rules.engine.schema import Edition
from standard_site.lib.findings import Where


@lru_cache(maxsize=8)
def scenarios_of(edition: Edition) -> Scenarios:
    """The cases of an edition; none where it has no such annex.

    Raises:
        SimulationError: the annex is wrong (an edition of the service was checked).
    """
    annex = edition.annexes.get("scenarios")
    return NO_SCENARIOS if annex is None else read_scenarios(annex)


def needed_cases(edition: Edition, subject: Subject, given: Collection[str] = ()) -> tuple[Case, ...]:
    """The cases whose metrics a criterion asks for that can apply to this subject; what is `given` needs no run."""
    scenarios = scenarios_of(edition)
    supplied = {metric for case in scenarios.cases.values() for metric in case.supplies} - set(given)
    return scenarios.needed_for(_asked(edition, subject, supplied))


def _asked(edition: Edition, subject: Subject, among: Collection[str]) -> Iterator[str]:
    for criterion in edition.criteria if among else ():
        metrics = [metric.key for metric in inputs_of(edition, criterion).metrics if metric.key in among]
        if metrics and _can_apply(edition, criterion.key, subject):
            yield from metrics


def _can_apply(edition: Edition, criterion_key: str, subject: Subject) -> bool:
    """Whether anything of a criterion may count, with no metric known: what hangs on a metric is not ruled out."""
    return judge_criterion(edition, criterion_key, subject, {}).outcome != NOT_APPLICABLE


def narrowed(
    edition: Edition, cases: Iterable[Case], only: Collection[str] | None
) -> tuple[list[Case], list[dict[str, Any]]]:
    """The cases that are wanted, and a finding for each that is needed and left out; the typical year always runs.

    Raises:
        Refused: a word of `only` is no case of the edition.
    """
    known = (TYPICAL, *scenarios_of(edition).cases)
    if only is None:
        return list(cases), []
    strange = [word for word in only if word not in known]
    if strange:
        where = Where(field="cases")
        raise Refused([FINDINGS.make("case-unknown", where, case=strange[0], known=", ".join(known))])
    wanted = [case for case in cases if case.key in only]
    left_out = [case for case in cases if case.key not in only]
    return wanted, [FINDINGS.make("case-left-out", None, case=case.title).to_json() for case in left_out]


def treatments_of(edition: Edition, case: Case, subject: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """What is done to the model for a case, with all the numbers it takes from the edition's other annexes."""
    typologies = list(dict.fromkeys(use["typology"] for use in subject.get("uses") or ()))
    return tuple(_whole(edition, treatment, typologies) for treatment in case.treatments)


def _whole(edition: Edition, treatment: Mapping[str, Any], typologies: Sequence[str]) -> Mapping[str, Any]:
    """A treatment by a recipe, with the recipe; others are whole as they are."""
    if "recipe" not in treatment:
        return treatment
    return read_reference_building(edition.annexes["reference_building"]).treatment(
        treatment["recipe"], typologies
    )


def in_case_order(runs: Iterable[Run], cases: Mapping[str, Case]) -> list[Run]:
    """The typical year first, then the cases as the edition has them, then others as they were asked for."""
    order = {key: number for number, key in enumerate((TYPICAL, *cases))}
    return sorted(runs, key=lambda run: (order.get(run.case, len(order)), run.requested_at))
