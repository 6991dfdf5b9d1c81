"""What is said of the runs of an assessment: their own findings, each by its case, and what the edition doubts in a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.cases import scenarios_of
from assessments.origins import in_case
from assessments.refusal import FINDINGS
from energyplus_runs.models import TYPICAL, Run, RunStatus
from energyplus_runs.simulation.scenarios import Case, UnmetHours
from rules.engine.schema import Edition

Said = dict[str, Any]
_TYPICAL_TITLE = {"en": "Typical year", "zh-hans": "典型年"}


def said_of_runs(runs: Sequence[Run], edition: Edition) -> Iterator[Said]:
    """The findings of the typical year, what each further case has besides, and doubts about either."""
    scenarios = scenarios_of(edition)
    usual = [finding for run in runs if run.case == TYPICAL for finding in run.findings]
    for run in runs:
        if run.case == TYPICAL:
            yield from run.findings
        else:
            yield from _said_of_case(run, usual, title_of(run.case, scenarios.cases))
        if scenarios.unmet_hours is not None:
            yield from _unmet(run, scenarios.unmet_hours, title_of(run.case, scenarios.cases))


def title_of(case: str, cases: Mapping[str, Case]) -> Mapping[str, str]:
    """A case's title in both languages; its own word where the edition has none for it."""
    if case in cases:
        return cases[case].title
    return _TYPICAL_TITLE if case == TYPICAL else {"en": case, "zh-hans": case}


def _said_of_case(run: Run, usual: Sequence[Said], title: Mapping[str, str]) -> Iterator[Said]:
    """What the typical year has not said already, each with the case's title before it."""
    if run.status != RunStatus.SUCCEEDED:
        yield FINDINGS.make("case-without-result", None, case=title).to_json()
    for finding in run.findings:
        if finding not in usual:
            yield {**finding, "message": in_case(finding["message"], title)}


def _unmet(run: Run, doubted: UnmetHours, title: Mapping[str, str]) -> Iterator[Said]:
    results = run.results or {}
    heating_h, cooling_h = results.get("unmet_heating_h"), results.get("unmet_cooling_h")
    if run.case not in doubted.cases or heating_h is None or cooling_h is None:
        return
    if heating_h + cooling_h > doubted.most_h:
        values = {"heating_h": heating_h, "cooling_h": cooling_h, "most_h": doubted.most_h}
        yield FINDINGS.make("unmet-hours-many", None, case=title, **values).to_json()
