"""The files of an edition whose meaning lies outside its own engine: whether those who use them can."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.case_metrics import SUPPLIED
from assessments.factors import LIKE_TABLE, factors_of, treated_like_of
from assessments.refusal import FINDINGS
from energyplus_runs.simulation import scenarios
from energyplus_runs.simulation.cases import check_treatments
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.protocol import read_protocol
from energyplus_runs.simulation.reference.annex import FILE_NAME, read_reference_building
from rules.engine.errors import EditionError
from rules.engine.schema import Edition
from standard_site.lib.findings import Finding, Where


def check_annexes(edition: Edition) -> tuple[EditionError, ...]:
    """What is wrong with the annexes of an edition that is right by itself."""
    protocol = edition.annexes.get("protocol")
    if protocol is None:
        return (_mistake(FINDINGS.make("annex-missing", file="protocol.yaml")),)
    try:
        read_protocol(protocol)
        found = [*_cases(edition), *_recipes(edition), *_ends_of_life(edition)]
    except SimulationError as error:
        return tuple(_mistake(finding) for finding in error.findings)
    return tuple(_mistake(finding) for finding in found)


def _cases(edition: Edition) -> Iterator[Finding]:
    """What is wrong with the cases of the edition; raises SimulationError for an annex or settings that cannot be read."""
    annex = edition.annexes.get("scenarios")
    for case in scenarios.read_scenarios(annex).cases.values() if annex is not None else ():
        # a recipe is a setting of another annex, and is checked there
        check_treatments([treatment for treatment in case.treatments if "recipe" not in treatment])
        for metric in case.supplies:
            where = Where(file=scenarios.FILE_NAME, field=f"$.cases.{case.key}.supplies")
            if metric not in edition.metrics:
                yield FINDINGS.make("case-supplies-unknown", where, case=case.key, metric=metric)
            elif metric not in SUPPLIED:
                known = ", ".join(sorted(SUPPLIED))
                yield FINDINGS.make("case-supplies-not-read", where, metric=metric, known=known)


def _recipes(edition: Edition) -> Iterator[Finding]:
    """What is wrong between the reference building and the rest; raises SimulationError for an annex that cannot be read."""
    annex = edition.annexes.get("reference_building")
    reference = read_reference_building(annex) if annex is not None else None
    for key, recipe in reference.recipes.items() if reference else ():
        for typology in sorted(set(recipe["typologies"]) - set(edition.typologies)):
            where = Where(file=FILE_NAME, field=f"$.recipes.{key}.typologies")
            yield FINDINGS.make("recipe-typology-unknown", where, recipe=key, typology=typology)
    scenarios_annex = edition.annexes.get("scenarios")
    cases = scenarios.read_scenarios(scenarios_annex).cases.values() if scenarios_annex is not None else ()
    named = (treatment["recipe"] for case in cases for treatment in case.treatments if "recipe" in treatment)
    for recipe in named:
        if reference is None:
            yield FINDINGS.make("annex-missing", file=FILE_NAME)
        else:
            reference.treatment(recipe)


def _ends_of_life(edition: Edition) -> Iterator[Finding]:
    """Rows by which a material is treated like another one, and that leave C3 or C4 open."""
    if LIKE_TABLE not in edition.tables:
        return
    known = {factor.key for factor in factors_of(edition)}
    where = Where(file=f"tables/{LIKE_TABLE}.csv")
    for key, like in treated_like_of(edition).items():
        absent = sorted({key, like.key} - known)
        if absent or len(like.kgco2e_per_kg) < 2:  # C3 and C4
            yield FINDINGS.make("end-of-life-open", where, material=key, like=like.key)


def _mistake(finding: Finding) -> EditionError:
    where = finding.where
    return EditionError(
        where.file or "protocol.yaml", where.line, finding.code, finding.message, finding.remedy
    )
